"""What several services of spaces do inside the transaction that each has begun."""

from datetime import datetime
from typing import Any

from app import audit
from app.following.queries import follow
from app.rules import spaces as law
from app.rules.actors import Actor
from app.rules.following import Followable, Why
from app.rules.spaces import SpaceRole
from app.sentences import allow
from app.spaces import queries, request_queries
from app.spaces.queries import Found


def looked_after(actor: Actor, slug: str, *, lock: bool = False) -> Found:
    """A space, for those who look after it. Raises Missing, SignInFirst, or Refused."""
    found = queries.find(slug, actor, lock=lock)
    allow(law.may_look_after(actor, found.role))
    return found


def come_in(space_id: int, person_id: int, now: datetime) -> None:
    """Make somebody a member, inside a transaction that holds the lock of the space. What they asked is settled by it."""
    if queries.join(space_id, person_id, SpaceRole.MEMBER, now):
        audit.record(person_id, "space.joined", "space", str(space_id))
        follow(person_id, Followable.SPACE, space_id, Why.ASKED, now)
    request_queries.forget_waiting(space_id, person_id)


def record(actor: Actor, act: str, space_id: int, **facts: Any) -> None:
    """Put it into the audit log: ids and words of our own, never a name."""
    audit.record(actor.id, act, "space", str(space_id), **facts)
