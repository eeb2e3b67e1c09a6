"""What a form brings of a picture: fields that forms for words share."""

from typing import BinaryIO

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField


class PictureForm(FlaskForm):  # type: ignore[misc]
    """One picture: chosen, or taken at this moment with the camera of a phone."""

    picture = FileField(_l("Choose a picture"))
    camera = FileField(_l("Or take a photo"))

    @property
    def file(self) -> BinaryIO | None:
        """The picture that came; none where none was chosen."""
        found = self.picture.data or self.camera.data
        return found.stream if found else None


class WithPicture(PictureForm):
    """A form for words, into which a picture can be put on the way: without a script, that is a step of its own."""

    alt = StringField()
    add_picture = HiddenField()

    @property
    def brings_picture(self) -> bool:
        """Whether a picture is to be put into the words first, whichever button was pressed."""
        return bool(self.add_picture.data) or self.file is not None
