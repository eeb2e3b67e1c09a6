"""What staff say of a person beside the name: that somebody works with residents, or researches with them."""

from enum import StrEnum

from app.rules.actors import Actor
from app.rules.permissions import No


class Tag(StrEnum):
    """What can be said. It opens nothing: it lets others know from where a person speaks."""

    FRONT_LINE = "front_line"
    RESEARCHER = "researcher"


def may_give(actor: Actor, person_id: int) -> No | None:
    """May this person say it of that one? Those who keep the records of people may, and nobody says it of themselves."""
    if not actor.verifies_residents:
        return No.NOT_TAGGER
    return No.OWN_TAG if actor.id == person_id else None


def may_take(actor: Actor, person_id: int) -> No | None:
    """May this person take it away? The same people, and whoever bears it."""
    if not actor.is_signed_in:
        return No.STRANGER
    return None if actor.id == person_id else may_give(actor, person_id)
