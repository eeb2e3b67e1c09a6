"""What the pages of rounds may submit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    Form,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from app import display
from app.fields import CountField, DayField, HourField, PoundsField
from app.markup import MAX_SOURCE, clean_line, clean_text
from app.rounds.models import MAX_BUDGET_NOTE, MAX_DECIDER, MAX_DECIDER_POST, MAX_IN_SHORT, MAX_QUESTION, MAX_TITLE
from app.rounds.sentences import PHASE_WORDS
from app.rules.checks import MOST_FIRST_POSTS
from app.rules.dealing import ALLOWANCE, MOST_CARDS, may_allow
from app.rules.phases import Phase, PhaseKind, Timetable, extendable
from app.rules.uktime import NoSuchTimeError, closing, opening

MAX_REASON = 1_000

AT_MOST_A_REASON = Length(max=MAX_REASON, message=_l("Make the reason shorter: at most %(max)d characters."))

MORNING, EVENING = time(9), time(17)
"""When phases open and close unless somebody says otherwise: the hours in which the telephone is answered."""


@dataclass(frozen=True)
class RoundTexts:
    """All that a commissioner writes about a round, cleaned; `phases` is none where the dates are fixed already."""

    title: str
    question: str = ""
    in_short: str = ""
    aims: str = ""
    decider: str = ""
    decider_post: str = ""
    budget_pounds: int | None = None
    budget_note: str = ""
    areas: tuple[int, ...] = ()
    allowance: int = ALLOWANCE
    counts_for_all: bool = False
    hold_first_posts: int | None = None
    phases: tuple[Phase, ...] | None = field(default=())


class PhaseForm(Form):
    """When one phase opens and closes, by a clock in the UK. Both days empty: the round does without it."""

    opens_on = DayField(_l("Opens on"), [Optional()])
    opens_at = HourField(_l("Opens at"), [Optional()], default=MORNING)
    closes_on = DayField(_l("Closes on"), [Optional()])
    closes_at = HourField(_l("Closes at"), [Optional()], default=EVENING)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Both days or none, in order, at times that the clock shows on that day."""
        if not super().validate(extra_validators):
            return False
        opens, closes = self.opens_on.data, self.closes_on.data
        if (opens is None) != (closes is None):
            _fault(self.closes_on if opens else self.opens_on, _("Give this day too, or leave both days empty."))
            return False
        if opens is None:
            return True
        first, last = self._moment(opening), self._moment(closing)
        if first is not None and last is not None and first >= last:
            _fault(self.closes_on, _("This must be later than the opening."))
            return False
        return first is not None and last is not None

    def _moment(self, edge: Any) -> datetime | None:
        day, hour = (self.opens_on, self.opens_at) if edge is opening else (self.closes_on, self.closes_at)
        return moment_of(day, hour, edge)

    def phase(self, kind: PhaseKind) -> Phase | None:
        """The phase as it was dated, after a successful `validate()`; none where the round does without it."""
        first, last = (self._moment(opening), self._moment(closing)) if self.opens_on.data else (None, None)
        return Phase(kind, first, last) if first and last else None


def moment_of(day: Field, hour: Field, edge: Any) -> datetime | None:
    """The moment that a day and a time name; none, with an error at the time, where the clock leaves it out."""
    usual = MORNING if edge is opening else EVENING
    try:
        moment: datetime = edge(day.data, hour.data or usual)
    except NoSuchTimeError:
        _fault(hour, _("The clocks go forward on that night, so this time does not come. Choose another one."))
        return None
    return moment


def _fault(at: Field, sentence: str) -> None:
    at.errors = [*at.errors, sentence]


class TextsForm(FlaskForm):
    """What a round says about itself: all that may change after it has opened."""

    title = StringField(
        _l("Title"),
        [
            DataRequired(_l("Give the round a title. Everything else can wait.")),
            Length(max=MAX_TITLE, message=_l("Make the title shorter: at most %(max)d characters.")),
        ],
        filters=[lambda text: clean_line(text or "")],
    )
    question = TextAreaField(
        _l("The question that people answer"),
        [Length(max=MAX_QUESTION, message=_l("Make the question shorter: at most %(max)d characters."))],
        filters=[lambda text: clean_line(text or "")],
    )
    in_short = TextAreaField(
        _l("In short, in plain words (you need not write this)"),
        [Length(max=MAX_IN_SHORT, message=_l("Make the short version shorter: at most %(max)d characters."))],
        filters=[lambda text: "\n".join(filter(None, map(clean_line, (text or "").splitlines())))],
    )
    aims = TextAreaField(
        _l("Aims and background"),
        [Length(max=MAX_SOURCE, message=_l("Make the aims shorter: at most %(max)d characters."))],
        filters=[lambda text: clean_text(text or "").strip()],
    )
    decider = StringField(
        _l("Who decides"),
        [Length(max=MAX_DECIDER, message=_l("Make the name shorter: at most %(max)d characters."))],
        filters=[lambda text: clean_line(text or "")],
    )
    decider_post = StringField(
        _l("Their post"),
        [Length(max=MAX_DECIDER_POST, message=_l("Make the post shorter: at most %(max)d characters."))],
        filters=[lambda text: clean_line(text or "")],
    )
    budget = PoundsField(_l("Money, in pounds"))
    budget_note = StringField(
        _l("What the money is for, or when it will be known"),
        [Length(max=MAX_BUDGET_NOTE, message=_l("Make this shorter: at most %(max)d characters."))],
        filters=[lambda text: clean_line(text or "")],
    )
    areas = SelectMultipleField(_l("Areas"), coerce=int)
    allowance = CountField(_l("Cards that count for each person"), [Optional()], default=ALLOWANCE)
    counts_for_all = BooleanField(_l("Show everybody the counts of votes while voting is open"))
    hold_first_posts = CountField(
        _l("First texts of a new person that a moderator reads before others do"),
        [Optional(), NumberRange(0, MOST_FIRST_POSTS, _l("Give a number from 0 to %(max)s, or leave it empty."))],
    )
    was_allowed = 0
    """What an open round allows already: it may only be raised. 0 in a draft."""

    def validate_allowance(self, field: Field) -> None:
        """A number that people can answer; in an open round no less than before."""
        opened, was = self.was_allowed > 0, self.was_allowed or ALLOWANCE
        if field.data is None or may_allow(was, field.data, opened=opened):
            return
        if 1 <= field.data <= MOST_CARDS:
            raise ValidationError(_("People play by %(was)s already. It can only become more.", was=self.was_allowed))
        raise ValidationError(_("Give a number from 1 to %(most)s.", most=MOST_CARDS))

    def texts(self) -> RoundTexts:
        """What was written, once it has been found sound."""
        return RoundTexts(
            title=self.title.data,
            question=self.question.data,
            in_short=self.in_short.data,
            aims=self.aims.data,
            decider=self.decider.data,
            decider_post=self.decider_post.data,
            budget_pounds=self.budget.data,
            budget_note=self.budget_note.data,
            areas=tuple(self.areas.data or ()),
            allowance=self.allowance.data or self.was_allowed or ALLOWANCE,
            counts_for_all=self.counts_for_all.data,
            hold_first_posts=self.hold_first_posts.data,
            phases=self.dated(),
        )

    def dated(self) -> tuple[Phase, ...] | None:
        """The phases; none here, where they are fixed."""
        return None


class DraftForm(TextsForm):
    """A round that has not opened: its dates may still change. Nothing but the title is needed yet."""

    needs = FormField(PhaseForm, PHASE_WORDS[PhaseKind.NEEDS])
    ideas = FormField(PhaseForm, PHASE_WORDS[PhaseKind.IDEAS])
    proposals = FormField(PhaseForm, PHASE_WORDS[PhaseKind.PROPOSALS])
    vote = FormField(PhaseForm, PHASE_WORDS[PhaseKind.VOTE])
    brief = FormField(PhaseForm, PHASE_WORDS[PhaseKind.BRIEF])
    offers = FormField(PhaseForm, PHASE_WORDS[PhaseKind.OFFERS])
    assessment = FormField(PhaseForm, PHASE_WORDS[PhaseKind.ASSESSMENT])
    decision = FormField(PhaseForm, PHASE_WORDS[PhaseKind.DECISION])
    delivery = FormField(PhaseForm, PHASE_WORDS[PhaseKind.DELIVERY])
    review = FormField(PhaseForm, PHASE_WORDS[PhaseKind.REVIEW])

    def dated(self) -> tuple[Phase, ...]:
        """The phases that were given dates."""
        return tuple(phase for kind in PhaseKind if (phase := self[kind.value].form.phase(kind)))


class ExtensionForm(FlaskForm):
    """More time for one phase, and why."""

    phase = SelectField(_l("Which phase"), id="extension-phase")
    closes_on = DayField(_l("New last day"), [InputRequired(_l("Give the new last day."))], id="extension-day")
    closes_at = HourField(_l("New closing time"), [Optional()], default=EVENING, id="extension-hour")
    reason = TextAreaField(
        _l("Why there is more time"),
        [DataRequired(_l("Say why there is more time. Everybody will read it.")), AT_MOST_A_REASON],
        filters=[lambda text: clean_text(text or "").strip()],
        id="extension-reason",
    )

    def moment(self) -> datetime | None:
        """The new deadline; none, with an error at the time, where the clock leaves it out."""
        return moment_of(self.closes_on, self.closes_at, closing)

    def offer(self, round_: Timetable, now: datetime) -> None:
        """Offer the phases that may still have more time."""
        self.phase.choices = [(phase.kind.value, _deadline(phase, now)) for phase in extendable(round_, now)]


def _deadline(phase: Phase, now: datetime) -> str:
    words = {"phase": PHASE_WORDS[phase.kind], "when": display.moment(phase.closes_at, now)}
    return str(_("%(phase)s: closes %(when)s", **words))


class ReturnForm(FlaskForm):
    """Why a round is taken back to draft."""

    reason = TextAreaField(
        _l("Why it goes back to draft"),
        [DataRequired(_l("Say why the round goes back to draft. Your colleagues will read it.")), AT_MOST_A_REASON],
        filters=[lambda text: clean_text(text or "").strip()],
        id="return-reason",
    )


class CancellationForm(FlaskForm):
    """Why a round is called off."""

    reason = TextAreaField(
        _l("Why it is called off"),
        [DataRequired(_l("Say why the round is called off. Everybody will read it.")), AT_MOST_A_REASON],
        filters=[lambda text: clean_text(text or "").strip()],
        id="cancellation-reason",
    )
