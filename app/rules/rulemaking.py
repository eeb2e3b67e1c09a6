"""How the community changes its own rules: who may propose, answer and talk, what carries, and who writes it in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.rules.actors import Actor
from app.rules.permissions import No, may_speak

FIRST = 1
"""The number of the rule that always stands, because decisions must have a rule to name."""


MOST_RUNNING = 3
"""Proposals of one person on which people answer at the same time: more would keep others from being heard."""


class Result(StrEnum):
    """What the answers to a proposal come to."""

    RUNNING = "running"
    TOO_FEW = "too_few"
    LOST = "lost"
    CARRIED = "carried"


@dataclass(frozen=True)
class Terms:
    """What held when the proposal was made, and holds for it whatever is set later.

    `quorum`: how many verified residents must answer; `majority`: of a hundred who agree or disagree, more than so many
    must agree.
    """

    closes_at: datetime
    quorum: int
    majority: int


@dataclass(frozen=True)
class Tally:
    """How many verified residents agree, are unsure, disagree."""

    agree: int = 0
    unsure: int = 0
    disagree: int = 0

    @property
    def people(self) -> int:
        """How many answered."""
        return self.agree + self.unsure + self.disagree


@dataclass(frozen=True)
class ProposalState:
    """What the law needs to know of a proposal. `overtaken`: the rule was changed after the proposal was made."""

    by_id: int
    terms: Terms
    hidden: bool = False
    settled: bool = False
    overtaken: bool = False


def result(terms: Terms, tally: Tally, now: datetime) -> Result:
    """What the answers come to: enough people, and of those who agree or disagree more than the majority agree."""
    if now < terms.closes_at:
        return Result.RUNNING
    if tally.people < terms.quorum:
        return Result.TOO_FEW
    carried = 100 * tally.agree > terms.majority * (tally.agree + tally.disagree)
    return Result.CARRIED if carried else Result.LOST


def may_propose(actor: Actor, rule: int | None, *, retires: bool, running: int) -> No | None:
    """May this person propose to change, add or (`retires`) drop a rule?

    Verified residents may, a few at a time; `running`: how many of theirs people are answering. The first rule stays.
    """
    no = _not_a_resident(actor) or (No.TOO_MANY_PROPOSALS if running >= MOST_RUNNING else None)
    return no or (No.FIRST_RULE_STAYS if retires and rule == FIRST else None)


def may_answer(actor: Actor, proposal: ProposalState, now: datetime) -> No | None:
    """May this person agree, disagree, be unsure, or change that? Verified residents, while it runs, not on their own."""
    no = _not_a_resident(actor) or _not_open(proposal, now)
    return no or (No.OWN if actor.id == proposal.by_id else None)


def may_talk(actor: Actor, proposal: ProposalState, now: datetime) -> No | None:
    """May this person say something about it? Everybody with an account and a voice, while it runs."""
    return may_speak(actor) or _not_open(proposal, now)


def may_see_tally(*, over: bool, has_answered: bool) -> bool:
    """May a person see how many agree? Whoever answered; everybody after the close."""
    return over or has_answered


def may_settle(actor: Actor, proposal: ProposalState, tally: Tally, now: datetime, *, adopts: bool) -> No | None:
    """May this person write a proposal into the rules (`adopts`), or decline it with a reason?

    Moderators and administrators, never on their own, after the close, once. What did not carry cannot be adopted, nor
    can words about a rule that was changed since: people answered about other words.
    """
    if not (actor.is_moderator or actor.is_administrator):
        return No.NOT_RULE_KEEPER
    if actor.id == proposal.by_id:
        return No.OWN
    if proposal.settled:
        return No.SETTLED_ALREADY
    found = result(proposal.terms, tally, now)
    if found is Result.RUNNING:
        return No.ANSWERS_OPEN
    return _no_adoption(proposal, found) if adopts else None


def _no_adoption(proposal: ProposalState, found: Result) -> No | None:
    if proposal.overtaken:
        return No.RULE_CHANGED_SINCE
    if proposal.hidden:
        return No.UNAVAILABLE
    return None if found is Result.CARRIED else No.NOT_CARRIED


def may_read_words(actor: Actor, author_id: int, *, gone: bool) -> bool:
    """May this reader see words of a proposal or its discussion? Hidden or withdrawn ones: their author, moderators."""
    return not gone or actor.is_moderator or actor.id == author_id


def _not_a_resident(actor: Actor) -> No | None:
    no = may_speak(actor) or (No.ORGANISATION if actor.is_organisation else None)
    return no or (None if actor.verified else No.NOT_VERIFIED)


def _not_open(proposal: ProposalState, now: datetime) -> No | None:
    if proposal.hidden:
        return No.UNAVAILABLE
    return No.ANSWERS_CLOSED if now >= proposal.terms.closes_at else None
