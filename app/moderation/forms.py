"""What a report and a decision say."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.contributions.models import MAX_TITLE
from app.fields import CountField
from app.moderation.case_models import MAX_APPEAL, MAX_NOTE
from app.moderation.models import MAX_READY_TITLE, MAX_REASON
from app.rules.appeals import Bench
from app.rules.contributions import Kind
from app.rules.decisions import LONGEST, Ground
from app.rules.moderation import ReportReason, Verb

REASONS = {
    ReportReason.PRIVATE_DETAILS: _l("It shows private details, such as a phone number or an address"),
    ReportReason.INSULT: _l("It insults or threatens somebody"),
    ReportReason.HATE: _l("It attacks people for who they are"),
    ReportReason.ADVERT: _l("It is an advert, or the same text again and again"),
    ReportReason.OFF_TOPIC: _l("It does not belong in this round"),
    ReportReason.UNTRUE: _l("It says something untrue that does harm"),
    ReportReason.IMPOSTOR: _l("Somebody pretends to be somebody else, or has several accounts"),
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


DO = {
    Verb.KEEP: (_l("Keep it"), _l("Nothing changes. Harsh words about a policy stay.")),
    Verb.ASK_EDIT: (_l("Ask the author to edit"), _l("It stays as it is until they do.")),
    Verb.HIDE: (_l("Hide it"), _l("Gone from every open page within a second. Can be undone.")),
    Verb.REMOVE: (_l("Remove it for good"), _l("Hidden, and only a colleague or an appeal brings it back.")),
    Verb.RESTORE: (_l("Bring it back"), _l("Everybody can read it again. The history stays.")),
    Verb.LOCK: (_l("Lock the discussion"), _l("Everybody can read it, and nobody can write in it.")),
    Verb.SLOW: (_l("Slow the discussion"), _l("Ten minutes between two comments of one person.")),
    Verb.CLOSE_TO_NEW: (_l("Close the discussion to new accounts"), _l("Those younger than a week only read it.")),
    Verb.UNLOCK: (_l("Open the discussion again"), _l("Everybody can write in it as before.")),
    Verb.WARN: (_l("Warn them"), _l("They are told, and nothing else changes.")),
    Verb.HOLD: (_l("Look at what they post first"), _l("What they post waits for a moderator.")),
    Verb.SILENCE: (_l("Let them only read"), _l("They cannot post, vote or comment for a time.")),
    Verb.SUSPEND: (
        _l("Suspend the account"),
        _l("They can only appeal and download their data. Their votes still count."),
    ),
    Verb.HIDE_PICTURE: (_l("Hide the picture beside the name"), _l("The initials stand there again. Can be undone.")),
    Verb.SHOW_PICTURE: (_l("Bring back the picture beside the name"), _l("The one that was hidden is shown again.")),
    Verb.END: (_l("End what was decided about them"), _l("They can do everything again.")),
}
"""What each verb is called on a button or beside a circle, and what it does."""

OF_A_NAME = {
    Verb.HIDE: (_l("Hide it"), _l("Signs stand in its place until the space gives itself another name.")),
    Verb.RESTORE: (_l("Bring it back"), _l("It is called as before. The history stays.")),
}
"""What they do to the name of a space."""

RULE_OR_LAW = {Ground.RULES: _l("The house rules"), Ground.LAW: _l("The law of the land")}


def rule_choices(rules: Iterable[tuple[int, str, str | None]]) -> list[SelectChoice]:
    """What a field offers of the rules (number, title, name of the round where alone it holds)."""
    return [
        SelectChoice(value=number, label=f"{number}. {title}" + (f" ({round_title})" if round_title else ""))
        for number, title, round_title in rules
    ]


class ReasonForm(FlaskForm):
    """Why something is decided, as whoever wrote it will read it."""

    reason = TextAreaField(
        _l("Your reason, as the author will read it"),
        validators=[
            DataRequired(_l("Write a reason. The author reads it.")),
            Length(max=MAX_REASON, message=_l("Keep the reason under 1,000 characters.")),
        ],
    )


class RuleForm(FlaskForm):
    """One of the rules; which, is put in where the form is made."""

    rule = SelectField(_l("Which rule?"), coerce=int, validators=[DataRequired(_l("Choose a rule."))])


class DecisionForm(RuleForm, ReasonForm):
    """A rule and a reason; both are shown to the author."""


class VerdictForm(DecisionForm):
    """What to do, under which rule, why; on which facts, for how long, and what about the author."""

    verb = RadioField(_l("What to do"), validators=[DataRequired(_l("Choose what to do."))])
    facts = TextAreaField(
        _l("The facts you relied on (you need not write any)"),
        validators=[Length(max=MAX_REASON, message=_l("Keep it under 1,000 characters."))],
    )
    ground = SelectField(
        _l("It rests on"),
        choices=[SelectChoice(value=one.value, label=words) for one, words in RULE_OR_LAW.items()],
        default=Ground.RULES.value,
    )
    days = CountField(
        _l("For how many days? (only where it ends by itself)"),
        validators=[Optional(), NumberRange(1, LONGEST.days, _l("From 1 to 365 days."))],
    )
    ready = SelectField(_l("A ready-made reason"), default="", validate_choice=False)
    fill = BooleanField()
    also = SelectField(_l("And the author?"), default="")
    also_days = CountField(
        _l("For how many days? (the author)"),
        validators=[Optional(), NumberRange(1, LONGEST.days, _l("From 1 to 365 days."))],
    )
    unfounded = BooleanField(_l("The reports had nothing behind them"))

    def validate(self, extra_validators: Any = None) -> bool:
        """To keep a text needs neither rule nor reason; everything else needs both."""
        passed: bool = super().validate(extra_validators)
        if self.verb.data == Verb.KEEP and not passed:
            self.rule.errors = self.reason.errors = []
            return not self.errors
        return passed


class NoteForm(FlaskForm):
    """Words in a case: a note, a question, an answer."""

    words = TextAreaField(
        _l("Your words"),
        validators=[
            DataRequired(_l("Write something first.")),
            Length(max=MAX_NOTE, message=_l("Keep it under 2,000 characters.")),
        ],
    )


class PassForm(NoteForm):
    """To whom a case goes, and how soon."""

    to = SelectField(_l("To whom?"), default="")
    urgent = BooleanField(_l("It cannot wait: put it on top of the queue"))


class SeveralForm(DecisionForm):
    """One decision on several cases of obvious spam."""

    verb = RadioField(
        _l("What to do with all that you ticked"),
        choices=[SelectChoice(value=verb.value, label=DO[verb][0]) for verb in (Verb.HIDE, Verb.REMOVE)],
        validators=[DataRequired(_l("Choose what to do."))],
    )


class AppealForm(FlaskForm):
    """Why a decision was wrong; who looks at it is asked only where it was decided in a space."""

    who = RadioField(
        _l("Who should look at it?"),
        choices=[
            SelectChoice(value=Bench.SPACE.value, label=_l("Another moderator of the space")),
            SelectChoice(value=Bench.SITE.value, label=_l("The moderators of the site instead")),
        ],
        default=Bench.SPACE.value,
        validators=[DataRequired(_l("Choose who should look at it."))],
    )
    words = TextAreaField(
        _l("Why was the decision wrong?"),
        validators=[
            DataRequired(_l("Write why the decision was wrong.")),
            Length(max=MAX_APPEAL, message=_l("Keep it under 4,000 characters.")),
        ],
    )


class VerdictOnAppealForm(FlaskForm):
    """The answer to an appeal."""

    upheld = RadioField(
        _l("What do you decide?"),
        choices=[
            SelectChoice(value="yes", label=_l("The appeal is right: put everything back as it was")),
            SelectChoice(value="no", label=_l("The decision stands")),
        ],
        validators=[DataRequired(_l("Choose one of the two."))],
    )
    words = TextAreaField(
        _l("Your answer, as the person will read it"),
        validators=[
            DataRequired(_l("Write an answer. The person reads it.")),
            Length(max=MAX_APPEAL, message=_l("Keep it under 4,000 characters.")),
        ],
    )


class ReadyReasonForm(RuleForm):
    """A reason that moderators can choose."""

    title = StringField(
        _l("What it is for, in a few words"),
        validators=[
            DataRequired(_l("Say what it is for.")),
            Length(max=MAX_READY_TITLE, message=_l("Keep it under 80 characters.")),
        ],
    )
    words = TextAreaField(
        _l("The reason, as an author will read it"),
        validators=[
            DataRequired(_l("Write the reason.")),
            Length(max=MAX_REASON, message=_l("Keep the reason under 1,000 characters.")),
        ],
    )


KINDS = {Kind.NEED: _l("A need"), Kind.IDEA: _l("An idea"), Kind.PROPOSAL: _l("A proposal")}

_CHOICES = [SelectChoice(value=kind.value, label=words) for kind, words in KINDS.items()]


class MoveForm(DecisionForm):
    """To which discussion a branch goes."""

    to = StringField(
        _l("The address of the need, idea or proposal under which it belongs"),
        validators=[DataRequired(_l("Give the address of a page of this round."))],
    )


class SplitForm(DecisionForm):
    """What is made of a branch that has a subject of its own."""

    kind = RadioField(_l("What is it?"), choices=_CHOICES, validators=[DataRequired(_l("Choose what it is."))])
    title = StringField(
        _l("Its title, in neutral words"),
        validators=[DataRequired(_l("Give it a title."))],
        render_kw={"maxlength": MAX_TITLE},
    )


class RehomeForm(DecisionForm):
    """What a contribution is instead, and in which round."""

    kind = RadioField(_l("What is it?"), choices=_CHOICES, validators=[DataRequired(_l("Choose what it is."))])
    round = SelectField(_l("In which round?"))
