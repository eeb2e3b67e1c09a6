"""A round's phases: the only place that compares the hour with a round's dates.

A phase is open from its opening time up to, and not including, its closing time. Deadlines are the server's time; they
may be extended and never shortened.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PhaseKind(StrEnum):
    """The phases of `draft → needs → … → closed`, in order; draft, closed and cancelled are states of the round."""

    NEEDS = "needs"
    IDEAS = "ideas"
    PROPOSALS = "proposals"
    VOTE = "vote"
    BRIEF = "brief"
    OFFERS = "offers"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    DELIVERY = "delivery"
    REVIEW = "review"


class RoundState(StrEnum):
    """Where a round stands: not yet open, under way, past its last phase, or called off."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What a phase opens."""

    POST_NEED = "post_need"
    POST_IDEA = "post_idea"
    POST_PROPOSAL = "post_proposal"
    VOTE_NEED = "vote_need"
    VOTE_IDEA = "vote_idea"
    VOTE_PROPOSAL = "vote_proposal"
    BALLOT = "ballot"
    ASK = "ask"
    OFFER = "offer"
    SCORE = "score"
    DECIDE = "decide"
    COMMIT = "commit"
    LEARN = "learn"


OPENS: dict[PhaseKind, frozenset[Act]] = {
    PhaseKind.NEEDS: frozenset({Act.POST_NEED, Act.VOTE_NEED}),
    PhaseKind.IDEAS: frozenset({Act.POST_IDEA, Act.VOTE_IDEA}),
    PhaseKind.PROPOSALS: frozenset({Act.POST_PROPOSAL, Act.VOTE_PROPOSAL}),
    PhaseKind.VOTE: frozenset({Act.BALLOT}),
    PhaseKind.BRIEF: frozenset({Act.ASK}),
    PhaseKind.OFFERS: frozenset({Act.OFFER}),
    PhaseKind.ASSESSMENT: frozenset({Act.SCORE}),
    PhaseKind.DECISION: frozenset({Act.DECIDE}),
    PhaseKind.DELIVERY: frozenset({Act.COMMIT}),
    PhaseKind.REVIEW: frozenset({Act.LEARN}),
}


class Moment(StrEnum):
    """Where a phase stands at a given time."""

    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Phase:
    """A dated part of a round; times are aware UTC."""

    kind: PhaseKind
    opens_at: datetime
    closes_at: datetime

    def moment(self, now: datetime) -> Moment:
        """Say whether the phase is ahead, open or over."""
        if now < self.opens_at:
            return Moment.AHEAD
        return Moment.OPEN if now < self.closes_at else Moment.OVER


@dataclass(frozen=True)
class Timetable:
    """All that the arithmetic needs to know of a round: whether it was opened or called off, and its phases."""

    opened: bool
    cancelled: bool
    phases: tuple[Phase, ...]
    is_space: bool = False
    """Whether it holds the threads of a space: then people talk there until it is closed, and nothing else is open."""

    def phase(self, kind: PhaseKind) -> Phase | None:
        """The phase of that kind, or none where the round does without it."""
        return next((phase for phase in self.phases if phase.kind == kind), None)


def state_at(round_: Timetable, now: datetime) -> RoundState:
    """Say where the round stands: a round closes by itself when its last phase is over."""
    if round_.is_space:
        return RoundState.CLOSED if round_.cancelled else RoundState.OPEN
    if round_.cancelled:
        return RoundState.CANCELLED
    if not round_.opened:
        return RoundState.DRAFT
    over = bool(round_.phases) and all(phase.moment(now) == Moment.OVER for phase in round_.phases)
    return RoundState.CLOSED if over else RoundState.OPEN


def phases_at(round_: Timetable, now: datetime) -> frozenset[PhaseKind]:
    """The phases that are open now: none in a round that is a draft, closed or cancelled."""
    if state_at(round_, now) != RoundState.OPEN:
        return frozenset()
    return frozenset(phase.kind for phase in round_.phases if phase.moment(now) == Moment.OPEN)


def opens_at(round_: Timetable, now: datetime) -> frozenset[Act]:
    """All that one may do now because a phase is open."""
    return frozenset(act for kind in phases_at(round_, now) for act in OPENS[kind])


def phase_is_over(round_: Timetable, kind: PhaseKind, now: datetime) -> bool:
    """Whether that phase has closed, or the whole round has: then its counts and order are everybody's."""
    if state_at(round_, now) in {RoundState.CLOSED, RoundState.CANCELLED}:
        return True
    phase = round_.phase(kind)
    return phase is not None and phase.moment(now) == Moment.OVER and round_.opened


def talk_is_open(round_: Timetable, now: datetime) -> bool:
    """Whether comments may be written: from the opening of the round until it closes."""
    return state_at(round_, now) == RoundState.OPEN


def current_phase(round_: Timetable, now: datetime) -> Phase | None:
    """The open phase that closes first, else the next one ahead, else none."""
    if state_at(round_, now) != RoundState.OPEN:
        return None
    open_now = [phase for phase in round_.phases if phase.moment(now) == Moment.OPEN]
    if open_now:
        return min(open_now, key=lambda phase: (phase.closes_at, phase.opens_at))
    ahead = [phase for phase in round_.phases if phase.moment(now) == Moment.AHEAD]
    return min(ahead, key=lambda phase: (phase.opens_at, phase.closes_at), default=None)


def closed_at(round_: Timetable) -> datetime | None:
    """When the last phase closes, and the round with it; none where it has no phases."""
    return max((phase.closes_at for phase in round_.phases), default=None)


def extendable(round_: Timetable, now: datetime) -> tuple[Phase, ...]:
    """The phases whose deadline may still be moved: those of an open round that have not closed."""
    if state_at(round_, now) != RoundState.OPEN:
        return ()
    return tuple(phase for phase in round_.phases if phase.moment(now) != Moment.OVER)


def may_extend(round_: Timetable, kind: PhaseKind, closes_at: datetime, now: datetime) -> bool:
    """Whether that phase's deadline may move there: only to a later time, and not once it has passed."""
    return any(phase.kind == kind and closes_at > phase.closes_at for phase in extendable(round_, now))


class Lacking(StrEnum):
    """What a round needs before it can open."""

    TITLE = "title"
    QUESTION = "question"
    AIMS = "aims"
    DECIDER = "decider"
    DATES = "dates"
    DATES_IN_ORDER = "dates_in_order"
    DATES_AHEAD = "dates_ahead"


def lacking(texts: Mapping[Lacking, str], phases: Sequence[Phase], now: datetime) -> tuple[Lacking, ...]:
    """What is missing before the round can open, in the order in which the page asks for it.

    `texts` holds the title, question, aims and decider as written.
    """
    missing = [
        name for name in (Lacking.TITLE, Lacking.QUESTION, Lacking.AIMS, Lacking.DECIDER) if not texts[name].strip()
    ]
    if not phases:
        missing.append(Lacking.DATES)
    elif not in_order(phases):
        missing.append(Lacking.DATES_IN_ORDER)
    elif all(phase.moment(now) == Moment.OVER for phase in phases):
        missing.append(Lacking.DATES_AHEAD)
    return tuple(missing)


def in_order(phases: Iterable[Phase]) -> bool:
    """Whether each phase opens before it closes. Phases may overlap or swap."""
    return all(phase.opens_at < phase.closes_at for phase in phases)
