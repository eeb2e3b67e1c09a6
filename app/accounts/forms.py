"""What people may say of themselves."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    VerifyForm,
    email_required,
    password_required,
    unique_user_email,
    valid_user_email,
)
from flask_security.forms import EmailValidation as Address
from flask_security.utils import hash_password
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional, ValidationError

from app.accounts.models import MAX_ABOUT, MAX_NAME
from app.accounts.sentences import CONFIRM_FIRST
from app.markup import clean_line
from app.rules import names
from app.rules.names import NameFault

MAX_PASSWORD = 200
"""Signs; a longer one would only cost time to hash."""

LONG_PASSWORD = Length(max=MAX_PASSWORD, message=_l("The password may have 200 characters at most."))

_NAME_FAULTS = {
    NameFault.EMPTY: _l("Enter a name that others can read. It can be a first name."),
    NameFault.RESERVED: _l("This name belongs to an office. Choose one of your own."),
    NameFault.TAKEN: _l("An organisation that others know goes by this name. Choose another one."),
}


def tidy_name(value: str | None) -> str:
    """A name in one line and in composed form."""
    return names.tidy(clean_line(value or ""))


def readable_name(form: "RegistrationForm | ProfileForm | OrganisationForm", field: StringField) -> None:
    """Refuse a name that nobody can read, or that claims an office or to be a body; one that stays as it was may stay."""
    fault = None if field.data == field.object_data else names.fault(field.data, form.bodies)
    if fault is not None:
        raise ValidationError(str(_NAME_FAULTS[fault]))


def own_path(value: str | None) -> str:
    """The address if it is a path of this site, else nothing: what a browser could take for another host is dropped."""
    text = value or ""
    plain = text.isprintable() and "\\" not in text and " " not in text
    return text if plain and text.startswith("/") and not text.startswith("//") else ""


def _name_field(words: Any) -> StringField:
    longest = Length(max=MAX_NAME, message=_l("A name may have 80 characters at most."))
    return StringField(
        words, filters=[tidy_name], validators=[readable_name, longest], render_kw={"autocomplete": "name"}
    )


def _new_password(words: Any) -> PasswordField:
    return PasswordField(
        words, validators=[password_required, LONG_PASSWORD], render_kw={"autocomplete": "new-password"}
    )


def _old_password(words: Any) -> PasswordField:
    return PasswordField(
        words, validators=[password_required, LONG_PASSWORD], render_kw={"autocomplete": "current-password"}
    )


def _address(*checks: Any) -> EmailField:
    shortest = Length(max=255, message=_l("This address is too long."))
    return EmailField(
        _l("Email address"),
        validators=[email_required, shortest, *checks],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )


class RegistrationForm(RegisterFormV2):
    """Register with an address, a name in any script, and an area.

    Whoever builds it sets the choices of areas, and `bodies`: names that nobody may go by.

    `password_confirm` is left out: the password can be shown, and pasted.
    """

    bodies: Sequence[str] = ()
    email = _address(Address(verify=True), unique_user_email)
    display_name = _name_field(_l("Your name, as others will see it"))
    area = SelectField(_l("Where you live"), validators=[Optional()])
    password = _new_password(_l("Password"))
    password_confirm = None


class SignInForm(LoginForm):
    """Sign in, and go on where one was: `next` may only be a path of this site."""

    email = _address(Address(verify=False))
    password = _old_password(_l("Password"))
    remember = BooleanField(_l("Keep me signed in on this device"))
    next = HiddenField(filters=[own_path])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = own_path(self.next.data) or "/"  # Else whoever gives a second code is led back to this page.

    def validate(self, **kwargs: Any) -> bool:
        """As ever; who has the right password and has not confirmed the address is told so."""
        good: bool = super().validate(**kwargs)
        if not good and self.user_authenticated and self.requires_confirmation:
            self.email.errors = []
            self.form_errors.append(str(CONFIRM_FIRST))
        return good


class ForgottenForm(ForgotPasswordForm):
    """Ask for a link to choose a new password."""

    email = _address(Address(verify=True), valid_user_email)

    def validate(self, **kwargs: Any) -> bool:
        """Take as long for an address that is known as Flask-Security takes for one that is not."""
        good: bool = super().validate(**kwargs)
        if good:
            hash_password("as long as for a stranger")
        return good


class ConfirmationForm(SendConfirmationForm):
    """Ask again for the link that confirms an address."""

    email = _address(Address(verify=True), valid_user_email)

    def validate(self, **kwargs: Any) -> bool:
        """Both answers take the time of one hash, which hides what else was done."""
        good: bool = super().validate(**kwargs)
        hash_password("as long as for a stranger")
        return good


class ResetForm(ResetPasswordForm):
    """Choose a new password with a mailed link."""

    password = _new_password(_l("New password"))
    password_confirm = None


class ChangeForm(ChangePasswordForm):
    """Change the password."""

    password = _old_password(_l("The password that you have"))
    new_password = _new_password(_l("New password"))
    new_password_confirm = None


class AgainForm(VerifyForm):
    """Give the password again."""

    password = _old_password(_l("Password"))
    next = HiddenField(filters=[own_path])


class ProfileForm(FlaskForm):
    """What others see of a person. The choices of areas, and `bodies`, are set by whoever builds it."""

    bodies: Sequence[str] = ()
    display_name = _name_field(_l("Your name, as others see it"))
    area = SelectField(_l("Where you live"), validators=[Optional()])
    about = TextAreaField(
        _l("About you"),
        validators=[Length(max=MAX_ABOUT, message=_l("That is too long. 2,000 characters are the most."))],
    )
    lists_works = BooleanField(_l("List what I wrote on my page"))
    is_seen = BooleanField(_l("Show my name to people reading the same discussion"))


class ClosingForm(FlaskForm):
    """Close the account: the password says that it is really the person."""

    password = _old_password(_l("Your password"))


class RolesForm(FlaskForm):
    """The roles of a person, and whom the account speaks for. The choices are set by whoever builds it."""

    roles = SelectMultipleField(_l("Roles"))
    organisation = SelectField(_l("Speaks for"), validators=[Optional()])


class OrganisationForm(FlaskForm):
    """A body that takes part under a badge. `bodies` are the names of the others."""

    bodies: Sequence[str] = ()
    name = _name_field(_l("Name of the organisation"))
    about = TextAreaField(
        _l("What it does"),
        validators=[Length(max=MAX_ABOUT, message=_l("That is too long. 2,000 characters are the most."))],
    )
