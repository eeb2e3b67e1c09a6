"""SQL about who belongs to an organisation, who says so, and who is invited."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Organisation, User
from app.extensions import db
from app.invitations.rows import working
from app.organisations.models import Invitation, Membership, OrganisationClaim
from app.rules.organisations import MemberRole


def organisation(handle: str, *, lock: bool = False) -> Organisation | None:
    """An organisation, locked where asked: whoever changes its members waits here."""
    statement = select(Organisation).where(Organisation.handle == handle)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def role_of(organisation_id: int, person_id: int | None) -> MemberRole | None:
    """What a person is in an organisation; none where they do not belong to it."""
    which = Membership.organisation_id == organisation_id, Membership.person_id == person_id
    return db.session.scalar(select(Membership.role).where(*which))


def owners(organisation_id: int) -> int:
    """How many owners there are."""
    which = Membership.organisation_id == organisation_id, Membership.role == MemberRole.OWNER
    return db.session.scalar(select(func.count()).select_from(Membership).where(*which)) or 0


def members(organisation_id: int) -> Sequence[Row[str, str, MemberRole, datetime, str | None]]:
    """(handle, name, role, since, picture) of all, the owners first."""
    statement = select(User.handle, User.display_name, Membership.role, Membership.since, User.avatar)
    of_it = statement.join(User, User.id == Membership.person_id).where(Membership.organisation_id == organisation_id)
    return db.session.execute(of_it.order_by(Membership.role.desc(), Membership.since, User.id)).all()


def organisations_of(person_id: int | None) -> Sequence[Organisation]:
    """The organisations to which a person belongs, by name."""
    statement = select(Organisation).join(Membership, Membership.organisation_id == Organisation.id)
    mine = statement.where(Membership.person_id == person_id)
    return db.session.scalars(mine.order_by(Organisation.name, Organisation.id)).all()


def join(organisation_id: int, person_id: int, role: MemberRole, by_id: int, now: datetime) -> bool:
    """Make somebody a member; false where they are one already."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"organisation_id": organisation_id, "person_id": person_id, "role": role, "by_id": by_id, "since": now}
    made = dialect.insert(Membership).values(row).on_conflict_do_nothing().returning(Membership.person_id)
    return db.session.scalar(made) is not None


def put_out(person_id: int, organisation_id: int | None = None) -> None:
    """End a membership, or all of a person's."""
    gone = delete(Membership).where(Membership.person_id == person_id)
    db.session.execute(gone if organisation_id is None else gone.where(Membership.organisation_id == organisation_id))


def set_role(organisation_id: int, person_id: int, role: MemberRole) -> None:
    """Make a member an owner, or an owner a member."""
    which = Membership.organisation_id == organisation_id, Membership.person_id == person_id
    db.session.execute(update(Membership).where(*which).values(role=role))


# -- Claims -----------------------------------------------------------------------------------------------------------


def waiting_claims() -> Sequence[Row[OrganisationClaim, User, Organisation]]:
    """(claim, person, organisation) of those that wait, the longest waiting first."""
    statement = (
        select(OrganisationClaim, User, Organisation)
        .join(User, User.id == OrganisationClaim.person_id)
        .join(Organisation, Organisation.id == OrganisationClaim.organisation_id)
        .where(OrganisationClaim.settled_at.is_(None), User.active.is_(True))
    )
    return db.session.execute(statement.order_by(OrganisationClaim.id)).all()


def own_claim(organisation_id: int, person_id: int | None) -> OrganisationClaim | None:
    """The claim of this person that waits."""
    claim = OrganisationClaim
    mine = (claim.organisation_id == organisation_id, claim.person_id == person_id, claim.settled_at.is_(None))
    return db.session.scalars(select(claim).where(*mine)).one_or_none()


def forget_claims(person_id: int) -> None:
    """Take the words out of what a person claimed: the account is closed."""
    db.session.execute(update(OrganisationClaim).where(OrganisationClaim.person_id == person_id).values(words=""))


def lock_claim(public_id: str) -> OrganisationClaim | None:
    """A claim, locked."""
    statement = select(OrganisationClaim).where(OrganisationClaim.public_id == public_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


# -- Invitations ------------------------------------------------------------------------------------------------------


def open_invitations(organisation_id: int, now: datetime) -> Sequence[Invitation]:
    """Those that still work, the newest first."""
    open_ = select(Invitation).where(Invitation.organisation_id == organisation_id, *working(Invitation, now))
    return db.session.scalars(open_.order_by(Invitation.id.desc())).all()
