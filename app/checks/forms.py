"""What moderators submit about texts that wait, and about watched words."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from app.checks.models import MAX_WATCHED


class ReleaseForm(FlaskForm):
    """That a text may be posted; `seen` says which words were read."""

    seen = HiddenField()


class WatchForm(FlaskForm):
    """One more word or phrase."""

    words = StringField(
        _l("A word or a phrase"),
        validators=[
            DataRequired(_l("Write a word or a short phrase.")),
            Length(max=MAX_WATCHED, message=_l("Keep it under 60 characters.")),
        ],
    )
