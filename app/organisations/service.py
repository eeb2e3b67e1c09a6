"""What people do about organisations: claim, confirm, bring in, put out."""

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app import audit, clock, markup
from app.accounts.models import Organisation
from app.accounts.queries import person_by_handle
from app.extensions import db
from app.organisations import queries
from app.organisations.models import OrganisationClaim
from app.rules import organisations as law
from app.rules.actors import Actor
from app.rules.organisations import MemberRole
from app.rules.permissions import No
from app.rules.refusals import Conflict, Missing
from app.sentences import allow
from app.transaction import transaction


def find(handle: str, *, lock: bool = False) -> Organisation:
    """An organisation. Raises Missing."""
    found = queries.organisation(handle, lock=lock)
    if found is None:
        raise Missing
    return found


def for_member(actor: Actor, handle: str, *, lock: bool = False) -> tuple[Organisation, MemberRole]:
    """An organisation, for those who belong to it. Raises Missing for everybody else."""
    found = find(handle, lock=lock)
    mine = queries.role_of(found.id, actor.id)
    if mine is None:
        raise Missing
    return found, mine


def why_not_claim(actor: Actor, organisation: Organisation) -> No | None:
    """Why this person cannot say to speak for it; none where they can."""
    member = queries.role_of(organisation.id, actor.id) is not None
    return law.may_claim(actor, member=member, owned=queries.owners(organisation.id) > 0)


def claim(actor: Actor, handle: str, words: str) -> None:
    """Say that one speaks for an organisation. A second time, while the first waits, says nothing new."""
    try:
        with transaction():
            organisation = find(handle, lock=True)
            allow(why_not_claim(actor, organisation))
            if queries.own_claim(organisation.id, actor.id) is not None:
                return
            made = OrganisationClaim(
                organisation_id=organisation.id, person_id=actor.id, words=markup.clean_text(words).strip(),
                at=clock.now(),
            )  # fmt: skip
            db.session.add(made)
            db.session.flush()
            audit.record(actor.id, "organisation.claimed", "organisation", str(organisation.id), claim=made.public_id)
    except IntegrityError:
        raise Conflict(_("You have asked already. Nothing was changed.")) from None


def settle_claim(actor: Actor, public_id: str, *, confirmed: bool) -> None:
    """Confirm that somebody speaks for an organisation, who is an owner from then on, or decline it.

    Raises Conflict where a colleague was first, and where the organisation has an owner by now.
    """
    with transaction():
        found = queries.lock_claim(public_id)
        if found is None:
            raise Missing
        allow(law.may_settle_claim(actor, found.person_id))
        allow(No.SETTLED_ALREADY if found.settled_at is not None else None)
        now = clock.now()
        found.settled_at, found.settled_by_id, found.confirmed = now, actor.id, confirmed
        organisation = db.session.get_one(Organisation, found.organisation_id, with_for_update=True)
        if confirmed:
            allow(No.HAS_OWNERS if queries.owners(organisation.id) else None)
            organisation.confirmed_at = organisation.confirmed_at or now
            queries.join(organisation.id, found.person_id, MemberRole.OWNER, actor.id or 0, now)
        act = "organisation.confirmed" if confirmed else "organisation.claim_declined"
        audit.record(actor.id, act, "organisation", str(organisation.id), claim=public_id, person=found.person_id)


def set_role(actor: Actor, handle: str, person: str, role: MemberRole) -> None:
    """Make a member an owner, or an owner a member. Raises Refused where no owner would be left."""
    with transaction():
        organisation, person_id, theirs, _mine = _managed(actor, handle, person)
        loses = theirs is MemberRole.OWNER and role is not MemberRole.OWNER
        allow(law.keeps_an_owner(queries.owners(organisation.id), loses_one=loses))
        queries.set_role(organisation.id, person_id, role)
        audit.record(actor.id, "organisation.role", "organisation", str(organisation.id), person=person_id, role=role)


def put_out(actor: Actor, handle: str, person: str) -> None:
    """End a membership, one's own or another's. Raises Refused where no owner would be left."""
    with transaction():
        organisation, person_id, theirs, _mine = _managed(actor, handle, person, leaving=True)
        loses = theirs is MemberRole.OWNER
        allow(law.keeps_an_owner(queries.owners(organisation.id), loses_one=loses))
        queries.put_out(person_id, organisation.id)
        audit.record(actor.id, "organisation.put_out", "organisation", str(organisation.id), person=person_id)


def _managed(
    actor: Actor, handle: str, person: str, *, leaving: bool = False
) -> tuple[Organisation, int, MemberRole, MemberRole]:
    """The organisation, locked, and a member of it whom this person may change: (…, their id and role, one's own role)."""
    organisation, mine = for_member(actor, handle, lock=True)
    found = person_by_handle(person)
    theirs = queries.role_of(organisation.id, found.id) if found else None
    if found is None or theirs is None:
        raise Missing
    oneself = leaving and found.id == actor.id
    allow(law.may_put_out(mine, oneself=oneself) if leaving else law.may_manage(mine))
    return organisation, found.id, theirs, mine
