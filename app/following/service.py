"""The verbs of following: follow, stop, mute."""

from app import clock
from app.following import queries
from app.following.queries import Followed
from app.rules.actors import Actor
from app.rules.following import Followable, Why, may_follow
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.sentences import allow
from app.transaction import transaction


def found(actor: Actor, kind: Followable, name: str) -> Followed:
    """What the reader may follow under this name. Raises Missing."""
    thing = queries.find(kind, name, actor)
    if thing is None:
        raise Missing
    return thing


def follow(actor: Actor, kind: Followable, name: str) -> Followed:
    """Follow something. Twice changes nothing. Raises Missing, SignInFirst, or Refused for oneself or too much."""
    with transaction():
        thing = found(actor, kind, name)
        allow(may_follow(actor, kind, thing.id, queries.asked_for(actor.id) if actor.id is not None else 0))
        assert actor.id is not None
        queries.follow(actor.id, kind, thing.id, Why.ASKED, clock.now())
    return thing


def stop(actor: Actor, follow_id: str) -> None:
    """Stop following, for good: the site does not begin it again by itself. Raises Missing for what is not one's own."""
    assert actor.id is not None
    with transaction():
        if not queries.stop(actor.id, follow_id, clock.now()):
            raise Missing


def mute(actor: Actor, contribution_id: str) -> Followed:
    """Hear nothing more of a discussion. Raises Missing, or SignInFirst."""
    with transaction():
        thing, person_id = _discussion(actor, contribution_id)
        queries.mute(person_id, thing.id, clock.now())
    return thing


def unmute(actor: Actor, contribution_id: str) -> Followed:
    """Hear of it again. Raises Missing, or SignInFirst."""
    with transaction():
        thing, person_id = _discussion(actor, contribution_id)
        queries.unmute(person_id, thing.id)
    return thing


def _discussion(actor: Actor, contribution_id: str) -> tuple[Followed, int]:
    allow(None if actor.is_signed_in else No.STRANGER)
    assert actor.id is not None
    return found(actor, Followable.CONTRIBUTION, contribution_id), actor.id
