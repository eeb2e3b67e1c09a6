"""SQL about where people left off, and what is new since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.contributions.models import Contribution
from app.extensions import db
from app.following.models import Mute
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.unread import MOST_NEW
from app.spaces.models import Space
from app.threads.models import Comment, Thread, ThreadEventRecord
from app.unread.models import LeftOff
from app.unread.rows import ADDED, count, is_new
from app.visibility import contribution_is_listed, discussion_may_be_read_by, place_is_open_to

MOST_DISCUSSIONS = 500
"""Discussions that one page looks through, those that the person read last: more than anybody follows."""

_Event = ThreadEventRecord


def new_in(thread_id: int, person_id: int, after: int) -> Sequence[Row[str, int]]:
    """The newcomers of a thread after that event, as they came: (public id, number of the event)."""
    return db.session.execute(
        select(Comment.public_id, _Event.sequence)
        .join(Comment, ADDED)
        .where(
            _Event.thread_id == thread_id, _Event.sequence > after, Comment.thread_id == thread_id, is_new(person_id)
        )
        .order_by(_Event.sequence)
        .limit(MOST_NEW + 1)
    ).all()


def discussions(actor: Actor) -> Sequence[Row[str, Kind, str, int, datetime, str, str, str | None, int]]:
    """The discussions in which the person has read, the last read first, of contributions that stand in lists.

    Not those that the person muted: whoever wants to hear nothing of one does not want to be shown what is new in it.
    `round` and `space`: what the round or the space is called, and the space's name in addresses.
    """
    muted = exists().where(Mute.person_id == LeftOff.person_id, Mute.contribution_id == Contribution.id)
    return db.session.execute(
        select(
            Contribution.public_id, Contribution.kind, Contribution.title, Contribution.comment_count, LeftOff.at,
            func.coalesce(Space.name, Round.title).label("round"), Round.slug, Space.slug.label("space"), count().label("new"),
        )
        .select_from(LeftOff)
        .join(Thread, Thread.id == LeftOff.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .outerjoin(Space, Space.id == Round.space_id)
        .where(LeftOff.person_id == actor.id, contribution_is_listed(), place_is_open_to(actor), ~muted)
        .order_by(LeftOff.at.desc(), LeftOff.thread_id)
        .limit(MOST_DISCUSSIONS)
    ).all()  # fmt: skip


def thread_for(public_id: str, actor: Actor) -> Row[int, int, Kind, str] | None:
    """A thread that this reader may read: its id, its last event, and where its contribution is found."""
    return db.session.execute(
        select(Thread.id, Thread.sequence, Contribution.kind, Contribution.public_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .where(Thread.public_id == public_id, discussion_may_be_read_by(actor))
    ).first()


def note(person_id: int, thread_id: int, sequence: int, now: datetime) -> None:
    """Note how far the person has read. It never goes back: another device may be further."""
    statement = _left(person_id, thread_id, sequence, now)
    new = statement.excluded
    further = case((new.sequence > LeftOff.sequence, new.sequence), else_=LeftOff.sequence)
    same = [LeftOff.person_id, LeftOff.thread_id]
    db.session.execute(statement.on_conflict_do_update(index_elements=same, set_={"sequence": further, "at": new.at}))


def begin(person_id: int, thread_id: int, sequence: int, now: datetime) -> None:
    """Note that somebody who writes in a thread has read it so far, where nothing is known of that yet."""
    db.session.execute(_left(person_id, thread_id, sequence, now).on_conflict_do_nothing())


def _left(person_id: int, thread_id: int, sequence: int, now: datetime) -> Any:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(LeftOff).values(person_id=person_id, thread_id=thread_id, sequence=sequence, at=now)
