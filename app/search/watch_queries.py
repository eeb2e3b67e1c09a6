"""SQL about saved searches that are followed: those that are due, what was posted since, and what was told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, literal, null, or_, select, text, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.following.models import Follow, Mute
from app.notifications.models import Notice, UnwantedTopic
from app.rounds.models import Area, Round
from app.rules.actors import VISITOR
from app.rules.following import Followable
from app.rules.notices import NoticeKind, Topic
from app.rules.saving import AT_ONCE, BETWEEN, FOLLOWED
from app.search.models import SearchComment, SearchDocument
from app.search.saved_models import SavedSearch
from app.themes.models import Theme, contribution_themes
from app.threads.models import Comment, Thread
from app.visibility import comment_is_found_by, contribution_is_found_by, person_is_found

AT_A_TIME = 200

Found = dict[str, int | None]
"""A notice that is to be: ids by the names of its columns; `comment_id` is none where a contribution was found."""

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def due(after: int, now: datetime) -> Sequence[Row[SavedSearch, datetime]]:
    """Some followed searches that are to be looked at, beyond that id: (the search, followed since when)."""
    last = func.coalesce(SavedSearch.told_at, Follow.since, type_=Follow.since.type)
    unwanted = exists().where(UnwantedTopic.person_id == User.id, UnwantedTopic.topic == Topic.POSTS)
    return db.session.execute(
        select(SavedSearch, Follow.since)
        .join(Follow, and_(Follow.kind == Followable.SEARCH, Follow.object_id == SavedSearch.id))
        .join(User, User.id == Follow.person_id)
        .where(Follow.person_id == SavedSearch.person_id, Follow.stopped_at.is_(None), last <= now - BETWEEN)
        .where(SavedSearch.id > after, SavedSearch.what.in_(FOLLOWED), person_is_found(), ~unwanted)
        .where(or_(User.suspended_until.is_(None), User.suspended_until <= now))
        .order_by(SavedSearch.id)
        .limit(AT_A_TIME)
    ).all()


def posted(since: datetime, until: datetime, before: int | None) -> Sequence[Any]:
    """Some texts of that time that everybody may read at this moment, with folded words and place, the newest first.

    The next ones are those before the id of the last.
    """
    earlier = [] if before is None else [Contribution.id < before]
    return db.session.execute(
        select(
            Contribution.id, null().label("comment_id"), SearchDocument.title, SearchDocument.body, Contribution.author_id,
            Contribution.published_at.label("at"), Contribution.round_id, Round.slug.label("round"),
            Area.slug.label("area"),
        )
        .join(Contribution, Contribution.id == SearchDocument.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .outerjoin(Area, Area.id == Contribution.area_id)
        .where(contribution_is_found_by(VISITOR), *earlier)
        .where(Contribution.published_at > since, Contribution.published_at <= until)
        .order_by(Contribution.id.desc())
        .limit(AT_ONCE)
    ).all()  # fmt: skip


def said(since: datetime, until: datetime, before: int | None) -> Sequence[Any]:
    """The same of comments; `id` is the contribution under which one stands."""
    earlier = [] if before is None else [Comment.id < before]
    return db.session.execute(
        select(
            Contribution.id, Comment.id.label("comment_id"), literal("").label("title"), SearchComment.body,
            Comment.author_id, Comment.created_at.label("at"), Contribution.round_id, Round.slug.label("round"),
            Area.slug.label("area"),
        )
        .select_from(SearchComment)
        .join(Comment, Comment.id == SearchComment.comment_id)
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .outerjoin(Area, Area.id == Contribution.area_id)
        .where(comment_is_found_by(VISITOR), *earlier)
        .where(Comment.created_at > since, Comment.created_at <= until)
        .order_by(Comment.id.desc())
        .limit(AT_ONCE)
    ).all()  # fmt: skip


def themes_of(contribution_ids: Collection[int]) -> dict[int, set[str]]:
    """The themes in use that these stand under, by their names in addresses."""
    ties = contribution_themes.c
    found: dict[int, set[str]] = {key: set() for key in contribution_ids}
    statement = select(ties.contribution_id, Theme.slug).join(Theme, Theme.id == ties.theme_id)
    for key, slug in db.session.execute(
        statement.where(ties.contribution_id.in_(contribution_ids), Theme.retired_at.is_(None))
    ):
        found[key].add(slug)
    return found


def still_kept(rows: Sequence[Found]) -> list[Found]:
    """Those of these notices whose search was not deleted meanwhile; it stays until the transaction ends."""
    kept = select(SavedSearch.id).where(SavedSearch.id.in_({row["search_id"] for row in rows})).order_by(SavedSearch.id)
    there = set(db.session.scalars(kept.with_for_update(read=True, key_share=True)))
    return [row for row in rows if row["search_id"] in there]


def still_news(rows: Sequence[Found]) -> list[Found]:
    """Those of these notices that say something new: where people follow they were told of it already; or they muted it."""
    texts = [(row["person_id"], row["contribution_id"]) for row in rows]
    comments = [(row["person_id"], row["comment_id"]) for row in rows]
    told = select(Notice.person_id, Notice.contribution_id, null()).where(
        Notice.kind == NoticeKind.PUBLISHED, tuple_(Notice.person_id, Notice.contribution_id).in_(texts)
    )
    heard = select(Notice.person_id, Notice.contribution_id, Notice.comment_id).where(
        Notice.kind != NoticeKind.FOUND, tuple_(Notice.person_id, Notice.comment_id).in_(comments)
    )
    muted = select(Mute.person_id, Mute.contribution_id).where(tuple_(Mute.person_id, Mute.contribution_id).in_(texts))
    known = {tuple(row) for statement in (told, heard, muted) for row in db.session.execute(statement)}

    def is_known(row: Found) -> bool:
        text_of = (row["person_id"], row["contribution_id"])
        return text_of in known or (*text_of, row["comment_id"]) in known

    return [row for row in rows if not is_known(row)]


def tell(rows: Sequence[Found], now: datetime) -> None:
    """Tell each text once a search, and each comment: the database refuses it a second time."""
    _tell([row for row in rows if row["comment_id"] is None], now, "contribution_id", "comment_id IS NULL")
    _tell([row for row in rows if row["comment_id"] is not None], now, "comment_id", "comment_id IS NOT NULL")


def _tell(rows: Sequence[Found], now: datetime, once: str, which: str) -> None:
    if rows:
        values = [{**row, "kind": NoticeKind.FOUND, "at": now} for row in rows]
        insert = _INSERTS[db.session.get_bind().dialect.name](Notice).values(values)
        where = text(f"search_id IS NOT NULL AND {which}")
        db.session.execute(insert.on_conflict_do_nothing(index_elements=["search_id", once], index_where=where))


def note_told(search_ids: Sequence[int], until: datetime) -> None:
    """Their owners were told of everything up to that moment."""
    db.session.execute(update(SavedSearch).where(SavedSearch.id.in_(search_ids)).values(told_at=until))
