"""Reports and cases: how urgent a case is, who holds a case, and whom it must pass by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from app.rules.actors import Actor, Role
from app.rules.moderation import ReportReason
from app.rules.permissions import No

LEASE = timedelta(minutes=15)
"""How long a case is locked to whoever took it: time to read a thread and to write a reason, and not to go shopping."""

LOOK_WITHIN = timedelta(days=1)
"""When a reporter may expect that somebody has looked. Volunteers keep it: they come once a day, not once an hour."""

MACHINE_WEIGHT = 0.1
"""What a report by the automatic checks weighs: they know words, not meaning, so what they alone found waits a step longer."""

LIGHT = 0.5
"""Below this weight a reason alone does not jump the queue."""

MANY = 3.0
"""So much weight of reports makes a case that could wait one to look at soon. It never makes one urgent: what is
urgent is what may hurt somebody, not what many dislike."""


class CaseEventKind(StrEnum):
    """What can be said or done in a case.

    Notes, and what moderators did, are for moderators; questions and answers are the author's too.
    """

    NOTE = "note"
    ASKED = "asked"
    ANSWERED = "answered"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    PASSED_ON = "passed_on"


class Urgency(IntEnum):
    """How soon a case must be looked at; the smaller, the sooner."""

    URGENT = 0
    SOON = 1
    CAN_WAIT = 2


URGENCY = {
    ReportReason.PRIVATE_DETAILS: Urgency.URGENT,
    ReportReason.ILLEGAL: Urgency.URGENT,
    ReportReason.HATE: Urgency.SOON,
    ReportReason.INSULT: Urgency.SOON,
    ReportReason.IMPOSTOR: Urgency.SOON,
    ReportReason.UNTRUE: Urgency.CAN_WAIT,
    ReportReason.ADVERT: Urgency.CAN_WAIT,
    ReportReason.OFF_TOPIC: Urgency.CAN_WAIT,
    ReportReason.OTHER: Urgency.CAN_WAIT,
}
"""Private details spread while they stand, and the law does not wait; an insult hurts; an advert only bores."""

RULE_OF = {
    ReportReason.INSULT: 1,
    ReportReason.HATE: 2,
    ReportReason.PRIVATE_DETAILS: 3,
    ReportReason.OFF_TOPIC: 4,
    ReportReason.ADVERT: 5,
    ReportReason.IMPOSTOR: 6,
    ReportReason.ILLEGAL: 7,
}
"""The community's rule that a reason appeals to; the other reasons appeal to none in particular."""


def urgency(reports: Iterable[tuple[ReportReason, float]]) -> Urgency:
    """How urgent a case is, from the reason and the weight of each report on it.

    The gravest reason decides, one step later where only reports of little weight give it.
    """
    known = list(reports)
    gravest = min((_urgency_of(reason, weight) for reason, weight in known), default=Urgency.CAN_WAIT)
    many = sum(weight for _, weight in known) >= MANY
    return min(gravest, Urgency.SOON) if many else gravest


def _urgency_of(reason: ReportReason, weight: float) -> Urgency:
    step = 0 if weight >= LIGHT else 1
    return Urgency(min(Urgency.CAN_WAIT, URGENCY[reason] + step))


def gravest(reasons: Iterable[ReportReason]) -> ReportReason:
    """The reason under which a case stands in the queue."""
    return min(reasons, key=lambda reason: (URGENCY[reason], list(ReportReason).index(reason)))


@dataclass(frozen=True)
class Lease:
    """Who has taken a case, and until when; both none where nobody has."""

    holder: int | None = None
    until: datetime | None = None

    def held_at(self, now: datetime) -> int | None:
        """Who holds the case now: a lease ends by itself."""
        return self.holder if self.until is not None and now < self.until else None


@dataclass(frozen=True)
class Parties:
    """Who stands too near to a case to judge it.

    `round_id`: none for a profile or an organisation. `took_part`: whether the moderator wrote in the thread.
    `wrote_with`: whether the moderator reported messages of the person, so is the other side of that conversation.
    """

    author_id: int | None
    thread_author_id: int | None = None
    round_id: int | None = None
    took_part: bool = False
    speaks_for: bool = False
    wrote_with: bool = False


def may_decide(actor: Actor, parties: Parties) -> No | None:
    """May this moderator decide?

    Never on one's own words or below them, in a thread where one took part, on the organisation that one speaks for,
    on somebody whose messages one reported oneself, or in a round that one scores or decides.
    """
    if not actor.is_moderator:
        return No.NOT_MODERATOR
    if actor.id in {parties.author_id, parties.thread_author_id} or parties.speaks_for:
        return No.OWN_DECISION
    if parties.took_part:
        return No.SPOKE_HERE
    if parties.wrote_with:
        return No.WROTE_WITH_THEM
    return No.SCORES if scores_in_rounds(actor) and parties.round_id is not None else None


def scores_in_rounds(actor: Actor) -> bool:
    """Whether the person scores or decides in rounds, so that a judgement on their texts would weigh twice."""
    return not actor.roles.isdisjoint({Role.PANEL_MEMBER, Role.COMMISSIONER})


def may_hold(actor: Actor, lease: Lease, now: datetime, *, closed: bool) -> No | None:
    """May this moderator take the case, or decide it? Not where it is decided, nor while a colleague has it."""
    if closed:
        return No.CASE_CLOSED
    return No.CASE_HELD if lease.held_at(now) not in {None, actor.id} else None
