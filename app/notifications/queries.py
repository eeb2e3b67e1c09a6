"""SQL about notices, and nothing else."""

from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import func, insert, select

from app.extensions import db
from app.notifications.models import Notice
from app.rules.notices import NoticeKind


class About(TypedDict, total=False):
    """What a notice refers to: ids of rows, never words."""

    round_id: int | None
    contribution_id: int | None
    comment_id: int | None
    decision_id: int | None
    report_id: int | None


def notify(person_id: int, kind: NoticeKind, *, now: datetime, **about: Unpack[About]) -> None:
    """Tell a person something, inside the transaction of what happened."""
    db.session.execute(insert(Notice).values(person_id=person_id, kind=kind, at=now, **about))


def unread_count(person_id: int) -> int:
    """How many notices the person has not read."""
    statement = select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return db.session.scalars(statement).one()
