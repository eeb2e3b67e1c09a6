"""SQL about those who ask to join a space, and those who are invited."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, delete, exists, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.extensions import db
from app.invitations.rows import working
from app.messages.rows import blockers_of
from app.notifications.models import Notice
from app.rules.notices import NoticeKind
from app.rules.spaces import SpaceRole
from app.spaces.models import WAITS, Space, SpaceInvitation, SpaceMember, SpaceRequest


def add(space_id: int, person_id: int, words: str, now: datetime) -> bool:
    """Put a request down; false where one of theirs waits already."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"space_id": space_id, "person_id": person_id, "words": words, "at": now, "answer": ""}
    waiting = {"index_elements": ["space_id", "person_id"], "index_where": WAITS}
    made = dialect.insert(SpaceRequest).values(row).on_conflict_do_nothing(**waiting).returning(SpaceRequest.id)
    return db.session.scalar(made) is not None


def waiting(space_id: int) -> Sequence[Row[SpaceRequest, User]]:
    """(request, person) of those that wait, the longest waiting first."""
    statement = select(SpaceRequest, User).join(User, User.id == SpaceRequest.person_id)
    waits = (SpaceRequest.space_id == space_id, SpaceRequest.settled_at.is_(None), User.active.is_(True))
    return db.session.execute(statement.where(*waits).order_by(SpaceRequest.id)).all()


def count_waiting(space_id: int) -> int:
    """How many wait."""
    which = SpaceRequest.space_id == space_id, SpaceRequest.settled_at.is_(None)
    return db.session.scalar(select(func.count()).where(*which)) or 0


def lock_waiting(space_id: int, public_id: str) -> SpaceRequest | None:
    """A request of this space that waits, locked."""
    which = SpaceRequest.space_id == space_id, SpaceRequest.public_id == public_id, SpaceRequest.settled_at.is_(None)
    statement = select(SpaceRequest).where(*which).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def to_tell(space_id: int) -> Sequence[int]:
    """The moderators of a space who are to be told that somebody asks: one line that nobody has read yet is enough."""
    told = exists().where(
        Notice.person_id == SpaceMember.person_id, Notice.space_id == space_id, Notice.kind == NoticeKind.SPACE_ASKED,
        Notice.read_at.is_(None),
    )  # fmt: skip
    moderators = (SpaceMember.space_id == space_id, SpaceMember.role == SpaceRole.MODERATOR)
    return db.session.scalars(select(SpaceMember.person_id).where(*moderators, ~told)).all()


def own(space_id: int, person_id: int | None) -> SpaceRequest | None:
    """A person's request that waits."""
    which = SpaceRequest.space_id == space_id, SpaceRequest.person_id == person_id, SpaceRequest.settled_at.is_(None)
    return db.session.scalars(select(SpaceRequest).where(*which)).one_or_none()


def forget_waiting(space_id: int, person_id: int) -> None:
    """Take a person's request away that waits."""
    which = SpaceRequest.space_id == space_id, SpaceRequest.person_id == person_id, SpaceRequest.settled_at.is_(None)
    db.session.execute(delete(SpaceRequest).where(*which))


# -- Invitations ------------------------------------------------------------------------------------------------------


def open_invitations(space_id: int, now: datetime) -> Sequence[Row[SpaceInvitation, str, str]]:
    """(invitation, name, handle) of those that still work, the newest first; no name where an address was invited."""
    statement = select(SpaceInvitation, User.display_name, User.handle)
    joined = statement.outerjoin(User, User.id == SpaceInvitation.person_id)
    of_it = joined.where(SpaceInvitation.space_id == space_id, *working(SpaceInvitation, now))
    return db.session.execute(of_it.order_by(SpaceInvitation.id.desc())).all()


def sent_by(person_id: int, since: datetime) -> int:
    """How many invitations a person has sent since then, whatever became of them."""
    sent = select(func.count()).where(SpaceInvitation.by_id == person_id, SpaceInvitation.at > since)
    return db.session.scalar(sent) or 0


def was_invited(space_id: int, person_id: int, since: datetime) -> bool:
    """Whether a person was invited to a space since then, and did not come."""
    one = SpaceInvitation
    which = (one.space_id == space_id, one.person_id == person_id, one.at > since, one.used_at.is_(None))
    return bool(db.session.scalar(select(exists().where(*which))))


def blocks(person_id: int, writer_id: int) -> bool:
    """Whether somebody wants to hear nothing of a person."""
    return bool(db.session.scalar(select(literal(person_id).in_(blockers_of(writer_id)))))


def invitations_of(person_id: int | None, now: datetime) -> Sequence[Row[SpaceInvitation, Space]]:
    """(invitation, space) of those that name this person and still work, the newest first; none by whom they blocked."""
    statement = select(SpaceInvitation, Space).join(Space, Space.id == SpaceInvitation.space_id)
    mine = statement.where(
        SpaceInvitation.person_id == person_id, *working(SpaceInvitation, now),
        SpaceInvitation.person_id.not_in(blockers_of(SpaceInvitation.by_id)),
    )  # fmt: skip
    return db.session.execute(mine.order_by(SpaceInvitation.id.desc())).all()


def invitation_of(person_id: int | None, public_id: str) -> SpaceInvitation | None:
    """An invitation that names this person and was not used, whether it still works or not."""
    one = SpaceInvitation
    which = (one.person_id == person_id, one.public_id == public_id, one.used_at.is_(None), one.withdrawn_at.is_(None))
    return db.session.scalars(select(one).where(*which)).one_or_none()
