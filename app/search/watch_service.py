"""What is new is told to those who follow a saved search: a few hundred searches at a time, once an hour.

It is read and compared outside of any transaction, so that nobody who posts waits for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Row

from app.identifiers import words
from app.rules import finding
from app.rules.finding import What
from app.rules.saving import SETTLED, Kept, Posted, brings, cursor
from app.search import watch_queries as queries
from app.search.saved_models import SavedSearch
from app.search.watch_queries import Found
from app.transaction import transaction

NOTICES_AT_ONCE = 500
"""Of one transaction: databases take so many values in one statement."""


def tell(now: datetime) -> None:
    """Tell what answers followed searches that are due. May run twice, or two at once, without harm."""
    after = 0
    while searches := queries.due(after, now):
        after = searches[-1][0].id
        _tell(searches, now)


def _tell(searches: Sequence[Row[SavedSearch, datetime]], now: datetime) -> None:
    kept = {search.id: _kept(search, since, now) for search, since in searches}
    until = now - SETTLED
    answers = list(_answers(kept, until))
    for first in range(0, len(answers), NOTICES_AT_ONCE):
        with transaction():
            queries.tell(queries.still_news(queries.still_kept(answers[first : first + NOTICES_AT_ONCE])), now)
    with transaction():
        queries.note_told(list(kept), until)


def _answers(kept: Mapping[int, Kept], until: datetime) -> Iterator[Found]:
    """What answers these searches, as notices that may be."""
    since = min(one.since for one in kept.values())
    for rows in chain(_pages(queries.posted, "id", since, until), _pages(queries.said, "comment_id", since, until)):
        themes = queries.themes_of({row.id for row in rows})
        for row in rows:
            text = _posted(row, themes[row.id])
            place = {"round_id": row.round_id, "contribution_id": row.id, "comment_id": row.comment_id}
            yield from (
                {"search_id": key, "person_id": one.person_id} | place for key, one in kept.items() if brings(one, text)
            )


def _pages(read: Callable[..., Sequence[Any]], name: str, since: datetime, until: datetime) -> Iterator[Sequence[Any]]:
    before = None
    while rows := read(since, until, before):
        yield rows
        before = getattr(rows[-1], name)


def _kept(search: SavedSearch, since: datetime, now: datetime) -> Kept:
    place = {"round": search.round, "area": search.area, "theme": search.theme, "what": search.what}
    return Kept(search.person_id, cursor(since, search.told_at, now), finding.terms(search.q, words), **place)


def _posted(row: Any, themes: set[str]) -> Posted:
    what = What.CONTRIBUTION if row.comment_id is None else What.COMMENT
    return Posted(row.title, row.body, row.author_id, row.at, row.round, row.area or "", frozenset(themes), what)
