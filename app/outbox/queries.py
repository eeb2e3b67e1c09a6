"""SQL about what is still to be told, and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, exists, false, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.columns import BigId
from app.contributions.models import Contribution
from app.extensions import db
from app.following.models import Follow, Mute
from app.notifications.models import Notice, UnwantedTopic
from app.outbox.models import Outgoing
from app.rounds.models import Area, Round, round_areas
from app.rules.actors import VISITOR
from app.rules.following import Followable
from app.rules.notices import TOPICS, NoticeKind
from app.rules.outbox import BATCH, TOLD_AS, TOLD_TO, Happened
from app.themes.models import Theme, contribution_themes
from app.threads.models import Comment
from app.transaction import wake_jobs
from app.visibility import (
    comment_may_be_read_by,
    contribution_is_listed,
    discussion_is_shared,
    reads_place,
    round_is_open_to,
)

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def leave(
    kind: Happened, by_id: int | None, round_id: int, now: datetime, *,
    contribution_id: int | None = None, comment_id: int | None = None,
) -> int:  # fmt: skip
    """Note, inside the transaction of what happened, that followers are to be told; gives the note's id."""
    about = {"round_id": round_id, "contribution_id": contribution_id, "comment_id": comment_id}
    made = insert(Outgoing).values(kind=kind, by_id=by_id, at=now, reached=0, **about).returning(Outgoing.id)
    wake_jobs()
    return db.session.execute(made).scalar_one()


def lock_next() -> Outgoing | None:
    """The oldest thing that is still to be told, locked; what another process tells at this moment is passed over."""
    waiting = select(Outgoing).where(Outgoing.done_at.is_(None)).order_by(Outgoing.id).limit(1)
    fresh = waiting.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one_or_none()


def may_be_told(out: Outgoing) -> bool:
    """Whether all may read it at this moment who may read there: what was taken down since is told to nobody."""
    if out.contribution_id is None:
        return (
            db.session.scalar(select(Round.id).where(Round.id == out.round_id, round_is_open_to(VISITOR))) is not None
        )
    readable = (
        select(Contribution.id)
        .join(Round, Round.id == Contribution.round_id)
        .where(Contribution.id == out.contribution_id, contribution_is_listed(), discussion_is_shared())
    )
    if out.comment_id is not None:
        readable = readable.where(exists().where(Comment.id == out.comment_id, comment_may_be_read_by(VISITOR)))
    return db.session.scalar(readable) is not None


def tell_some(out: Outgoing, now: datetime) -> int | None:
    """Tell the next thousand who follow: one statement. Gives the last one's id, or none where there was nobody left.

    Whoever was told of it already is not told twice: the database refuses a second notice of one thing to one person.
    """
    some = _followers(out).order_by(Follow.person_id).limit(BATCH).subquery()
    last = db.session.scalar(select(func.max(some.c.person_id)))
    if last is None:
        return None
    told = _followers(out).where(Follow.person_id <= last)
    columns = ["person_id", "kind", "round_id", "contribution_id", "comment_id", "outbox_id", "at"]
    values = told.add_columns(
        literal(TOLD_AS[out.kind].value), literal(out.round_id), literal(out.contribution_id, BigId),
        literal(out.comment_id, BigId), literal(out.id), literal(now, Notice.at.type),
    )  # fmt: skip
    rows = _INSERTS[db.session.get_bind().dialect.name](Notice).from_select(columns, values)
    db.session.execute(rows.on_conflict_do_nothing(index_elements=["outbox_id", "person_id"]))
    return cast(int, last)


def tell_called(out: Outgoing, people: Sequence[int], now: datetime) -> None:
    """Tell these people that it calls them.

    Whoever was told of it as an answer is not told twice; whoever was only told that there is a new comment, and has not
    read that yet, is told this instead.
    """
    about = {
        "round_id": out.round_id, "contribution_id": out.contribution_id, "comment_id": out.comment_id,
        "outbox_id": out.id, "at": now, "kind": NoticeKind.MENTIONED,
    }  # fmt: skip
    if not people:
        return
    rows = _INSERTS[db.session.get_bind().dialect.name](Notice).values([{**about, "person_id": one} for one in people])
    untold = and_(Notice.kind == NoticeKind.COMMENTED, Notice.read_at.is_(None), Notice.mailing_id.is_(None))
    known = ["outbox_id", "person_id"]
    db.session.execute(rows.on_conflict_do_update(index_elements=known, set_={"kind": about["kind"]}, where=untold))


def _followers(out: Outgoing) -> Any:
    """The people beyond those reached, each once, who follow what it is about and want to hear of it."""
    follows = (
        select(Follow.person_id)
        .distinct()
        .join(User, User.id == Follow.person_id)
        .where(_concerned(out), Follow.stopped_at.is_(None), Follow.person_id > out.reached, User.active.is_(True))
        .where(Follow.person_id != (out.by_id or 0), ~_unwanted(out), reads_place(Follow.person_id, out.round_id))
    )
    return follows.where(~_muted(out)) if out.contribution_id is not None else follows


def _unwanted(out: Outgoing) -> ColumnElement[bool]:
    topic = TOPICS[TOLD_AS[out.kind]]
    return exists().where(UnwantedTopic.person_id == Follow.person_id, UnwantedTopic.topic == topic)


def _muted(out: Outgoing) -> ColumnElement[bool]:
    return exists().where(Mute.person_id == Follow.person_id, Mute.contribution_id == out.contribution_id)


def _concerned(out: Outgoing) -> ColumnElement[bool]:
    told = TOLD_TO[out.kind]
    return or_(false(), *(_of(kind, ids) for kind, ids in _followed_things(out).items() if kind in told))


def _of(kind: Followable, ids: Any) -> ColumnElement[bool]:
    return and_(Follow.kind == kind, Follow.object_id.in_(ids))


def _followed_things(out: Outgoing) -> dict[Followable, Any]:
    """What it is about, by kind: the ids of those whose followers may be told."""
    things: dict[Followable, Any] = {Followable.ROUND: [out.round_id], Followable.AREA: _areas_of_round(out.round_id)}
    if out.contribution_id is None:
        return things
    which = Contribution.id == out.contribution_id
    row = db.session.execute(
        select(
            Contribution.author_id,
            Contribution.area_id,
            Contribution.organisation_id.label("badge_id"),
            User.organisation_id,
        )
        .join(User, User.id == Contribution.author_id)
        .where(which)
    ).one()
    body = row.badge_id or row.organisation_id
    space_id = db.session.scalar(select(Round.space_id).where(Round.id == out.round_id))
    if space_id is not None:
        return {Followable.SPACE: [space_id], Followable.CONTRIBUTION: [out.contribution_id]}
    return {
        Followable.ROUND: [out.round_id],
        Followable.CONTRIBUTION: [out.contribution_id],
        Followable.PERSON: [] if row.badge_id else [row.author_id],
        Followable.AREA: [row.area_id] if row.area_id else [],
        Followable.ORGANISATION: [body] if body else [],
        Followable.THEME: _themes_of(out.contribution_id),
    }


def _themes_of(contribution_id: int) -> list[int]:
    """The themes that it stands under; those out of use are shown nowhere, and tell nobody."""
    ties = contribution_themes.c
    statement = select(Theme.id).join(contribution_themes, ties.theme_id == Theme.id)
    return list(
        db.session.scalars(statement.where(ties.contribution_id == contribution_id, Theme.retired_at.is_(None)))
    )


def _areas_of_round(round_id: int) -> list[int]:
    """The areas that a round concerns: all of them where it names none."""
    named = db.session.scalars(select(round_areas.c.area_id).where(round_areas.c.round_id == round_id)).all()
    return cast(list[int], list(named or db.session.scalars(select(Area.id)).all()))


def note_reached(out: Outgoing, person_id: int) -> None:
    """Everybody up to this person was told."""
    db.session.execute(update(Outgoing).where(Outgoing.id == out.id).values(reached=person_id))


def note_done(out: Outgoing, now: datetime) -> None:
    """Nobody is left to be told."""
    db.session.execute(update(Outgoing).where(Outgoing.id == out.id).values(done_at=now))
