"""How many comments are new to a person, as a column of other statements.

What has been taken down is new to nobody, and one's own words are not either.
"""

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.contributions.models import Contribution
from app.live import EventKind
from app.rules.unread import MANY, MOST_NEW
from app.threads.models import Comment, Thread, ThreadEventRecord
from app.unread.models import LeftOff

_Event = ThreadEventRecord
ADDED = and_(_Event.kind == EventKind.COMMENT_ADDED, Comment.public_id == _Event.object_id)
"""How an event is joined to the comment that it tells of."""


def is_new(person: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Comments that can be new to this person."""
    return and_(Comment.author_id != person, Comment.hidden_at.is_(None), Comment.withdrawn_at.is_(None))


def count() -> ColumnElement[int]:
    """How many are new in the row's thread; where very much has happened, just that: counting would take long.

    The statement must have the thread, and where the person left off in it.
    """
    shown = (
        select(and_(Comment.thread_id == LeftOff.thread_id, is_new(LeftOff.person_id)))
        .where(Comment.public_id == _Event.object_id)
        .correlate(_Event, LeftOff)
        .scalar_subquery()
    )  # Looked up one by one, which no guess about authors can turn into a walk through the whole thread.
    counted = (
        select(func.count())
        .where(_Event.thread_id == LeftOff.thread_id, _Event.sequence > LeftOff.sequence)
        .where(_Event.kind == EventKind.COMMENT_ADDED, shown)
        .correlate(LeftOff, Thread)
        .scalar_subquery()
    )
    happened = Thread.sequence - LeftOff.sequence
    return case((happened == 0, 0), (happened > MANY, MOST_NEW + 1), else_=counted)


def new_below(person_id: int | None) -> ScalarSelect[int]:
    """How many are new below the row's contribution; none where the person has not read there."""
    return (
        select(count())
        .select_from(Thread)
        .join(LeftOff, LeftOff.thread_id == Thread.id)
        .where(Thread.contribution_id == Contribution.id, LeftOff.person_id == person_id)
        .correlate(Contribution)
        .scalar_subquery()
    )
