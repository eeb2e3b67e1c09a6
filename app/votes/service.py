"""Votes: lock, check, do, announce."""

from app import clock
from app.contributions.models import Contribution
from app.contributions.queries import lock_contribution
from app.live import EventKind, ThreadEvent
from app.rounds.queries import note_participation
from app.rules.actors import Actor
from app.rules.permissions import No, may_vote
from app.rules.voting import Choice, VoteSource
from app.sentences import allow
from app.transaction import announce, transaction
from app.votes import queries


def cast_vote(actor: Actor, public_id: str, choice: Choice) -> Contribution:
    """Give, or change to, this answer. The same answer again changes nothing.

    Raises SignInFirst, Missing, Gone or Refused; then nothing was changed.
    """
    return _vote(actor, public_id, choice)


def withdraw_vote(actor: Actor, public_id: str) -> Contribution:
    """Take one's vote back; the log keeps that it was there. Raises as `cast_vote` does."""
    return _vote(actor, public_id, None)


def _vote(actor: Actor, public_id: str, after: Choice | None) -> Contribution:
    with transaction():
        contribution = lock_contribution(public_id, actor)
        now = clock.now()  # Read under the lock: the wait for it may outlast the phase.
        allow(_whole(contribution))
        allow(may_vote(actor, contribution.kind, contribution.author_id, contribution.round.timetable, now))
        assert actor.id is not None  # A stranger was refused above.
        before = queries.choice_of(contribution.id, actor.id)
        if before == after:
            return contribution
        of = (contribution.id, contribution.round_id, actor.id)
        if after is None:
            queries.remove(contribution.id, actor.id)
        else:
            queries.save(*of, after, VoteSource.WEB, now)
        queries.log(*of, after, VoteSource.WEB, now)
        queries.count(contribution.id, before, after)
        note_participation(contribution.round_id, actor.id, now)
        announce(ThreadEvent(contribution.thread.public_id, None, EventKind.VOTES_CHANGED, contribution.public_id))
    return contribution


def _whole(contribution: Contribution) -> No | None:
    taken_down = contribution.hidden_at is not None or contribution.withdrawn_at is not None
    return No.UNAVAILABLE if taken_down or contribution.published_at is None else None
