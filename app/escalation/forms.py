"""What the pages about words under lock may submit."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.moderation.models import MAX_REASON

_LONG = Length(max=MAX_REASON, message=_l("Keep it under 1,000 characters."))


class LockForm(FlaskForm):
    """Why a text goes under lock, and whether its author is told."""

    rule = SelectField(_l("Which rule?"), coerce=int, validators=[DataRequired(_l("Choose a rule."))])
    reason = TextAreaField(
        _l("Your reason, without a word of the text"), validators=[DataRequired(_l("Write a reason.")), _LONG]
    )
    silent = BooleanField(_l("Telling the author would do harm"))
    untold = TextAreaField(_l("Why would it do harm? (the author never reads this)"), validators=[_LONG])

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever does not tell the author says why."""
        passed: bool = super().validate(extra_validators)
        if self.silent.data and not (self.untold.data or "").strip():
            self.untold.errors = [_l("Write why telling the author would do harm.")]
            return False
        return passed


class OpenForm(FlaskForm):
    """Why words are opened, or released."""

    reason = TextAreaField(
        _l("Why? Administrators read this"), validators=[DataRequired(_l("Write why. It is kept.")), _LONG]
    )


class ContactForm(FlaskForm):
    """Who the escalation contact is."""

    handle = StringField(_l("The name in the address of their page"), validators=[DataRequired(_l("Say who it is."))])
