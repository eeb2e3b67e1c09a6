"""What the pages of organisations may submit."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length

from app.organisations.models import MAX_CLAIM
from app.rules.organisations import MemberRole

ROLES = {
    MemberRole.MEMBER: _l("Member: writes in its name and answers its messages"),
    MemberRole.OWNER: _l("Owner: invites others and puts them out as well"),
}
"""What each role is called, and what it may do."""


class ClaimForm(FlaskForm):
    """Why a person is believed to speak for an organisation."""

    words = TextAreaField(
        _l("What do you do there, and how can we check it?"),
        validators=[
            DataRequired(_l("Say what you do there, and whom we can ask.")),
            Length(max=MAX_CLAIM, message=_l("Keep it under 1,000 characters.")),
        ],
    )


class InvitationForm(FlaskForm):
    """Whom to invite, and as what."""

    email = EmailField(
        _l("Email address"),
        filters=[lambda value: (value or "").strip()],
        validators=[
            DataRequired(_l("Give the address.")), Email(_l("This is not an email address.")),
            Length(max=255, message=_l("This address is too long.")),
        ],
    )  # fmt: skip
    role = RadioField(
        _l("As what?"),
        choices=[SelectChoice(value=role.value, label=words) for role, words in ROLES.items()],
        default=MemberRole.MEMBER.value,
        validators=[DataRequired(_l("Choose one."))],
    )
