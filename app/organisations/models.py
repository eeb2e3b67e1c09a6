"""Who belongs to an organisation, who says so, and who is invited."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Text,
    column,
    select,
    table,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import InvitationColumns, UtcDateTime, enum_column, only_while
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.organisations import MemberRole

MAX_CLAIM = 1_000

WAITS = text("settled_at IS NULL")
"""Claims that nobody has settled."""


_users = table("users", column("id", Integer), column("organisation_id", Integer), column("active", Boolean))


class Membership(Base):
    """That a person belongs to an organisation: they write under its badge, and keep their own voice and vote."""

    __tablename__ = "memberships"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    role: Mapped[MemberRole] = mapped_column(enum_column(MemberRole))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class OrganisationClaim(Base):
    """That somebody says to speak for an organisation, how that can be seen, and what a commissioner made of it."""

    __tablename__ = "organisation_claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    confirmed: Mapped[bool | None]

    __table_args__ = (
        CheckConstraint("settled_by_id <> person_id", name="not_own"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled"),
        CheckConstraint("(settled_at IS NULL) = (confirmed IS NULL)", name="decided"),
        Index("uq_organisation_claims_waiting", "organisation_id", "person_id", unique=True, **only_while(WAITS)),
    )


class Invitation(InvitationColumns, Base):
    """That the owner of an address may join."""

    __tablename__ = "invitations"

    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[MemberRole] = mapped_column(enum_column(MemberRole))

    __table_args__ = InvitationColumns.checks()


def speaks_for(person_id: int | None) -> Select[int | None]:
    """The organisations (their ids) for which a person speaks, as a part of other statements.

    The one whose account it is, and those to which the person belongs.
    """
    own = select(_users.c.organisation_id).where(
        _users.c.id == person_id, _users.c.active.is_(true()), _users.c.organisation_id.is_not(None)
    )
    return own.union(select(Membership.organisation_id).where(Membership.person_id == person_id)).subquery().select()
