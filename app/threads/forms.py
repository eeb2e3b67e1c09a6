"""What may be submitted in a thread. How long a comment may be is asked by the service, so that every door asks."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from app.fields import HiddenNumber
from app.images.fields import WithPicture


class CommentForm(WithPicture):
    """A comment, or new words for one."""

    body = TextAreaField(_l("Your comment"))
    parent = HiddenField()
    quote = HiddenField()
    once = HiddenField()
    version = HiddenNumber()
    kept = HiddenNumber()
    badge = HiddenField()
    anyway = HiddenField()
    asks = HiddenField()
    preview = HiddenField()
