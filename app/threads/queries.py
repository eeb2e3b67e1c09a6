"""SQL about threads and their comments: found, locked, written."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, delete, func, insert, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import User
from app.contributions.models import Contribution, Revision
from app.extensions import db
from app.live import EventKind, ThreadEvent
from app.moderation.move_models import MovedComment
from app.rounds.models import Round
from app.rules.actors import VISITOR, Actor
from app.rules.contributions import Kind
from app.rules.refusals import Missing
from app.threads.models import Comment, Thread, ThreadEventRecord, UsefulMark
from app.visibility import (
    comment_may_be_read_by,
    contribution_may_be_read_by,
    discussion_is_shared,
    discussion_may_be_read_by,
    round_is_open_to,
)


def lock_thread(thread_id: int) -> Thread:
    """The thread, locked until the transaction ends: all that is written in it is written under this lock."""
    return _locked_thread(Thread.id == thread_id)


def lock_thread_of(contribution_id: int) -> Thread:
    """The thread of a contribution, locked until the transaction ends."""
    return _locked_thread(Thread.contribution_id == contribution_id)


def _locked_thread(which: Any) -> Thread:
    """Locked for whoever writes in it, but not for rows that only point to it: where somebody reads is noted meanwhile."""
    statement = select(Thread).where(which).with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalars(statement).one()


def append_event(thread: Thread, kind: EventKind, object_id: str, now: datetime) -> ThreadEvent:
    """Write the next event of a thread that this transaction has locked.

    Give what comes back to `transaction.announce`, so that it is sent after the commit.
    """
    thread.sequence += 1
    row = {"thread_id": thread.id, "sequence": thread.sequence, "kind": kind, "object_id": object_id}
    db.session.execute(insert(ThreadEventRecord).values(**row, round_id=thread.round_id, at=now))
    return ThreadEvent(thread.public_id, thread.sequence, kind, object_id, thread.round_id)


class Head(NamedTuple):
    """What everybody's events say of a thread besides themselves, as it is now."""

    id: int
    last: int
    contribution: str
    comments: int
    round_id: int
    round: str
    is_open: bool
    """Whether strangers may see the discussion."""
    kind: Kind
    is_shared: bool
    """Whether all may see it who may read there at all."""


class Happened(NamedTuple):
    """One thing that happened in a thread."""

    sequence: int
    kind: EventKind
    object_id: str
    parent: str | None
    """What a comment answers; none for a top-level one, and where it happened to something else."""


_HEAD = (
    select(
        Thread.id, Thread.sequence, Contribution.public_id, Contribution.comment_count, Round.id, Round.slug,
        discussion_may_be_read_by(VISITOR), Contribution.kind, discussion_is_shared(),
    )
    .join(Thread.contribution)
    .join(Contribution.round)
    .where(Thread.public_id == bindparam("thread"))
)  # fmt: skip
_event, _answer, _parent = ThreadEventRecord, aliased(Comment), aliased(Comment)
_NEWS = (
    _HEAD.add_columns(_event.sequence, _event.kind, _event.object_id, _parent.public_id)
    .outerjoin(_event, (_event.thread_id == Thread.id) & (_event.sequence > bindparam("after")))
    .outerjoin(_answer, _answer.public_id == _event.object_id)
    .outerjoin(_parent, _parent.id == _answer.parent_id)
    .order_by(_event.sequence)
    .limit(bindparam("most"))
)
"""Made once: each event that somebody watches is read with these."""


def head_of(public_id: str, actor: Actor | None) -> Head:
    """A thread. Raises Missing where this reader may not see it, or where it is not there; `None` is no reader in particular."""
    statement = _HEAD if actor is None else _HEAD.where(discussion_may_be_read_by(actor))
    found = db.session.execute(statement, {"thread": public_id}).first()
    if found is None:
        raise Missing
    return Head._make(found)


def news_of(public_id: str, actor: Actor | None, after: int, limit: int) -> tuple[Head, list[Happened]]:
    """The same, and what happened in it after that number, in order: as they were at one moment."""
    statement = _NEWS if actor is None else _NEWS.where(discussion_may_be_read_by(actor))
    found = db.session.execute(statement, {"thread": public_id, "after": after, "most": limit}).all()
    if not found:
        raise Missing
    parts = len(Head._fields)
    events = [Happened._make(row[parts:]) for row in found if row[parts] is not None]
    return Head._make(found[0][:parts]), events


def readable_threads(public_ids: Iterable[str], actor: Actor) -> set[str]:
    """Those of these threads that this reader may see."""
    statement = select(Thread.public_id).join(Thread.contribution).join(Contribution.round)
    of_these = Thread.public_id.in_(list(public_ids))
    return set(db.session.scalars(statement.where(of_these, discussion_may_be_read_by(actor))))


def last_event(comment_id: str, kinds: Iterable[EventKind]) -> Row[str, int]:
    """The latest of these things that happened to a comment: (its thread's public id, number of the event)."""
    record = ThreadEventRecord
    statement = (
        select(Thread.public_id, record.sequence)
        .join(Comment, Comment.thread_id == Thread.id)
        .join(record, record.thread_id == Thread.id)
        .where(Comment.public_id == comment_id, record.object_id == comment_id, record.kind.in_(list(kinds)))
    )
    return db.session.execute(statement.order_by(record.sequence.desc()).limit(1)).one()


def states_of(public_ids: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """Of each of these threads: the number of the last event, and whether strangers may see it."""
    statement = (
        select(Thread.public_id, Thread.sequence, discussion_may_be_read_by(VISITOR))
        .join(Thread.contribution)
        .join(Contribution.round)
    )
    rows = db.session.execute(statement.where(Thread.public_id.in_(list(public_ids))))
    return {row[0]: (row[1], bool(row[2])) for row in rows}


def is_author(public_id: str, person_id: int) -> bool:
    """Whether this comment or contribution is that person's."""
    mine = (
        select(table.id).where(table.public_id == public_id, table.author_id == person_id)
        for table in (Comment, Contribution)
    )
    return db.session.execute(union_all(*mine)).first() is not None


def round_id_of(slug: str, actor: Actor) -> int:
    """A round. Raises Missing where this reader may not know of it."""
    found = db.session.scalar(select(Round.id).where(Round.slug == slug, round_is_open_to(actor)))
    if found is None:
        raise Missing
    return found


def readable_rounds(ids: Iterable[int], actor: Actor) -> set[int]:
    """Those of these rounds that this reader may know of."""
    return set(db.session.scalars(select(Round.id).where(Round.id.in_(list(ids)), round_is_open_to(actor))))


def comment_for(public_id: str, actor: Actor) -> Comment:
    """A comment with its author, thread, contribution and round, whatever became of it.

    Raises Missing where this reader may not see the discussion that it stands in. Its words are another
    question: ask `rules.moderation.may_read`.
    """
    thread = joinedload(Comment.thread).joinedload(Thread.contribution).joinedload(Contribution.round)
    statement = (
        select(Comment)
        .join(Comment.thread)
        .join(Thread.contribution)
        .join(Contribution.round)
        .where(Comment.public_id == public_id, discussion_may_be_read_by(actor))
        .options(joinedload(Comment.author), thread.selectinload(Round.phases))
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise Missing
    return found


def contribution_for(public_id: str, actor: Actor) -> Contribution | None:
    """A contribution that this reader may read."""
    statement = select(Contribution).join(Contribution.round).where(Contribution.public_id == public_id)
    return db.session.scalars(statement.where(contribution_may_be_read_by(actor))).one_or_none()


def readable_comments(public_ids: Sequence[str], contribution_id: int, actor: Actor) -> dict[str, Comment]:
    """Those of these comments that stand under that contribution and whose words this reader may read."""
    statement = select(Comment).join(Comment.thread).options(joinedload(Comment.author).joinedload(User.organisation))
    of_it = (Thread.contribution_id == contribution_id) & Comment.public_id.in_(public_ids)
    found = db.session.scalars(statement.where(of_it, comment_may_be_read_by(actor)))
    return {comment.public_id: comment for comment in found}


def readable_comment(public_id: str, actor: Actor) -> str | None:
    """The same name, where there is such a comment in a discussion that this reader may see."""
    statement = select(Comment.public_id).join(Comment.thread).join(Thread.contribution).join(Contribution.round)
    return db.session.scalar(statement.where(Comment.public_id == public_id, discussion_may_be_read_by(actor)))


def contribution_of(comment_id: str) -> str:
    """The public id of the contribution that a comment stands under. Raises Missing where there is no such comment."""
    statement = select(Contribution.public_id).join(Contribution.thread).join(Comment, Comment.thread_id == Thread.id)
    found = db.session.scalar(statement.where(Comment.public_id == comment_id))
    if found is None:
        raise Missing
    return found


def public_id_of(comment_id: int) -> str:
    """The name of a comment in addresses."""
    return db.session.execute(select(Comment.public_id).where(Comment.id == comment_id)).scalar_one()


def home_of(parent: str | None, contribution_id: str) -> str:
    """The contribution under which a reply belongs: where what it answers was moved, if it ever left this one."""
    if not parent:
        return contribution_id
    left = select(MovedComment.comment_id).where(MovedComment.comment_id == Comment.id).exists()
    statement = select(Contribution.public_id).join(Contribution.thread).join(Comment, Comment.thread_id == Thread.id)
    found: str | None = db.session.scalar(statement.where(Comment.public_id == parent, left))
    return found or contribution_id


def comment_in(thread_id: int, public_id: str) -> Comment | None:
    """A comment of a thread that this transaction has locked, as it is now."""
    statement = select(Comment).where(Comment.thread_id == thread_id, Comment.public_id == public_id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def since_when(thread_id: int, person_id: int) -> tuple[datetime, datetime | None]:
    """Since when a person has an account, and when the person last wrote in a thread."""
    last = select(func.max(Comment.created_at)).where(Comment.thread_id == thread_id, Comment.author_id == person_id)
    statement = select(User.created_at, last.scalar_subquery()).where(User.id == person_id)
    since, spoke = db.session.execute(statement).one()
    return since, spoke


def revisions(comment_id: int) -> Sequence[Revision]:
    """Every version of a comment's words, the newest first."""
    statement = select(Revision).where(Revision.comment_id == comment_id).order_by(Revision.number.desc())
    return db.session.scalars(statement).all()


def add_mark(comment_id: int, person_id: int, now: datetime) -> bool:
    """Put down that a person found it useful; false where that stands already."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"comment_id": comment_id, "person_id": person_id, "at": now}
    statement = dialect.insert(UsefulMark).values(row).on_conflict_do_nothing().returning(UsefulMark.comment_id)
    return db.session.execute(statement).first() is not None


def take_mark(comment_id: int, person_id: int) -> bool:
    """Take that back; false where it did not stand."""
    mine = (UsefulMark.comment_id == comment_id) & (UsefulMark.person_id == person_id)
    return db.session.execute(delete(UsefulMark).where(mine).returning(UsefulMark.comment_id)).first() is not None


def count_useful(comment_id: int, change: int) -> None:
    """Move the count beside a comment, together with its marks."""
    statement = update(Comment).where(Comment.id == comment_id).values(useful_count=Comment.useful_count + change)
    db.session.execute(statement.execution_options(synchronize_session=False))


def has_mark(comment_id: int, person_id: int) -> bool:
    """Whether a person found it useful."""
    return db.session.get(UsefulMark, (comment_id, person_id)) is not None
