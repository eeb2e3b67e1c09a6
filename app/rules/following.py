"""What people may follow, why they follow it, and what they are then told."""

from enum import StrEnum

from app.rules.actors import Actor
from app.rules.permissions import No


class Followable(StrEnum):
    """What can be followed. A migration widens the database's check where something is added here."""

    ROUND = "round"
    CONTRIBUTION = "contribution"
    AREA = "area"
    PERSON = "person"
    ORGANISATION = "organisation"
    THEME = "theme"
    SEARCH = "search"
    """One of the person's own saved searches."""
    SPACE = "space"


class Why(StrEnum):
    """How it came that somebody follows."""

    ASKED = "asked"
    """The person pressed the button."""
    WROTE = "wrote"
    """It is the person's own contribution."""
    COMMENTED = "commented"
    """The person said something there."""


AUTOMATIC = frozenset({Why.WROTE, Why.COMMENTED})
"""Begun by the site. Never against a person's will: whoever stopped once is not made to follow again."""

MOST_FOLLOWED = 1_000
"""What one person may ask to follow: more than a place has to offer, and too little to make the site copy itself."""


def may_follow(actor: Actor, kind: Followable, object_id: int, followed: int) -> No | None:
    """Whether a person who asked for `followed` things already may follow one more."""
    if not actor.is_signed_in:
        return No.STRANGER
    if kind is Followable.PERSON and object_id == actor.id:
        return No.OWN_FOLLOWER
    return No.FOLLOWS_ENOUGH if followed >= MOST_FOLLOWED else None
