"""What the pages about the rules may submit."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.moderation.models import MAX_REASON
from app.openness.rule_models import MAX_RULE_TITLE, MAX_RULE_WORDS, MAX_WHY


class RuleProposalForm(FlaskForm):
    """A rule in the words that somebody would give it, and why."""

    title = StringField(
        _l("The rule in a few words"),
        validators=[Length(max=MAX_RULE_TITLE, message=_l("Keep it under 80 characters."))],
    )
    words = TextAreaField(
        _l("The rule in full, in plain words"),
        validators=[Length(max=MAX_RULE_WORDS, message=_l("Keep it under 600 characters, so that people read it."))],
    )
    retires = BooleanField(_l("Drop this rule altogether"))
    why = TextAreaField(
        _l("Why? Everybody reads this"),
        validators=[
            DataRequired(_l("Say why. People decide by it.")),
            Length(max=MAX_WHY, message=_l("Keep it under 2,000 characters.")),
        ],
    )
    once = HiddenField()

    def validate_title(self, field: Any) -> None:
        """A rule has a title, unless it is to be dropped."""
        if not self.retires.data and not (field.data or "").strip():
            raise ValidationError(_l("Give the rule in a few words."))

    def validate_words(self, field: Any) -> None:
        """A rule has words, unless it is to be dropped."""
        if not self.retires.data and not (field.data or "").strip():
            raise ValidationError(_l("Write the rule in full."))


class RuleCommentForm(FlaskForm):
    """Words in a discussion."""

    body = TextAreaField(
        _l("What do you think?"),
        validators=[
            DataRequired(_l("Write something first.")),
            Length(max=MAX_WHY, message=_l("Keep it under 2,000 characters.")),
        ],
    )
    once = HiddenField()


class RuleOutcomeForm(FlaskForm):
    """Why a proposal becomes a rule, or does not."""

    reason = TextAreaField(
        _l("Your reason. Everybody reads this"),
        validators=[
            DataRequired(_l("Write a reason. Everybody reads it.")),
            Length(max=MAX_REASON, message=_l("Keep the reason under 1,000 characters.")),
        ],
    )
