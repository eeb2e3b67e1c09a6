"""What people say about notes and quarantines."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.trouble.models import MAX_WORDS

MOST_ACCOUNTS = 100
"""Proposed at once."""

TOO_LONG = Length(max=MAX_WORDS, message=_l("Keep it under 1,000 characters."))


def names_somebody(_form: FlaskForm, field: Field) -> None:
    """At least one handle, and not too many."""
    many = len((field.data or "").split())
    if not many:
        raise ValidationError(_("Write the account’s name, as it stands in the address of its page."))
    if many > MOST_ACCOUNTS:
        raise ValidationError(_("Name 100 accounts at most, and then the next ones."))


class LookedForm(FlaskForm):
    """What somebody saw who looked at a note."""

    words = TextAreaField(
        _l("What did you see, and what follows from it?"),
        validators=[DataRequired(_l("Write what you saw. Colleagues rely on it.")), TOO_LONG],
    )


class ProposalForm(FlaskForm):
    """Whose votes, and why."""

    handles = TextAreaField(_l("Whose votes? One account a line"), validators=[names_somebody])
    reason = TextAreaField(
        _l("Your reason"),
        validators=[DataRequired(_l("Write a reason. Your colleague needs it to judge.")), TOO_LONG],
    )


class ConfirmForm(FlaskForm):
    """Confirm: nothing but the token."""


class LiftForm(FlaskForm):
    """Why a quarantine ends, or a proposal is turned down."""

    reason = TextAreaField(
        _l("Why should these votes count again?"), validators=[DataRequired(_l("Write a reason.")), TOO_LONG]
    )


class ObjectionForm(FlaskForm):
    """What the person says whose votes were set aside."""

    words = TextAreaField(
        _l("What should we know?"),
        validators=[DataRequired(_l("Write what we should know. A few words are enough.")), TOO_LONG],
    )


class AnswerForm(FlaskForm):
    """Why the votes stay set aside."""

    words = TextAreaField(
        _l("Why should these votes stay set aside?"), validators=[DataRequired(_l("Write a reason.")), TOO_LONG]
    )
