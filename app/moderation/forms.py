"""What a report and a decision say."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.moderation.models import MAX_REASON
from app.rules.moderation import ReportReason

REASONS = {
    ReportReason.PRIVATE_DETAILS: _l("It shows private details, such as a phone number or an address"),
    ReportReason.INSULT: _l("It insults or threatens somebody"),
    ReportReason.ADVERT: _l("It is an advert, or the same text again and again"),
    ReportReason.OFF_TOPIC: _l("It does not belong in this round"),
    ReportReason.UNTRUE: _l("It says something untrue that does harm"),
    ReportReason.ILLEGAL: _l("It is against the law"),
    ReportReason.OTHER: _l("Something else"),
}


class ReportForm(FlaskForm):
    """Why a person thinks that a moderator should look."""

    reason = RadioField(
        _l("What is wrong?"),
        choices=[SelectChoice(value=reason.value, label=words) for reason, words in REASONS.items()],
        validators=[DataRequired(_l("Choose what is wrong."))],
    )
    text = TextAreaField(
        _l("Anything that helps us understand (you need not write anything)"),
        validators=[Length(max=MAX_REASON, message=_l("Keep it under 1,000 characters."))],
    )
    once = HiddenField()


class DecisionForm(FlaskForm):
    """A rule and a reason; both are shown to the author."""

    rule = SelectField(_l("Which rule?"), coerce=int, validators=[DataRequired(_l("Choose a rule."))])
    reason = TextAreaField(
        _l("Your reason, as the author will read it"),
        validators=[
            DataRequired(_l("Write a reason. The author reads it and can answer it.")),
            Length(max=MAX_REASON, message=_l("Keep the reason under 1,000 characters.")),
        ],
    )
