"""Spaces, areas with members of their own: who knows of them, who reads, who writes, who looks after them."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from app.rules import invitations, names
from app.rules.actors import Actor, Role
from app.rules.permissions import No, may_speak


class SpaceKind(StrEnum):
    """How one gets to read a space, from everybody at once to nobody who was not invited."""

    OPEN = "open"
    """Everybody reads, and whoever signs in may join."""
    REQUEST = "request"
    """Its name is listed; its moderators let in those who ask."""
    INVITATION = "invitation"
    """Its name is listed; its moderators invite."""
    SECRET = "secret"  # noqa: S105 - The kind of space, no password.
    """Nobody but its members, and those who are invited, knows that it is there."""


class SpaceRole(StrEnum):
    """What a member is. All read and write; moderators let in, put out, hide, lock and change the space."""

    MODERATOR = "moderator"
    MEMBER = "member"


MOST_SPACES = 5
"""Spaces that one person may look after: enough for a street, a club and a school, too few to flood the list."""

MOST_INVITATIONS = 100
"""Invitations of one space that may be open: a large street; more would be a list of addresses."""

INVITATIONS_A_DAY = 50
"""Invitations that one person may send in a day, those included that were taken back: each is a mail or a notice."""


def is_known(kind: SpaceKind, role: SpaceRole | None) -> bool:
    """Whether somebody of this role may know that the space is there."""
    return kind is not SpaceKind.SECRET or role is not None


def is_read(kind: SpaceKind, role: SpaceRole | None) -> bool:
    """Whether somebody of this role may read what is said there."""
    return kind is SpaceKind.OPEN or role is not None


def within(actor: Actor, role: SpaceRole | None) -> Actor:
    """Somebody as a space sees them: the offices that they hold on the site count for nothing there, its own do."""
    offices = {Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.PANEL_MEMBER, Role.FACILITATOR}
    roles = actor.roles - offices
    return replace(actor, roles=roles | {Role.MODERATOR} if role is SpaceRole.MODERATOR else roles)


def may_make(actor: Actor, looks_after: int) -> No | None:
    """May this person make a space? Anybody who may speak, a few each."""
    no = may_speak(actor)
    if no is not None:
        return no
    if actor.is_organisation:
        return No.BADGE_BELONGS
    return No.TOO_MANY_SPACES if looks_after >= MOST_SPACES else None


def may_join(actor: Actor, kind: SpaceKind, *, closed: bool, put_out: bool) -> No | None:
    """May this person join at once? In an open space, unless they were put out of it."""
    return _may_come(actor, closed=closed, put_out=put_out) or (None if kind is SpaceKind.OPEN else No.NOT_OPEN_SPACE)


def may_ask(actor: Actor, kind: SpaceKind, *, closed: bool, put_out: bool) -> No | None:
    """May this person ask to join? Where the space takes requests, unless they were put out of it."""
    no = _may_come(actor, closed=closed, put_out=put_out)
    return no or (None if kind is SpaceKind.REQUEST else No.NO_REQUESTS)


def may_take_up(actor: Actor, expires_at: datetime, now: datetime, *, closed: bool) -> No | None:
    """May this person, whom the space invited, join? Whoever was put out before, too: somebody changed their mind."""
    return invitations.may_take_up(actor, expires_at, now) or (No.SPACE_CLOSED if closed else None)


def _may_come(actor: Actor, *, closed: bool, put_out: bool) -> No | None:
    no = may_speak(actor)
    if no is not None:
        return no
    if actor.is_organisation:
        return No.BADGE_BELONGS
    if closed:
        return No.SPACE_CLOSED
    return No.PUT_OUT if put_out else None


def may_look_after(actor: Actor, role: SpaceRole | None) -> No | None:
    """May somebody of this role let in, put out, invite and change the space?"""
    return may_speak(actor) or (None if role is SpaceRole.MODERATOR else No.NOT_SPACE_MODERATOR)


def may_become(before: SpaceKind, after: SpaceKind, *, holds_words: bool) -> No | None:
    """May a space become one of another kind? Once somebody wrote there for members alone, everybody may never read it."""
    opens = after is SpaceKind.OPEN and before is not SpaceKind.OPEN
    return No.WRITTEN_FOR_MEMBERS if opens and holds_words else None


def is_public_face(kind: SpaceKind) -> bool:
    """Whether everybody may know the name of such a space, and so report it to the moderators of the site."""
    return is_known(kind, None)


def digests(*said: str) -> frozenset[str]:
    """A digest of each of these words as a hurried reader takes them: what is hidden is known again, and not kept."""
    read = (names.read_in_a_hurry(words) or words.strip() for words in said)
    return frozenset(sha256(words.encode()).hexdigest() for words in read if words)


def may_name(said: tuple[str, str], refused: frozenset[str]) -> No | None:
    """May a space get this name and say this of itself? Nothing of what moderators of the site hid of it, by its digests."""
    return None if refused.isdisjoint(digests(*said)) else No.SAME_WORDS


def may_invite(waiting: int, today: int, *, closed: bool) -> No | None:
    """May a space of which so many invitations wait send one more, by somebody who sent so many within a day?"""
    full = invitations.may_send(waiting, MOST_INVITATIONS, today, INVITATIONS_A_DAY)
    return No.SPACE_CLOSED if closed else full


def keeps_a_moderator(moderators: int, *, loses_one: bool) -> No | None:
    """Would a moderator be left? While a space is there, somebody must be able to let in and put out."""
    return No.LAST_SPACE_MODERATOR if loses_one and moderators <= 1 else None


def may_write(actor: Actor, role: SpaceRole | None) -> No | None:
    """May somebody of this role write in the space? Members do.

    What moderators of the site have to read first cannot be written here: they do not read here.
    """
    no = may_speak(actor)
    if no is not None:
        return no
    if role is None:
        return No.NOT_IN_SPACE
    return No.HELD_NOT_HERE if actor.is_held else None
