"""SQL about saved searches that are followed: those that are due, what was posted since, and what was told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, text, tuple_, union_all, update
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
from app.rules.saving import BETWEEN, FOLLOWED, MOST_POSTED
from app.search.models import SearchDocument
from app.search.saved_models import SavedSearch
from app.themes.models import Theme, contribution_themes
from app.visibility import contribution_is_found_by, person_is_found

AT_A_TIME = 200

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


def posted(since: datetime, until: datetime) -> Sequence[Any]:
    """What was posted in that time and everybody may read at this moment, with its folded words and its place."""
    return db.session.execute(
        select(
            Contribution.id, SearchDocument.title, SearchDocument.body, Contribution.author_id, Contribution.published_at,
            Contribution.round_id, Round.slug.label("round"), Area.slug.label("area"),
        )
        .join(Contribution, Contribution.id == SearchDocument.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .outerjoin(Area, Area.id == Contribution.area_id)
        .where(contribution_is_found_by(VISITOR))
        .where(Contribution.published_at > since, Contribution.published_at <= until)
        .order_by(Contribution.published_at.desc(), Contribution.id.desc())
        .limit(MOST_POSTED)
    ).all()  # fmt: skip


def themes_of(contribution_ids: Sequence[int]) -> dict[int, set[str]]:
    """The themes in use that these stand under, by their names in addresses."""
    ties = contribution_themes.c
    found: dict[int, set[str]] = {key: set() for key in contribution_ids}
    statement = select(ties.contribution_id, Theme.slug).join(Theme, Theme.id == ties.theme_id)
    for key, slug in db.session.execute(
        statement.where(ties.contribution_id.in_(contribution_ids), Theme.retired_at.is_(None))
    ):
        found[key].add(slug)
    return found


def not_to_tell(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of these (person, contribution): what the person was told of already where they follow, and what they muted."""
    told = select(Notice.person_id, Notice.contribution_id).where(
        Notice.kind == NoticeKind.PUBLISHED, tuple_(Notice.person_id, Notice.contribution_id).in_(pairs)
    )
    muted = select(Mute.person_id, Mute.contribution_id).where(tuple_(Mute.person_id, Mute.contribution_id).in_(pairs))
    rows: Sequence[Any] = db.session.execute(union_all(told, muted)).all()
    return {(row[0], row[1]) for row in rows}


def tell(rows: Sequence[dict[str, int]], now: datetime) -> None:
    """Tell each text once a search: the database refuses it a second time."""
    if rows:
        values = [{**row, "kind": NoticeKind.FOUND, "at": now} for row in rows]
        insert = _INSERTS[db.session.get_bind().dialect.name](Notice).values(values)
        once = {"index_elements": ["search_id", "contribution_id"], "index_where": text("search_id IS NOT NULL")}
        db.session.execute(insert.on_conflict_do_nothing(**once))


def note_told(search_ids: Sequence[int], until: datetime) -> None:
    """Their owners were told of everything up to that moment."""
    db.session.execute(update(SavedSearch).where(SavedSearch.id.in_(search_ids)).values(told_at=until))
