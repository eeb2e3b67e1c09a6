"""Who writes in an organisation's name, asked inside the transaction in which it is written."""

from app.organisations import queries
from app.rules.actors import Actor
from app.rules.organisations import may_write_as
from app.rules.permissions import No
from app.sentences import allow


def badge_of(actor: Actor, handle: str) -> int | None:
    """The organisation in whose name this person wants to write; none for their own.

    Raises Refused for whoever does not belong to it; one that does not exist is none to which they belong.
    """
    if not handle:
        return None
    found = queries.organisation(handle)
    member = found is not None and queries.role_of(found.id, actor.id) is not None
    allow(may_write_as(actor, member=member))
    return found.id if found else None


def may_still_write_as(actor: Actor, organisation_id: int | None) -> No | None:
    """Why this person cannot write under that badge any more; none where they can, or where there is none."""
    if organisation_id is None:
        return None
    return may_write_as(actor, member=queries.role_of(organisation_id, actor.id) is not None)
