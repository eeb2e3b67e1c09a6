"""SQL about threads."""

from datetime import datetime

from sqlalchemy import select

from app import live
from app.extensions import db
from app.threads.models import Thread, ThreadEventRecord


def lock_thread(thread_id: int) -> Thread:
    """The thread's row, locked: everything in it is written under this lock."""
    statement = select(Thread).where(Thread.id == thread_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one()


def append_event(thread: Thread, kind: live.EventKind, object_id: str, now: datetime) -> live.ThreadEvent:
    """Write the thread's next event, under its lock; the caller announces it after the commit."""
    thread.sequence += 1
    row = ThreadEventRecord(
        thread_id=thread.id, sequence=thread.sequence, kind=kind, object_id=object_id, round_id=thread.round_id, at=now
    )
    db.session.add(row)
    return live.ThreadEvent(thread.public_id, thread.sequence, kind, object_id)
