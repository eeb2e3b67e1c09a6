"""Organisations: who may say that they speak for one, who confirms it, who brings others in."""

from enum import StrEnum

from app.rules.actors import Actor
from app.rules.invitations import may_send
from app.rules.permissions import No, may_speak


class MemberRole(StrEnum):
    """What somebody is in an organisation. Both write under its badge and answer its messages; an owner brings others in."""

    OWNER = "owner"
    MEMBER = "member"


MOST_INVITATIONS = 30
"""Invitations of one organisation that may be open: a large team; more would be a list of addresses."""


def may_claim(actor: Actor, *, member: bool, owned: bool) -> No | None:
    """May this person say that they speak for it? While nobody does who was confirmed: after that an owner invites."""
    no = may_speak(actor)
    if no is not None:
        return no
    if actor.is_organisation:
        return No.BADGE_BELONGS
    if member:
        return No.MEMBER_ALREADY
    return No.HAS_OWNERS if owned else None


def may_settle_claim(actor: Actor, person_id: int) -> No | None:
    """May this person confirm or decline it? A commissioner, and never one's own."""
    if not actor.is_commissioner:
        return No.NOT_CONFIRMER
    return No.OWN_CLAIM if actor.id == person_id else None


def may_manage(mine: MemberRole | None) -> No | None:
    """May somebody of this role invite, change roles and put others out?"""
    return None if mine is MemberRole.OWNER else No.NOT_OWNER


def may_put_out(mine: MemberRole | None, *, oneself: bool) -> No | None:
    """May somebody of this role end a membership? An owner anybody's, and everybody their own."""
    return None if oneself and mine is not None else may_manage(mine)


def keeps_an_owner(owners: int, *, loses_one: bool) -> No | None:
    """Would an owner be left? While there are members, somebody must be able to bring in and put out."""
    return No.LAST_OWNER if loses_one and owners <= 1 else None


def may_invite(waiting: int) -> No | None:
    """May an organisation of which so many invitations wait send one more?"""
    return may_send(waiting, MOST_INVITATIONS)


def may_write_as(actor: Actor, *, member: bool) -> No | None:
    """May this person write under the badge? A member may; an account that is an organisation's own has one already."""
    if not member:
        return No.NOT_MEMBER
    return No.BADGE_BELONGS if actor.is_organisation else None
