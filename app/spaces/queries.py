"""SQL about spaces and who belongs to them. A space is found through the reader's right to know of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.identifiers import public_id
from app.moderation.models import Decision
from app.rounds.models import Round
from app.rules import spaces as law
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.rules.spaces import SpaceKind, SpaceRole
from app.spaces.models import Space, SpaceMember, SpaceOut
from app.threads.models import Comment
from app.unread.rows import new_below
from app.visibility import contribution_is_listed, space_is_known_to, space_is_read_by

SPACES_A_PAGE = 50
TOPICS_A_PAGE = 30


class Found(NamedTuple):
    """A space, the row that holds its threads, and what the reader is in it."""

    space: Space
    round: Round
    role: SpaceRole | None

    @property
    def is_closed(self) -> bool:
        """Whether it is only read from now on."""
        return self.round.cancelled_at is not None

    @property
    def looks_after(self) -> bool:
        """Whether the reader is a moderator here."""
        return self.role is SpaceRole.MODERATOR

    @property
    def is_read(self) -> bool:
        """Whether the reader may read what is said there."""
        return law.is_read(self.space.kind, self.role)


def find(slug: str, actor: Actor, *, lock: bool = False) -> Found:
    """A space that this reader may know of, locked where asked: whoever changes its members waits here.

    Raises Missing; a secret space to which they do not belong is not told apart from none.
    """
    statement = select(Space).where(Space.slug == slug, space_is_known_to(actor))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    space = db.session.scalars(statement).one_or_none()
    if space is None:
        raise Missing
    found = Found(space, round_of(space.id), role_of(space.id, actor.id))
    if not law.is_known(space.kind, found.role):  # They were put out while this waited for the lock.
        raise Missing
    return found


def by_id(space_id: int, *, lock: bool = False) -> Space:
    """A space, whoever may know of it: for those whom it invited."""
    return db.session.get_one(Space, space_id, with_for_update=lock, populate_existing=lock)


def round_of(space_id: int) -> Round:
    """The row that holds the threads of a space."""
    return db.session.scalars(select(Round).where(Round.space_id == space_id)).one()


def space_of_round(round_id: int | None) -> Space | None:
    """The space whose threads this row holds; none where it is a round."""
    return db.session.scalars(select(Space).join(Round, Round.space_id == Space.id).where(Round.id == round_id)).first()


def role_of(space_id: int, person_id: int | None) -> SpaceRole | None:
    """What a person is in a space; none where they do not belong to it."""
    which = SpaceMember.space_id == space_id, SpaceMember.person_id == person_id
    return db.session.scalar(select(SpaceMember.role).where(*which))


def as_reader(actor: Actor, round_: Round) -> Actor:
    """Whoever reads, with the offices that count there: in a space, those of the space."""
    return actor if round_.space_id is None else law.within(actor, role_of(round_.space_id, actor.id))


def may_write_in(actor: Actor, round_: Round) -> No | None:
    """Why this person cannot write there; none in a round, which asks for its phases alone."""
    return None if round_.space_id is None else law.may_write(actor, role_of(round_.space_id, actor.id))


def readers_among(space_id: int, people: Collection[int]) -> set[int]:
    """Those of these people who may read in a space."""
    if db.session.get_one(Space, space_id).kind is SpaceKind.OPEN:
        return set(people)
    which = SpaceMember.space_id == space_id, SpaceMember.person_id.in_(people)
    return set(db.session.scalars(select(SpaceMember.person_id).where(*which)))


# -- Lists ------------------------------------------------------------------------------------------------------------


def _with_members(statement: Select[*tuple[Any, ...]]) -> Select[Any]:
    count = select(func.count()).where(SpaceMember.space_id == Space.id).correlate(Space).scalar_subquery()
    return statement.add_columns(count.label("members"), Round.cancelled_at).join(Round, Round.space_id == Space.id)


def mine(person_id: int | None) -> Sequence[Row[Any]]:
    """(space, role, members, closed since) of those to which a person belongs, by name."""
    statement = select(Space, SpaceMember.role).join(SpaceMember, SpaceMember.space_id == Space.id)
    own = _with_members(statement).where(SpaceMember.person_id == person_id)
    return db.session.execute(own.order_by(func.lower(Space.name), Space.id)).all()


def members_alone(actor: Actor, *, slug: str = "", contribution: str = "", comment: str = "") -> str:
    """The name of the space whose members alone read there, or read that text; empty where this reader may not either."""
    wanted = Space.slug == slug
    if contribution:
        wanted = Round.id.in_(select(Contribution.round_id).where(Contribution.public_id == contribution))
    if comment:
        wanted = Round.id.in_(select(Comment.round_id).where(Comment.public_id == comment))
    statement = select(Space.name).join(Round, Round.space_id == Space.id)
    closed_in = statement.where(wanted, Space.kind != SpaceKind.OPEN, space_is_read_by(actor))
    return db.session.scalar(closed_in) or ""


def listed(actor: Actor, words: str, after: int | None) -> Sequence[Row[Any]]:
    """(space, members, closed since) of those that are listed, the newest first, one more than a page holds.

    `words`: a part of the name. A secret space is listed to nobody, its members find it among their own.
    """
    statement = _with_members(select(Space)).where(Space.kind != SpaceKind.SECRET)
    if actor.id is not None:
        own = select(SpaceMember.space_id).where(SpaceMember.person_id == actor.id)
        statement = statement.where(Space.id.not_in(own))
    if words:
        statement = statement.where(func.lower(Space.name).contains(words.lower(), autoescape=True))
    if after is not None:
        statement = statement.where(Space.id < after)
    return db.session.execute(statement.order_by(Space.id.desc()).limit(SPACES_A_PAGE + 1)).all()


def holds_words(found: Found) -> bool:
    """Whether anybody ever wrote in a space, whatever became of it."""
    return (
        db.session.scalar(select(Contribution.id).where(Contribution.round_id == found.round.id).limit(1)) is not None
    )


def topics(found: Found, person_id: int | None, words: str, before: int | None) -> Sequence[Any]:
    """The topics of a space, the newest first, one more than a page holds: for whoever may read there.

    `words`: what the title or the words hold.
    """
    statement = (
        select(
            Contribution.id, Contribution.public_id, Contribution.title, Contribution.summary,
            Contribution.published_at, Contribution.comment_count, User.display_name, User.handle, User.closed_at,
            new_below(person_id).label("new"),
        )
        .join(User, User.id == Contribution.author_id)
        .where(Contribution.round_id == found.round.id, Contribution.kind == Kind.TOPIC, contribution_is_listed())
    )  # fmt: skip
    if words:
        said = func.lower(Contribution.title + "\n" + Contribution.body)
        statement = statement.where(said.contains(words.lower(), autoescape=True))
    if before is not None:
        statement = statement.where(Contribution.id < before)
    return db.session.execute(statement.order_by(Contribution.id.desc()).limit(TOPICS_A_PAGE + 1)).all()


def members(space_id: int) -> Sequence[Row[str, str, SpaceRole, datetime, str | None]]:
    """(handle, name, role, since, picture) of all, the moderators first."""
    statement = select(User.handle, User.display_name, SpaceMember.role, SpaceMember.since, User.avatar)
    of_it = statement.join(User, User.id == SpaceMember.person_id).where(SpaceMember.space_id == space_id)
    return db.session.execute(of_it.order_by(SpaceMember.role.desc(), SpaceMember.since, User.id)).all()


def count_members(space_id: int) -> int:
    """How many belong to a space."""
    return db.session.scalar(select(func.count()).where(SpaceMember.space_id == space_id)) or 0


def moderators(space_id: int) -> list[int]:
    """The ids of those who look after a space."""
    which = SpaceMember.space_id == space_id, SpaceMember.role == SpaceRole.MODERATOR
    return list(db.session.scalars(select(SpaceMember.person_id).where(*which)))


def looks_after(person_id: int) -> int:
    """How many spaces that are not closed a person looks after."""
    which = SpaceMember.person_id == person_id, SpaceMember.role == SpaceRole.MODERATOR, Round.cancelled_at.is_(None)
    counted = select(func.count()).select_from(SpaceMember).join(Round, Round.space_id == SpaceMember.space_id)
    return db.session.scalar(counted.where(*which)) or 0


def lock_person(person_id: int) -> None:
    """Let whoever makes two spaces at once make one after the other, so that the number of them holds."""
    db.session.execute(select(User.id).where(User.id == person_id).with_for_update())


# -- Written ----------------------------------------------------------------------------------------------------------


def add(space: Space, now: datetime) -> Round:
    """A new space, with the row that holds its threads."""
    db.session.add(space)
    db.session.flush()
    held = Round(
        slug=f"space-{public_id()}", title="", question="", created_by_id=space.created_by_id, created_at=now,
        space_id=space.id,
    )  # fmt: skip
    db.session.add(held)
    return held


def join(space_id: int, person_id: int, role: SpaceRole, now: datetime) -> bool:
    """Make somebody a member; false where they are one already. That they were put out is forgotten."""
    db.session.execute(delete(SpaceOut).where(SpaceOut.space_id == space_id, SpaceOut.person_id == person_id))
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"space_id": space_id, "person_id": person_id, "role": role, "since": now}
    made = dialect.insert(SpaceMember).values(row).on_conflict_do_nothing().returning(SpaceMember.person_id)
    return db.session.scalar(made) is not None


def end_membership(space_id: int, person_id: int) -> None:
    """They do not belong to it any more."""
    which = SpaceMember.space_id == space_id, SpaceMember.person_id == person_id
    db.session.execute(delete(SpaceMember).where(*which))


def set_role(space_id: int, person_id: int, role: SpaceRole) -> None:
    """Make a member a moderator, or a moderator a member."""
    which = SpaceMember.space_id == space_id, SpaceMember.person_id == person_id
    db.session.execute(update(SpaceMember).where(*which).values(role=role))


def keep_out(space_id: int, decision: Decision) -> None:
    """Note that somebody was put out, why and by whom."""
    whom, by_whom = (
        {"space_id": space_id, "person_id": decision.author_id},
        {"by_id": decision.by_id, "at": decision.at},
    )
    db.session.merge(SpaceOut(**whom, **by_whom, reason=decision.reason, decision_id=decision.id))


def was_put_out(space_id: int, person_id: int | None) -> bool:
    """Whether somebody was put out, and not let in again."""
    return person_id is not None and db.session.get(SpaceOut, (space_id, person_id)) is not None


def is_out_by(space_id: int, person_id: int, decision_id: int) -> bool:
    """Whether somebody is out of a space because of this very decision."""
    which = SpaceOut.space_id == space_id, SpaceOut.person_id == person_id, SpaceOut.decision_id == decision_id
    return db.session.scalar(select(SpaceOut.person_id).where(*which)) is not None


def put_out_by(space_id: int, person_id: int | None) -> str | None:
    """The name of the decision that put somebody out."""
    which = SpaceOut.space_id == space_id, SpaceOut.person_id == person_id
    named = select(Decision.public_id).join(SpaceOut, SpaceOut.decision_id == Decision.id)
    return db.session.scalar(named.where(*which))
