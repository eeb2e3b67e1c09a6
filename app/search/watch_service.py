"""What is new is told to those who follow a saved search: a few hundred searches a transaction, once an hour."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.identifiers import words
from app.rules import finding
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
    posted = queries.posted(min(one.since for one in kept.values()), until)
    if not posted:
        return
    themes = queries.themes_of([row.id for row in posted])
    found = [(row, _posted(row, themes[row.id])) for row in posted]
    rows = [
        {"search_id": key, "person_id": one.person_id, "contribution_id": row.id, "round_id": row.round_id}
        for key, one in kept.items()
        for row, text in found
        if brings(one, text)
    ]
    deaf = queries.not_to_tell([(row["person_id"], row["contribution_id"]) for row in rows])
    queries.tell([row for row in rows if (row["person_id"], row["contribution_id"]) not in deaf], now)
    queries.note_told(list(kept), until)


def _kept(search: SavedSearch, since: datetime) -> Kept:
    place = {"round": search.round, "area": search.area, "theme": search.theme}
    return Kept(search.person_id, cursor(since, search.told_at), finding.terms(search.q, words), **place)


def _posted(row: Any, themes: set[str]) -> Posted:
    return Posted(row.title, row.body, row.author_id, row.published_at, row.round, row.area or "", frozenset(themes))
