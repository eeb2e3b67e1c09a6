"""SQL about threads and their comments: found, locked, written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import User
from app.contributions.models import Contribution, Revision
from app.extensions import db
from app.live import EventKind, ThreadEvent
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.refusals import Missing
from app.threads.models import Comment, Thread, ThreadEventRecord, UsefulMark
from app.visibility import comment_may_be_read_by, contribution_may_be_read_by


def lock_thread(thread_id: int) -> Thread:
    """The thread, locked until the transaction ends: all that is written in it is written under this lock."""
    return _locked_thread(Thread.id == thread_id)


def lock_thread_of(contribution_id: int) -> Thread:
    """The thread of a contribution, locked until the transaction ends."""
    return _locked_thread(Thread.contribution_id == contribution_id)


def _locked_thread(which: Any) -> Thread:
    statement = select(Thread).where(which).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one()


def append_event(thread: Thread, kind: EventKind, object_id: str, now: datetime) -> ThreadEvent:
    """Write the next event of a thread that this transaction has locked.

    Give what comes back to `transaction.announce`, so that it is sent after the commit.
    """
    thread.sequence += 1
    row = {"thread_id": thread.id, "sequence": thread.sequence, "kind": kind, "object_id": object_id}
    db.session.execute(insert(ThreadEventRecord).values(**row, round_id=thread.round_id, at=now))
    return ThreadEvent(thread.public_id, thread.sequence, kind, object_id)


def events_after(thread_id: int, after: int, limit: int) -> Sequence[Row[int, EventKind, str]]:
    """What happened in a thread after that number: (sequence, kind, object), in order."""
    record = ThreadEventRecord
    statement = select(record.sequence, record.kind, record.object_id).where(
        record.thread_id == thread_id, record.sequence > after
    )
    return db.session.execute(statement.order_by(record.sequence).limit(limit)).all()


def thread_for(public_id: str, actor: Actor) -> Row[int, int]:
    """A thread's (id, number of the last event). Raises Missing where this reader may not read its contribution."""
    statement = (
        select(Thread.id, Thread.sequence)
        .join(Thread.contribution)
        .join(Contribution.round)
        .where(Thread.public_id == public_id, contribution_may_be_read_by(actor))
    )
    found = db.session.execute(statement).first()
    if found is None:
        raise Missing
    return found


def comment_for(public_id: str, actor: Actor) -> Comment:
    """A comment with its author, thread, contribution and round, whatever became of it.

    Raises Missing where this reader may not read the contribution that it stands under. Its words are another
    question: ask `rules.moderation.may_read`.
    """
    thread = joinedload(Comment.thread).joinedload(Thread.contribution).joinedload(Contribution.round)
    statement = (
        select(Comment)
        .join(Comment.thread)
        .join(Thread.contribution)
        .join(Contribution.round)
        .where(Comment.public_id == public_id, contribution_may_be_read_by(actor))
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


def contribution_of(comment_id: str) -> str:
    """The public id of the contribution that a comment stands under. Raises Missing where there is no such comment."""
    statement = select(Contribution.public_id).join(Contribution.thread).join(Comment, Comment.thread_id == Thread.id)
    found = db.session.scalar(statement.where(Comment.public_id == comment_id))
    if found is None:
        raise Missing
    return found


def comment_in(thread_id: int, public_id: str) -> Comment | None:
    """A comment of a thread that this transaction has locked, as it is now."""
    statement = select(Comment).where(Comment.thread_id == thread_id, Comment.public_id == public_id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


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


def parents_of(public_ids: Sequence[str]) -> dict[str, str | None]:
    """What each of these comments answers; none for a top-level one."""
    parent = aliased(Comment)
    statement = select(Comment.public_id, parent.public_id).outerjoin(parent, parent.id == Comment.parent_id)
    rows = db.session.execute(statement.where(Comment.public_id.in_(public_ids)))
    return {row[0]: row[1] for row in rows}
