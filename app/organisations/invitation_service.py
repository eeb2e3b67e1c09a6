"""Invitations: made for one address, good for one person, for a week."""

from datetime import datetime

from app import audit, clock
from app.accounts.models import Organisation
from app.extensions import db
from app.invitations import queries as links
from app.organisations import queries
from app.organisations.models import Invitation
from app.rules import organisations as law
from app.rules.actors import Actor
from app.rules.invitations import INVITED_FOR, may_take_up
from app.rules.organisations import MemberRole
from app.rules.refusals import Missing
from app.sentences import allow
from app.transaction import transaction


def invite(actor: Actor, handle: str, email: str, role: MemberRole) -> tuple[Organisation, str]:
    """Invite whoever has this address; gives the secret of the link, which is kept nowhere.

    Raises Missing for whoever does not belong to the organisation, Refused for whoever is no owner.
    """
    with transaction():
        organisation, now = _owned(actor, handle), clock.now()
        allow(law.may_invite(len(queries.open_invitations(organisation.id, now))))
        token, digest = links.new_link()
        made = Invitation(
            organisation_id=organisation.id, role=role, email=email, digest=digest, by_id=actor.id,
            at=now, expires_at=now + INVITED_FOR,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        _record(actor, "organisation.invited", organisation, invitation=made.public_id, role=role)
    return organisation, token


def withdraw(actor: Actor, handle: str, public_id: str) -> None:
    """Take an invitation back. Raises Missing where it is over already."""
    with transaction():
        organisation = _owned(actor, handle)
        which = Invitation.organisation_id == organisation.id, Invitation.public_id == public_id
        if not links.take_back(Invitation, *which, now=clock.now()):
            raise Missing
        _record(actor, "organisation.invitation_withdrawn", organisation, invitation=public_id)


def opened(actor: Actor, token: str, email: str) -> tuple[Invitation, Organisation]:
    """An invitation, for whoever has its address and may take it up.

    Raises Missing for a link that is none, or of somebody else, or used; Refused where it is over.
    """
    return _opened(actor, token, email, clock.now())


def join(actor: Actor, token: str, email: str) -> Organisation:
    """Take an invitation up. It works once, also where it is used twice at the same moment."""
    assert actor.id is not None
    with transaction():
        now = clock.now()
        found, organisation = _opened(actor, token, email, now, lock=True)
        found.used_at, found.used_by_id, found.email = now, actor.id, ""
        if queries.join(organisation.id, actor.id, found.role, found.by_id, now):
            _record(actor, "organisation.joined", organisation, invitation=found.public_id, role=found.role)
    return organisation


def _opened(
    actor: Actor, token: str, email: str, now: datetime, *, lock: bool = False
) -> tuple[Invitation, Organisation]:
    found = links.by_link(Invitation, token, email, lock=lock)
    if found is None:
        raise Missing
    allow(may_take_up(actor, found.expires_at, now))
    return found, db.session.get_one(Organisation, found.organisation_id)


def _owned(actor: Actor, handle: str) -> Organisation:
    found = queries.organisation(handle, lock=True)
    mine = queries.role_of(found.id, actor.id) if found else None
    if found is None or mine is None:
        raise Missing
    allow(law.may_manage(mine))
    return found


def _record(actor: Actor, act: str, organisation: Organisation, invitation: str, role: str = "") -> None:
    about = ("organisation", str(organisation.id))
    audit.record(actor.id, act, *about, invitation=invitation, role=role)
