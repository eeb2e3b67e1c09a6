"""What people may say of themselves."""

from flask_babel import lazy_gettext as _l
from flask_security.forms import LoginForm, RegisterFormV2
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.accounts.models import MAX_NAME


class RegistrationForm(RegisterFormV2):
    """Register with an address, a name in any script, and an area."""

    display_name = StringField(
        _l("Your name, as others will see it"), validators=[DataRequired(), Length(max=MAX_NAME)]
    )
    area = SelectField(_l("Where you live"), validators=[])


class SignInForm(LoginForm):
    """Sign in."""
