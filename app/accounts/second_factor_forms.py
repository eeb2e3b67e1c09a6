"""What is typed and chosen about the second code."""

from typing import Any, cast

from flask_babel import lazy_gettext as _l
from flask_security.forms import TwoFactorRescueForm, TwoFactorSetupForm, TwoFactorVerifyCodeForm
from flask_security.recovery_codes import MfRecoveryForm
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.accounts.models import User
from app.accounts.sentences import KNOWN, NO_SECOND_CODE
from app.rules import second_factor

LONGEST = 40
"""Signs that are looked at: more than any code has, with room for spaces."""


def _six_digits(_form: FlaskForm, field: StringField) -> None:
    if not second_factor.is_code(field.data):
        raise ValidationError(
            str(_l("The code has six digits. Look at your app, and enter the code that it shows now."))
        )


class SecondCodeForm(TwoFactorVerifyCodeForm):
    """Give the code that the app shows."""

    code = StringField(
        _l("The six digits that your app shows"),
        filters=[lambda value: second_factor.tidy_code((value or "")[:LONGEST])],
        validators=[_six_digits],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )


class RecoveryCodeForm(MfRecoveryForm):
    """Give one of the recovery codes instead."""

    code = StringField(
        _l("One of your recovery codes"),
        filters=[lambda value: second_factor.tidy_recovery_code((value or "")[:LONGEST])],
        validators=[InputRequired(message=_l("Enter one of your recovery codes.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class SetUpForm(TwoFactorSetupForm):
    """Begin to set up an app, or switch the second code off. The page has a button for each."""

    setup = RadioField(
        choices=[SelectChoice(value="authenticator"), SelectChoice(value="disable")], validate_choice=False
    )

    def validate(self, **kwargs: Any) -> bool:
        """As ever; what is not on cannot be switched off."""
        good: bool = super().validate(**kwargs)
        if good and self.setup.data == "disable" and not cast(User, self.user).has_second_factor:
            self.setup.errors = [str(NO_SECOND_CODE)]
            return False
        return good


class RescueForm(TwoFactorRescueForm):
    """What Flask-Security makes beside the form for the code, and no page of ours shows."""

    help_setup = RadioField(choices=[SelectChoice(value="help")])


class SwitchOffForm(FlaskForm):
    """Switch it off for somebody else: how it is known that it is they who ask."""

    known = RadioField(
        _l("How do you know that it is they who ask?"),
        choices=[SelectChoice(value=known.value, label=words) for known, words in KNOWN.items()],
        validators=[InputRequired(message=_l("Choose how you know that it is this person."))],
    )
