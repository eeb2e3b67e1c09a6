"""What the pages of rounds show: where a round stands, by when, what one can do now, and who takes part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from zlib import crc32

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, display
from app.rounds import queries
from app.rounds.models import Round
from app.rounds.sentences import CLOSES, CLOSES_PLAINLY, IS_OPEN, LEFT_FOR, PHASE_WORDS
from app.rules import permissions
from app.rules.actors import Actor
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.phases import (
    Lacking,
    Moment,
    Phase,
    RoundState,
    Timetable,
    closed_at,
    current_phase,
    extendable,
    phases_at,
    state_at,
)

A_FEW = 4
"""Contributions on a round's own page: two rows of two on a desk."""

KIND_OF = {kind.phase: kind for kind in IN_ROUNDS}


class Step(NamedTuple):
    """One phase on the timeline, in words."""

    name: str
    state: str
    words: str
    dates: str


@dataclass(frozen=True)
class RoundPage:
    """A round as its page shows it."""

    round: Round
    now: datetime
    state: RoundState
    current: Phase | None
    is_open: bool
    """Whether `current` is open, and not the next one ahead."""
    also_open: tuple[Phase, ...]
    ends: datetime | None
    steps: tuple[Step, ...]
    counts: dict[Kind, int]
    people: int
    verified: int
    followed: bool
    """Whether the reader follows it."""
    runs_rounds: bool
    extendable: tuple[Phase, ...] = ()
    missing: tuple[Lacking, ...] = ()
    extensions: Sequence[Any] = ()
    kind: Kind | None = None
    """The kind that the page gives a taste of."""
    few: Sequence[Any] = field(default=())

    @property
    def may_post(self) -> tuple[Kind, ...]:
        """The kinds that may be posted now, the current phase's first."""
        open_now = [*([self.current] if self.current and self.is_open else []), *self.also_open]
        return tuple(KIND_OF[phase.kind] for phase in open_now if phase.kind in KIND_OF)

    @property
    def phase_words(self) -> str:
        """“Ideas are open”."""
        return _phase_words(self.round.timetable, self.current, self.now)

    @property
    def left_for(self) -> str:
        """“12 days left for ideas”."""
        assert self.current is not None  # Asked only where a phase is open.
        return str(LEFT_FOR[self.current.kind]) % {"left": display.days_left(self.current.closes_at, self.now)}


@dataclass(frozen=True)
class Card:
    """A round in a list."""

    slug: str
    title: str
    question: str
    at: int
    of: int
    phase_words: str
    open: bool
    budget: str
    people: str
    left: str = ""
    closes: str = ""


@dataclass
class Shelf:
    """All rounds that a reader may know of, by where they stand."""

    open: list[Card] = field(default_factory=list)
    ahead: list[Card] = field(default_factory=list)
    closed: list[Card] = field(default_factory=list)
    cancelled: list[Card] = field(default_factory=list)
    drafts: list[Card] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.open, self.ahead, self.closed, self.cancelled, self.drafts))


def may_return(actor: Actor, round_: Round) -> bool:
    """Whether the page offers to take the round back to draft."""
    now, voted_in = clock.now(), queries.voted_in(round_.id)
    no = permissions.may_return_to_draft(actor, round_.timetable, now, voted_in=voted_in)
    return round_.opened_at is not None and no is None


def round_page(actor: Actor, slug: str) -> RoundPage:
    """The page of one round. Raises Missing where there is none for this reader."""
    now = clock.now()
    round_ = queries.round_by_slug(slug, actor)
    figures = queries.figures(round_.id, actor.id)
    counts = {kind: getattr(figures, kind.plural) for kind in IN_ROUNDS}
    table = round_.timetable
    kind = _kind_to_show(table, counts, now)
    open_now = [phase for phase in table.phases if phase.kind in phases_at(table, now)]
    current = current_phase(table, now)
    return RoundPage(
        round=round_,
        now=now,
        state=state_at(table, now),
        current=current,
        is_open=current in open_now,
        also_open=tuple(phase for phase in open_now if phase != current),
        ends=closed_at(table),
        steps=tuple(steps(table, now)),
        counts=counts,
        people=figures.people,
        verified=figures.verified,
        followed=bool(figures.followed),
        runs_rounds=permissions.may_run_rounds(actor) is None,
        extendable=extendable(table, now),
        missing=round_.lacking(now) if round_.opened_at is None else (),
        extensions=queries.extensions_of(round_.id) if round_.opened_at else (),
        kind=kind,
        few=queries.a_few(round_.id, kind, _start(actor, now), A_FEW) if kind else (),
    )


def shelf(actor: Actor) -> Shelf:
    """Every round that this reader may know of."""
    now = clock.now()
    people = queries.people_by_round()
    shelf = Shelf()
    for round_ in queries.rounds_for(actor):
        _place(shelf, round_.timetable, now).append(_card(round_, people.get(round_.id, 0), now))
    return shelf


def steps(table: Timetable, now: datetime) -> Iterable[Step]:
    """The timeline: each phase with its dates, and whether it is done, open or next."""
    next_up = current_phase(table, now)
    for phase in table.phases:
        moment = phase.moment(now)
        called_off = table.cancelled
        words = {Moment.OVER: _("Done"), Moment.OPEN: _("Open now")}.get(moment, _("Next") if phase == next_up else "")
        state = {Moment.OVER: "done", Moment.OPEN: "now"}.get(moment, "next")
        if not table.opened or (called_off and moment != Moment.OVER):
            state, words = "next", ""
        yield Step(str(PHASE_WORDS[phase.kind]), state, words, _dates(phase, now))


def _dates(phase: Phase, now: datetime) -> str:
    same_year = phase.opens_at.year == phase.closes_at.year
    first = display.day(phase.opens_at, phase.closes_at if same_year else now)
    last = display.day(phase.closes_at, now)
    return (
        last
        if display.day(phase.opens_at) == display.day(phase.closes_at)
        else str(_("%(first)s to %(last)s", first=first, last=last))
    )


def _kind_to_show(table: Timetable, counts: dict[Kind, int], now: datetime) -> Kind | None:
    """The kind of the current phase, or else the latest one that has something to read."""
    current = current_phase(table, now)
    kind = KIND_OF.get(current.kind) if current else None
    if kind and counts[kind]:
        return kind
    return next((kind for kind in reversed(IN_ROUNDS) if counts[kind]), None)


def _start(actor: Actor, now: datetime) -> int:
    """Where a reader's own random order begins: another place for each person and day, the same all day long."""
    return crc32(f"{actor.id} {now:%Y-%m-%d}".encode()) % queries.SHUFFLES


def _place(shelf: Shelf, table: Timetable, now: datetime) -> list[Card]:
    state = state_at(table, now)
    if state == RoundState.OPEN:
        begun = any(phase.moment(now) != Moment.AHEAD for phase in table.phases)
        return shelf.open if begun else shelf.ahead
    return {RoundState.CLOSED: shelf.closed, RoundState.CANCELLED: shelf.cancelled}.get(state, shelf.drafts)


def _card(round_: Round, people: int, now: datetime) -> Card:
    table = round_.timetable
    phase = current_phase(table, now)
    is_open = phase is not None and phase.moment(now) == Moment.OPEN
    done = sum(each.moment(now) == Moment.OVER for each in table.phases) if table.opened else 0
    return Card(
        slug=round_.slug,
        title=round_.title,
        question=round_.question,
        at=table.phases.index(phase) + 1 if phase and is_open else done + 1 if not phase else 0,
        of=len(table.phases),
        phase_words=_phase_words(table, phase, now),
        open=is_open,
        budget=" ".join(filter(None, (display.money(round_.budget_pounds), round_.budget_note))),
        people=ngettext("%(num)s person so far", "%(num)s people so far", people) if people else "",
        left=display.days_left(phase.closes_at, now) if phase and is_open else "",
        closes=_closes(table, phase, now),
    )


def _phase_words(table: Timetable, phase: Phase | None, now: datetime) -> str:
    state = state_at(table, now)
    words = {
        RoundState.DRAFT: _("Draft"),
        RoundState.CANCELLED: _("Called off"),
        RoundState.CLOSED: _("Closed"),
    }
    if phase is None or state in words:
        return str(words.get(state, _("Open")))
    return str(IS_OPEN[phase.kind]) if phase.moment(now) == Moment.OPEN else str(_("Opens soon"))


def _closes(table: Timetable, phase: Phase | None, now: datetime) -> str:
    if phase is None:
        end = closed_at(table)
        closed = end is not None and state_at(table, now) == RoundState.CLOSED
        return str(_("Closed on %(day)s", day=display.day(end, now))) if end and closed else ""
    if phase.moment(now) == Moment.OPEN:
        return str(CLOSES.get(phase.kind, CLOSES_PLAINLY)) % {"when": display.moment(phase.closes_at, now)}
    words = {"phase": PHASE_WORDS[phase.kind], "when": display.moment(phase.opens_at, now)}
    return str(_("%(phase)s: from %(when)s", **words))
