"""People, roles, verifications, organisations and the areas that people live in."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_login import AnonymousUserMixin
from flask_security.core import RoleMixin, UserMixin
from flask_security.datastore import AsaList
from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    case,
    column,
    false,
    func,
    select,
    table,
    true,
)
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship, validates
from werkzeug.local import LocalProxy

from app import clock, identifiers
from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH
from app.rules import second_factor
from app.rules.actors import VISITOR, Actor, Role
from app.rules.restraints import RestraintKind, holding
from app.rules.verification import Proof, VerificationMethod

if TYPE_CHECKING:
    from app.rounds.models import Area

MAX_NAME = 80
MAX_NAME_WORDS = 200
"""A name and a handle, with room for signs that fold into several."""

MAX_ABOUT = 2_000

FORMER_MEMBER = "Former member"
"""The name that stands where a closed account's name stood."""

_notices = table("notices", column("person_id"), column("read_at"))


class Codes(AsaList):
    """Flask-Security's list in one column."""

    cache_ok = True


user_roles = Table(
    "user_roles",
    Base.metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("role_id", ForeignKey("roles.id"), primary_key=True, index=True),
)


class RoleRecord(Base, RoleMixin):
    """A role that can be given; the rows are made by the migration, from `rules.actors.Role`."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class Organisation(Base):
    """A body that takes part under a badge."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a commissioner first confirmed that somebody speaks for it."""
    avatar: Mapped[str | None] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, index=True)
    hidden_avatar: Mapped[str | None] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, index=True)
    """As a person's."""


def portrait(person: Any, organisation: Any) -> ColumnElement[str | None]:
    """The picture beside the name under which something was said: the organisation's own, where it was said for one."""
    return case((organisation.id.is_(None), person.avatar), else_=organisation.avatar)


def name_words(name: str, handle: str) -> str:
    """The folded words of a name and a handle, each between blanks, so that one looks for whole words and beginnings."""
    return f" {' '.join(identifiers.words(f'{name} {handle}'))} "[:MAX_NAME_WORDS]


def _first_name_words(context: Any) -> str:
    said = context.get_current_parameters()
    return name_words(said["display_name"], said["handle"])


class User(Base, UserMixin):
    """An account. When it is closed the name and the address go; the row stays, so that counts stay."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    display_name: Mapped[str] = mapped_column(String(MAX_NAME))
    name_words: Mapped[str] = mapped_column(String(MAX_NAME_WORDS), default=_first_name_words, server_default="")
    """Name and handle as search knows them, each word between blanks."""
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    is_seen: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the person chose that others see the name while they read or write in the same discussion."""
    lists_works: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether the person's page lists what they wrote, and where; each text stays where it stands."""
    avatar: Mapped[str | None] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, index=True)
    """The picture beside the name, by its public id, so that it comes with the name wherever that is read."""
    hidden_avatar: Mapped[str | None] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, index=True)
    """The one that stood there before a moderator hid it."""
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    silenced_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """These three repeat the table of restraints, so that no page of a signed-in person asks for it."""

    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    """How the person gives a second code when signing in; none where the password is enough. The name is Flask-Security's."""
    tf_totp_secret: Mapped[str | None] = mapped_column(Text, deferred=True)
    """The key of the authenticator app, encrypted. It and the next are read only where they are needed."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(Codes()), deferred=True)
    """Codes for whoever lost the phone, each encrypted."""
    last_code_step: Mapped[int | None] = mapped_column(deferred=True)
    """The half minute of the last code that was taken, so that no code is taken twice."""

    roles: Mapped[list[RoleRecord]] = relationship(secondary=user_roles)  # type: ignore[assignment]
    verification: Mapped["Verification | None"] = relationship(
        foreign_keys="Verification.person_id", lazy="joined", uselist=False
    )
    area: Mapped["Area | None"] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    unread_notices: Mapped[int] = column_property(
        select(func.count())
        .select_from(_notices)
        .where(_notices.c.person_id == id, _notices.c.read_at.is_(None))  # noqa: A003 - The column above.
        .scalar_subquery(),
        deferred=True,
    )
    """Counted in the query that loads the signed-in person, so that the header costs no query of its own."""

    __table_args__ = (Index("ix_users_email_lower", func.lower(email), unique=True),)

    @validates("display_name", "handle")
    def _renamed(self, field: str, value: str) -> str:
        said = {"display_name": self.display_name or "", "handle": self.handle or "", field: value}
        self.name_words = name_words(said["display_name"], said["handle"])
        return value

    @property
    def actor(self) -> Actor:
        """The person as the rules see one."""
        held, resting = self.held_roles, self._resting()
        return Actor(self.id, held - resting, self.verification is not None, self.restraints, resting)

    @property
    def held_roles(self) -> frozenset[Role]:
        """The roles that were given to the person, and that of everybody."""
        return frozenset(Role(role.name) for role in self.roles) | {Role.RESIDENT}

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in takes a second code."""
        return self.tf_primary_method is not None

    def _resting(self) -> frozenset[Role]:
        """The one place where a role without the second factor that it needs comes to nothing: no page can forget to ask."""
        asked = current_app.config["STAFF_SECOND_FACTOR"]
        return second_factor.resting(self.held_roles, asked=asked, has_one=self.has_second_factor)

    def check_tf_required_setup(self) -> bool:
        """Whether the person may not switch it off, as Flask-Security asks."""
        return second_factor.needs_one(self.held_roles, asked=current_app.config["STAFF_SECOND_FACTOR"])

    @property
    def restraints(self) -> frozenset[RestraintKind]:
        """What moderators decided about the person that holds at this hour."""
        ends = {
            RestraintKind.HOLD: self.held_until,
            RestraintKind.SILENCE: self.silenced_until,
            RestraintKind.SUSPEND: self.suspended_until,
        }
        return holding(ends, clock.now())


def itself(person: Any) -> User:
    """The account, also where Flask-Security hands on a stand-in for whoever is signed in."""
    known: User = person._get_current_object() if isinstance(person, LocalProxy) else person  # noqa: SLF001 - The proxy's only way.
    return known


class Stranger(AnonymousUserMixin):  # type: ignore[misc]
    """Whoever is not signed in."""

    actor = VISITOR
    roles: tuple[RoleRecord, ...] = ()
    area_id: int | None = None


class Verification(Base):
    """That a person lives here: how it was shown, by whom, when. One a person, enforced here."""

    __tablename__ = "verifications"

    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    method: Mapped[VerificationMethod] = mapped_column(enum_column(VerificationMethod))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    letter_code_id: Mapped[int | None] = mapped_column(ForeignKey("letter_codes.id"), unique=True)
    """The code that showed it: a code verifies one person, enforced here."""

    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    """The area that was shown with it, where one was; the person's own area is then this one."""

    proof: Mapped[Proof | None] = mapped_column(enum_column(Proof))
    """What was shown to staff."""
