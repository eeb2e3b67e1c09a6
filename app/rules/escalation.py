"""Words under lock: who is the escalation contact, and who may open them."""

from app.rules.actors import Actor, Role
from app.rules.permissions import No


def may_name(actor: Actor, person_id: int, roles: frozenset[Role]) -> No | None:
    """May this administrator name that person the escalation contact?

    Never oneself, and never anybody who gives roles: administrators see who opened what, and open nothing.
    """
    if not actor.is_administrator:
        return No.NOT_ADMINISTRATOR
    return No.CONTACT_IS_ADMINISTRATOR if actor.id == person_id or Role.ADMINISTRATOR in roles else None


def is_contact(actor: Actor, contact_id: int | None) -> No | None:
    """Is this person the escalation contact now? Whoever was made an administrator since is so no longer.

    Nor is anybody of staff whose role rests: this opens more than any role.
    """
    if actor.id is None:
        return No.STRANGER
    return No.NOT_CONTACT if actor.id != contact_id or actor.is_administrator or actor.resting else None


def may_open(actor: Actor, contact_id: int | None, author_id: int) -> No | None:
    """May this person open, or release, words under lock? The escalation contact alone, and never their own."""
    return is_contact(actor, contact_id) or (No.OWN_LOCKED if actor.id == author_id else None)
