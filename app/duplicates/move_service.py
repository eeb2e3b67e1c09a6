"""What a supporter answers who is asked to move a vote: one click, one transaction, once."""

from datetime import datetime
from enum import StrEnum

from app import audit, clock
from app.duplicates import queries
from app.duplicates.models import Pairing
from app.live import EventKind, ThreadEvent
from app.rules import duplicates as law
from app.rules.actors import Actor
from app.rules.duplicates import Side
from app.rules.moderation import left_a_place
from app.rules.permissions import No, may_vote
from app.rules.refusals import Missing, SignInFirst
from app.sentences import SENTENCES, allow
from app.transaction import announce, transaction
from app.votes import queries as votes
from app.votes.queries import Act, Votable


class Outcome(StrEnum):
    """What became of a vote."""

    MOVED = "moved"
    KEPT_THE_OTHER = "kept_the_other"
    """There was a vote on the lead already: it stays as it was, and the one on the follower was taken back."""
    STAYED = "stayed"
    ANSWERED_BEFORE = "answered_before"


def answer_move(actor: Actor, public_id: str, *, move: bool) -> tuple[Outcome, Votable]:
    """Move one's vote from the follower of a pairing to its lead, or leave it there; gives that and where the vote is now.

    A second answer changes nothing. Raises Missing, SignInFirst or Refused; then nothing was changed.
    """
    if actor.id is None:
        raise SignInFirst(str(SENTENCES[No.STRANGER]))
    with transaction():
        pairing, lead, follower = _lock(actor, actor.id, public_id)
        now = clock.now()  # Read under the locks: the wait for them may outlast the phase.
        before = queries.answer_of(pairing, actor.id)
        if before is not None:
            return Outcome.ANSWERED_BEFORE, lead if before.moved else follower
        side = Side(lead.id, lead.kind, lead.round_id, lead.author_id, lead.is_whole)
        allow(law.may_move(pairing.step, side, follower.before))
        if move:
            allow(may_vote(actor, lead.kind, lead.author_id, lead.timetable, now))
            _move(actor.id, lead, follower, now)
        queries.answered(pairing, actor.id, now, moved=move)
        act = "vote.moved" if move else "vote.left"
        ids = {"from": follower.public_id, "to": lead.public_id}
        audit.record(actor.id, act, "pairing", public_id, round_id=pairing.round_id, **ids)
    if not move:
        return Outcome.STAYED, follower
    return Outcome.MOVED if lead.before is None else Outcome.KEPT_THE_OTHER, lead


def _lock(actor: Actor, me: int, public_id: str) -> tuple[Pairing, Votable, Votable]:
    """Lock both contributions, the older first, and read the pairing after the wait.

    Raises Missing where either was taken down: a merge is no such case, it leaves a place that leads on.
    """
    pairing = queries.pairing(public_id)
    found = queries.both(pairing.lead_id, pairing.follower_id)
    locked = {one: votes.lock(found[one].public_id, me) for one in sorted(found)}
    pairing = queries.pairing(public_id)
    lead, follower = locked[pairing.lead_id], locked[pairing.follower_id]
    if lead is None or follower is None or lead.state.hidden or follower.state.hidden:
        raise Missing
    if not left_a_place(actor, lead.state) or not left_a_place(actor, follower.state):
        raise Missing
    return pairing, lead, follower


def _move(me: int, lead: Votable, follower: Votable, now: datetime) -> None:
    """Take the vote back here and give it there, as a found vote; a vote that is there already stays."""
    votes.take_back(follower, me, now)
    if lead.before is None:
        votes.record(lead, Act(me, law.moved_to(lead.before), None, now))
    for of in (lead, follower):
        announce(ThreadEvent(of.thread, None, EventKind.VOTES_CHANGED, of.public_id, of.round_id))
