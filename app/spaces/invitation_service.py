"""Invitations to a space: to an address, by a link that works once and for a week; or to a person, whom a notice tells."""

from datetime import datetime, timedelta

from app import clock
from app.accounts.queries import person_by_handle
from app.extensions import db
from app.invitations import queries as links
from app.notifications.queries import notify
from app.rules import spaces as law
from app.rules.actors import Actor
from app.rules.invitations import INVITED_FOR
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.sentences import allow
from app.spaces import acts, queries, request_queries
from app.spaces.models import Space, SpaceInvitation
from app.spaces.queries import Found
from app.transaction import transaction

DAY = timedelta(days=1)


def invite_address(actor: Actor, slug: str, email: str) -> tuple[Space, str]:
    """Invite whoever has this address; gives the secret of the link, which is kept nowhere.

    Raises Missing, or Refused for whoever does not look after the space, or where enough wait.
    """
    with transaction():
        found, now = _room(actor, slug), clock.now()
        token, digest = links.new_link()
        _add(actor, found, now, email=email, digest=digest)
    return found.space, token


def invite_person(actor: Actor, slug: str, handle: str) -> bool:
    """Invite somebody who has an account; a notice tells them. False where there is no such person.

    A second invitation of one who has not answered takes the place of the first. A space is told to nobody twice in the
    time for which an invitation is good, and to whoever blocked the moderator not at all, which looks the same from here.
    """
    with transaction():
        found, now = _room(actor, slug), clock.now()
        person = person_by_handle(handle)
        if person is None:
            return False
        allow(No.MEMBER_ALREADY if queries.role_of(found.space.id, person.id) else None)
        here = SpaceInvitation.space_id == found.space.id, SpaceInvitation.person_id == person.id
        again = request_queries.was_invited(found.space.id, person.id, now - INVITED_FOR)
        links.take_back(SpaceInvitation, *here, now=now)
        _add(actor, found, now, person_id=person.id, digest=links.new_link()[1])
        if not again and not request_queries.blocks(person.id, actor.id or 0):
            notify(person.id, NoticeKind.SPACE_INVITED, space_id=found.space.id, now=now)
    return True


def _room(actor: Actor, slug: str) -> Found:
    """A space that this person may bring somebody into. The person is locked first, so that the day's number holds."""
    queries.lock_person(actor.id or 0)
    found, now = acts.looked_after(actor, slug, lock=True), clock.now()
    waiting = len(request_queries.open_invitations(found.space.id, now))
    today = request_queries.sent_by(actor.id or 0, now - DAY)
    allow(law.may_invite(waiting, today, closed=found.is_closed))
    return found


def _add(
    actor: Actor, found: Found, now: datetime, *, digest: str, email: str = "", person_id: int | None = None
) -> None:
    made = SpaceInvitation(
        space_id=found.space.id, email=email, person_id=person_id, digest=digest, by_id=actor.id, at=now,
        expires_at=now + INVITED_FOR,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    acts.record(actor, "space.invited", found.space.id, invitation=made.public_id)


def withdraw(actor: Actor, slug: str, public_id: str) -> None:
    """Take an invitation back. Raises Missing where it is over already."""
    with transaction():
        found = acts.looked_after(actor, slug, lock=True)
        which = SpaceInvitation.space_id == found.space.id, SpaceInvitation.public_id == public_id
        if not links.take_back(SpaceInvitation, *which, now=clock.now()):
            raise Missing
        acts.record(actor, "space.invitation_withdrawn", found.space.id, invitation=public_id)


def opened(actor: Actor, token: str, email: str) -> tuple[SpaceInvitation, Space]:
    """The invitation of a link, for whoever has its address and may take it up.

    Raises Missing for a link that is none, of somebody else, or used; Refused where it is over.
    """
    found = _allowed(actor, links.by_link(SpaceInvitation, token, email))
    return found, queries.by_id(found.space_id)


def take_up(actor: Actor, token: str, email: str) -> Space:
    """Take it up. It works once, also where it is used twice at the same moment."""
    first = links.by_link(SpaceInvitation, token, email)
    if first is None:
        raise Missing
    with transaction():
        space = queries.by_id(first.space_id, lock=True)
        _use(actor, links.by_link(SpaceInvitation, token, email, lock=True), space)
    return space


def accept(actor: Actor, public_id: str) -> Space:
    """Take up an invitation that names oneself. Raises Missing, or Refused where it is over."""
    first = request_queries.invitation_of(actor.id, public_id)
    if first is None:
        raise Missing
    with transaction():
        space = queries.by_id(first.space_id, lock=True)
        _use(actor, request_queries.invitation_of(actor.id, public_id), space)
    return space


def decline(actor: Actor, public_id: str) -> None:
    """Decline one that names oneself. Raises Missing where there is none."""
    with transaction():
        mine = SpaceInvitation.person_id == actor.id, SpaceInvitation.public_id == public_id
        if not links.take_back(SpaceInvitation, *mine, now=clock.now()):
            raise Missing


def _use(actor: Actor, found: SpaceInvitation | None, space: Space) -> None:
    """Under the lock of the space, so that it is used once."""
    closed = queries.round_of(space.id).cancelled_at is not None
    invitation, now = _allowed(actor, found, closed=closed), clock.now()
    assert actor.id is not None
    invitation.used_at, invitation.used_by_id, invitation.email = now, actor.id, ""
    acts.come_in(space.id, actor.id, now)


def _allowed(actor: Actor, found: SpaceInvitation | None, *, closed: bool = False) -> SpaceInvitation:
    if found is None:
        raise Missing
    allow(law.may_take_up(actor, found.expires_at, clock.now(), closed=closed))
    return found
