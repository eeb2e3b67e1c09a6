"""What is new is told to those who follow a saved search: a few hundred searches a transaction, once an hour."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.identifiers import words
from app.rules import finding
from app.rules.finding import What
from app.rules.saving import SETTLED, Kept, Posted, brings, cursor
from app.search import watch_queries as queries
from app.search.saved_models import SavedSearch
from app.transaction import transaction


def tell(now: datetime) -> None:
    """Tell what answers followed searches that are due. May run twice, or two at once, without harm."""
    after = 0
    while searches := queries.due(after, now):
        after = searches[-1][0].id
        with transaction():
            _tell(searches, now)


def _tell(searches: Sequence[Row[SavedSearch, datetime]], now: datetime) -> None:
    kept = {search.id: _kept(search, since) for search, since in searches}
    until = now - SETTLED
    since = min(one.since for one in kept.values())
    news = [*queries.posted(since, until), *queries.said(since, until)]
    if not news:
        return
    themes = queries.themes_of({row.id for row in news})
    found = [(row, _posted(row, themes[row.id])) for row in news]
    rows = [
        {"search_id": key, "person_id": one.person_id, "round_id": row.round_id}
        | {"contribution_id": row.id, "comment_id": row.comment_id}
        for key, one in kept.items()
        for row, text in found
        if brings(one, text)
    ]
    queries.tell(queries.still_news(rows), now)
    queries.note_told(list(kept), until)


def _kept(search: SavedSearch, since: datetime) -> Kept:
    place = {"round": search.round, "area": search.area, "theme": search.theme, "what": search.what}
    return Kept(search.person_id, cursor(since, search.told_at), finding.terms(search.q, words), **place)


def _posted(row: Any, themes: set[str]) -> Posted:
    what = What.CONTRIBUTION if row.comment_id is None else What.COMMENT
    return Posted(row.title, row.body, row.author_id, row.at, row.round, row.area or "", frozenset(themes), what)
