"""SQL about people and organisations."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, make_transient_to_detached, selectinload
from sqlalchemy.orm.attributes import instance_dict, set_committed_value

from app import identifiers
from app.accounts.models import Organisation, RoleRecord, User, Verification, user_roles
from app.contributions.models import Contribution
from app.extensions import db
from app.notifications.models import Notice
from app.rounds.models import Area, Round
from app.rules.actors import VISITOR, Role
from app.threads.models import Comment, Thread
from app.visibility import comment_may_be_read_by, contribution_is_listed, round_is_open_to

PEOPLE_A_PAGE = 50
WORKS_A_PAGE = 20

_person, _verification, _role = User.__table__.c, Verification.__table__.c, RoleRecord.__table__.c
_notice = Notice.__table__.c
_unread = select(func.count()).where(_notice.person_id == _person.id, _notice.read_at.is_(None)).scalar_subquery()
_PERSON_FIELDS = (
    *("id", "handle", "email", "active", "fs_uniquifier", "display_name", "avatar", "area_id", "organisation_id"),
    *("held_until", "silenced_until", "suspended_until", "tf_primary_method"),
)
"""What nearly every page needs to know of whoever asks for it."""
_PERSON_END = len(_PERSON_FIELDS)
_PERSON_OF_SESSION = (
    select(*(_person[name] for name in _PERSON_FIELDS), _verification.person_id, _unread, _role.id, _role.name)
    .select_from(User.__table__)
    .outerjoin(Verification.__table__, _verification.person_id == _person.id)
    .outerjoin(user_roles, user_roles.c.user_id == _person.id)
    .outerjoin(RoleRecord.__table__, _role.id == user_roles.c.role_id)
    .where(_person.fs_uniquifier == bindparam("key"))
)
"""One row a role, or one with none. Made once, and read as columns: each page of a signed-in person begins with it."""


def free_handle(name: str) -> str:
    """A handle made of the name's Latin letters, or of chance where it has none, that nobody uses yet."""
    stem = identifiers.slug(name) or "person"
    taken = (
        select(User.handle)
        .where(User.handle == stem)
        .union_all(select(Organisation.handle).where(Organisation.handle == stem))
    )
    free = stem != "person" and db.session.execute(taken).first() is None
    return stem if free else f"{stem}-{identifiers.public_id()[:6]}"


def person_of_session(key: str) -> User | None:
    """Whoever a session's key belongs to, with what every page needs of the person, in one query."""
    rows = db.session.connection().execute(_PERSON_OF_SESSION, {"key": key}).all()
    if not rows:
        return None
    row = rows[0]
    known = db.session.identity_map.get(db.session.identity_key(User, row[0]))
    if known is not None:
        return cast(User, known)
    verified, unread = row[_PERSON_END : _PERSON_END + 2]
    verification = _loaded(Verification, ("person_id",), (verified,)) if verified is not None else None
    roles = [_loaded(RoleRecord, ("id", "name"), each[-2:]) for each in rows if each[-1] is not None]
    person: User = _loaded(User, _PERSON_FIELDS, row)
    for name, value in (("verification", verification), ("roles", roles), ("unread_notices", unread)):
        set_committed_value(person, name, value)
    db.session.add(person)
    return person


def _loaded(kind: type[Any], fields: Iterable[str], row: Iterable[Any]) -> Any:
    """An object as if it had been loaded: what the row says is known, and the rest is asked for when it is needed."""
    made = kind()
    instance_dict(made).update(zip(fields, row, strict=False))
    make_transient_to_detached(made)
    return made


def person_by_email(email: str) -> User | None:
    """The account with this address, however it is written."""
    statement = select(User).where(func.lower(User.email) == func.lower(email)).options(selectinload(User.roles))
    return db.session.scalars(statement).one_or_none()


def person_by_handle(handle: str) -> User | None:
    """The confirmed, open account with this handle, with roles, area and organisation."""
    statement = (
        select(User)
        .where(User.handle == handle, User.active.is_(True), User.confirmed_at.is_not(None))
        .options(selectinload(User.roles), joinedload(User.area), joinedload(User.organisation))
    )
    return db.session.scalars(statement).one_or_none()


def people(words: str, before: int | None) -> list[User]:
    """Open accounts, newest first, whose name or address has these words; one more than a page holds."""
    statement = (
        select(User)
        .where(User.closed_at.is_(None))
        .options(selectinload(User.roles), joinedload(User.organisation))
        .order_by(User.id.desc())
        .limit(PEOPLE_A_PAGE + 1)
    )
    if words:
        found = (field.icontains(words, autoescape=True) for field in (User.display_name, User.email, User.handle))
        statement = statement.where(or_(*found))
    if before is not None:
        statement = statement.where(User.id < before)
    return list(db.session.scalars(statement))


def everybody() -> list[User]:
    """Open accounts in the order of their making, for the command line."""
    statement = (
        select(User)
        .where(User.closed_at.is_(None))
        .options(selectinload(User.roles), joinedload(User.area))
        .order_by(User.id)
    )
    return list(db.session.scalars(statement))


def lock_administration() -> int:
    """Lock the right to give roles until the transaction ends; how many open accounts hold it.

    Whoever changes roles or leaves waits here, so that what is counted stays true until it is changed.
    """
    role = db.session.execute(
        select(RoleRecord.id).where(RoleRecord.name == Role.ADMINISTRATOR).with_for_update()
    ).scalar_one()
    held = (
        select(func.count())
        .select_from(user_roles)
        .join(User, User.id == user_roles.c.user_id)
        .where(user_roles.c.role_id == role, User.active.is_(True))
    )
    return db.session.scalars(held).one()


def lock_person(person_id: int) -> User | None:
    """Lock an open account; it is read afresh, with its roles."""
    statement = (
        select(User)
        .where(User.id == person_id, User.active.is_(True))
        .options(selectinload(User.roles))
        .with_for_update(of=User)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one_or_none()


def role_records(roles: frozenset[Role]) -> list[RoleRecord]:
    """The rows of these roles."""
    return list(db.session.scalars(select(RoleRecord).where(RoleRecord.name.in_([role.value for role in roles]))))


def area_by_name(name: str) -> Area | None:
    """The area with this name or slug."""
    return db.session.scalars(select(Area).where(or_(Area.name == name, Area.slug == name))).one_or_none()


def organisation_by_handle(handle: str) -> Organisation | None:
    """The organisation with this handle."""
    return db.session.scalars(select(Organisation).where(Organisation.handle == handle)).one_or_none()


def organisations() -> list[Organisation]:
    """All organisations by name."""
    return list(db.session.scalars(select(Organisation).order_by(Organisation.name, Organisation.id)))


def speakers(organisation_id: int) -> list[User]:
    """The open accounts that speak for an organisation."""
    statement = select(User).where(User.organisation_id == organisation_id, User.active.is_(True)).order_by(User.id)
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Works:
    """What the public may see of what people wrote: the newest contributions, and how many of what there are."""

    newest: list[Contribution]
    contributions: int
    comments: int


def public_works(author_ids: list[int], organisation_id: int | None = None) -> Works:
    """What these people wrote as themselves, or an organisation under its badge, as a stranger sees it."""
    listed = (
        select(Contribution)
        .join(Round, Round.id == Contribution.round_id)
        .where(_by(Contribution, author_ids, organisation_id), contribution_is_listed(), round_is_open_to(VISITOR))
    )
    newest = listed.order_by(Contribution.published_at.desc(), Contribution.id.desc()).limit(WORKS_A_PAGE)
    said = (
        select(func.count(Comment.id))
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .where(_by(Comment, author_ids, organisation_id), comment_may_be_read_by(VISITOR))
        .where(contribution_is_listed(), round_is_open_to(VISITOR))
    )
    count = db.session.scalars(select(func.count()).select_from(listed.subquery())).one()
    with_rounds = newest.options(joinedload(Contribution.round))
    return Works(list(db.session.scalars(with_rounds)), count, db.session.scalars(said).one())


def _by(text: type[Contribution | Comment], author_ids: list[int], organisation_id: int | None) -> ColumnElement[bool]:
    themselves = and_(text.author_id.in_(author_ids), text.organisation_id.is_(None))
    return themselves if organisation_id is None else or_(themselves, text.organisation_id == organisation_id)
