"""Two contributions that say the same: who may propose it, whose consent it needs, what becomes of votes.

Nothing is joined without the authors of both. One leads: votes that move, move to it. A *link* leaves both as they are; a
*merge* puts a place with a way to the other where one was. Each can be undone, and no vote moves but by its own person's click.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.permissions import No
from app.rules.voting import Choice

MOST_WAITING = 5
"""Proposals of one person that wait at a time, moderators apart: enough for whoever reads much, too few to pester a round."""


class Way(StrEnum):
    """How two are joined."""

    LINK = "link"
    MERGE = "merge"


class Step(StrEnum):
    """How far a pairing has come."""

    WAITING = "waiting"
    JOINED = "joined"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Side:
    """One of two contributions, as the law needs it.

    `whole`: published and neither hidden nor withdrawn. `follows`, `leads`: whether it is joined to others, the other of the two
    left out of the count.
    """

    id: int
    kind: Kind
    round_id: int
    author_id: int
    whole: bool = True
    follows: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """What was there before a proposal: one that still runs, one that an author declined (`declined_by`), how many wait."""

    running: bool = False
    declined_by: frozenset[int] = frozenset()
    waiting: int = 0


def may_propose(actor: Actor, way: Way, lead: Side, follower: Side, before: Before) -> No | None:
    """May this person propose that the two say the same? The author of either may; for a link, a moderator too."""
    is_author = actor.id in {lead.author_id, follower.author_id}
    if not is_author and not actor.is_moderator:
        return No.NO_PART_IN_IT
    if not is_author and way is Way.MERGE:
        return No.AUTHORS_MERGE
    if before.running:
        return No.PROPOSED_ALREADY
    if before.declined_by - {actor.id}:
        return No.DECLINED_BEFORE
    if not actor.is_moderator and before.waiting >= MOST_WAITING:
        return No.TOO_MANY_WAIT
    return may_stand_together(lead, follower)


def may_stand_together(lead: Side, follower: Side) -> No | None:
    """Whether two can be joined at all: two different ones of a kind and a round, both there to be read.

    One follows one other at most, and what others follow follows none: so each cluster has one lead.
    """
    if lead.id == follower.id:
        return No.SAME_ONE
    if (lead.kind, lead.round_id) != (follower.kind, follower.round_id):
        return No.NOT_ALIKE
    if not lead.whole or not follower.whole:
        return No.UNAVAILABLE
    if lead.follows or follower.follows:
        return No.FOLLOWS_ANOTHER
    return No.LEADS_OTHERS if follower.leads else None


def may_answer(actor: Actor, step: Step, lead_author: int, follower_author: int) -> No | None:
    """May this person say yes or no for one of the two? Its author may, until it is decided."""
    if actor.id not in {lead_author, follower_author}:
        return No.NOT_OWN
    return {Step.WAITING: None, Step.JOINED: No.PROPOSED_ALREADY, Step.ENDED: No.ENDED_ALREADY}[step]


def may_end(actor: Actor, step: Step, lead_author: int, follower_author: int, proposer: int) -> No | None:
    """May this person end it? Either author or a moderator may; whoever proposed it, too, while it waits."""
    if step is Step.ENDED:
        return No.ENDED_ALREADY
    parties = {lead_author, follower_author} | ({proposer} if step is Step.WAITING else set())
    return None if actor.id in parties or actor.is_moderator else No.NO_PART_IN_IT


def may_see(actor: Actor, lead_author: int, follower_author: int, proposer: int) -> bool:
    """Whether a pairing is this person's to see: its authors', its proposer's, the moderators'."""
    return actor.is_moderator or actor.id in {lead_author, follower_author, proposer}


def may_move(step: Step, lead: Side, said: Choice | None) -> No | None:
    """May a vote on the follower move to the lead? One that agrees, to a lead that is there, while the two are joined.

    Whether the person may vote on the lead at all is asked of `permissions.may_vote`.
    """
    if step is not Step.JOINED:
        return No.NOT_JOINED
    if not lead.whole:
        return No.UNAVAILABLE
    return None if said is Choice.AGREE else No.NO_SUCH_VOTE


def moved_to(on_lead: Choice | None) -> Choice:
    """What a person says of the lead after the move. What was said of it before stays, whatever it was.

    A moved vote answers no card: it is a found vote, and weighs nothing that it did not weigh before.
    """
    return on_lead or Choice.AGREE
