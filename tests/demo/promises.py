"""What holds of a database, however its rows came to be."""

from collections import Counter

from sqlalchemy import func, select

from app.extensions import db
from app.rules.threads import segment
from app.threads.models import Comment, Thread, ThreadEventRecord, UsefulMark


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def every(model) -> list:
    return list(db.session.scalars(select(model)).unique())


def threads_keep_their_promises() -> None:
    """What holds of every thread, however it came to be."""
    comments = every(Comment)
    paths = {comment.id: comment for comment in comments}
    replies = Counter(comment.parent_id for comment in comments)
    marks = Counter(mark.comment_id for mark in every(UsefulMark))
    authors = {(mark.comment_id, mark.person_id) for mark in every(UsefulMark)}
    for comment in comments:
        parent = paths.get(comment.parent_id)
        assert comment.path == (parent.path if parent else "") + segment(comment.number)
        assert comment.depth == (parent.depth + 1 if parent else 0)
        assert comment.root_id == ((parent.root_id or parent.id) if parent else None)
        assert parent is None or (parent.thread_id == comment.thread_id and parent.created_at < comment.created_at)
        assert comment.reply_count == replies[comment.id]
        assert comment.useful_count == marks[comment.id]
        assert (comment.id, comment.author_id) not in authors
    for thread in every(Thread):
        there = [comment for comment in comments if comment.thread_id == thread.id]
        assert sorted(comment.number for comment in there) == list(range(1, thread.last_number + 1))
        events = db.session.scalars(
            select(ThreadEventRecord)
            .where(ThreadEventRecord.thread_id == thread.id)
            .order_by(ThreadEventRecord.sequence)
        ).all()
        assert [event.sequence for event in events] == list(range(1, thread.sequence + 1))
        assert [event.at for event in events] == sorted(event.at for event in events)
        readable = [comment for comment in there if comment.hidden_at is None and comment.withdrawn_at is None]
        assert thread.contribution.comment_count == len(readable)
