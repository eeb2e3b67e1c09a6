"""Atom feeds (RFC 4287). They show what a stranger may read, whoever asks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.feeds import queries
from app.guard import public
from app.markup import plain
from app.rules.refusals import Missing

bp = Blueprint("feeds", __name__)

Entries = Callable[[int, str | None], Sequence[Any]]
"""What finds the entries of one thing, by its id, older than the one of that name."""

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that no XML document may hold, however they are written (XML 1.0, 2.2)."""

LONGEST_SUMMARY = 500
"""Signs of a question or an answer that stand in an entry: the whole of most."""

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a feed without entries changed last: it must say something, and the same each time."""


@bp.get("/rounds.atom")
@public
def rounds() -> Response:
    """The rounds of the site."""
    return _feed(_("Rounds"), url_for("rounds.index", _external=True), queries.rounds(_before()))


@bp.get("/rounds/<slug>/feed.atom")
@public
def of_round(slug: str) -> Response:
    """What is posted in a round."""
    return _about(queries.round_titled(slug), queries.in_round, url_for("rounds.show", slug=slug, _external=True))


@bp.get("/areas/<slug>/feed.atom")
@public
def of_area(slug: str) -> Response:
    """What is posted about an area."""
    return _about(queries.area_named(slug), queries.from_area, url_for("areas.show", slug=slug, _external=True))


@bp.get("/people/<handle>/feed.atom")
@public
def of_person(handle: str) -> Response:
    """What a person posts."""
    page = url_for("accounts.person", handle=handle, _external=True)
    return _about(queries.person_named(handle), queries.by_person, page)


@bp.get("/themes/<slug>/feed.atom")
@public
def of_theme(slug: str) -> Response:
    """What is posted under a theme."""
    return _about(queries.theme_named(slug), queries.under_theme, url_for("themes.show", slug=slug, _external=True))


@bp.get("/rounds/<slug>/questions/feed.atom")
@public
def of_questions(slug: str) -> Response:
    """What people ask those who decide in a round."""
    page = url_for("questions.index", slug=slug, _external=True)
    title, words = _l("Questions: %(round)s"), _l("A question about “%(title)s”")
    return _about(queries.round_titled(slug), queries.questions, page, title, words)


@bp.get("/rounds/<slug>/answers/feed.atom")
@public
def of_answers(slug: str) -> Response:
    """The answers to what people ask those who decide in a round."""
    page = url_for("questions.index", slug=slug, show="answered", _external=True)
    title, words = _l("Answers: %(round)s"), _l("An answer under “%(title)s”")
    return _about(queries.round_titled(slug), queries.answers, page, title, words)


@dataclass(frozen=True)
class Said:
    """A comment as an entry."""

    name: str
    title: str
    summary: str
    author: str
    published: datetime
    edited: datetime | None


def _said(row: Any, title: str) -> Said:
    """An entry of a question or an answer; one that was chosen after it was edited changed when it was chosen."""
    edited = row.edited if row.edited and row.edited > row.published else None
    return Said(row.name, title, plain(row.body_html, LONGEST_SUMMARY), row.author, row.published, edited)


def _about(of: Any, entries: Entries, page: str, title: Any = None, said: Any = None) -> Response:
    """The feed of one thing: `entries` finds what stands there, by its id, a page at a time.

    `title` and `said` are what the feed and its entries are called, where these are comments. Raises Missing where there
    is no such thing.
    """
    if of is None:
        raise Missing
    rows = entries(of.id, _before())
    if said is not None:
        rows = [_said(row, str(said) % {"title": row.title}) for row in rows]
    return _feed(str(title) % {"round": of.title} if title else of.title, page, rows)


def _before() -> str | None:
    """Where this page of a feed begins: after the entry of that name; none for the first page."""
    return request.args.get("before") or None


def _feed(title: str, page: str, found: Sequence[Any]) -> Response:
    """The feed; whoever has the same one already is told so in a few bytes."""
    entries, more = found[: queries.ENTRIES], len(found) > queries.ENTRIES
    assert request.endpoint is not None
    here = partial(url_for, request.endpoint, _external=True, **(request.view_args or {}))
    response = make_response(
        render_template(
            "feeds/atom.xml", title=title, page=page, entries=[(entry, _address(entry)) for entry in entries],
            own=request.url, first=here() if _before() else None, next=here(before=entries[-1].name) if more else None,
            updated=max(map(changed, entries), default=LONG_AGO), changed=changed, xml=_xml,
        )
    )  # fmt: skip
    response.mimetype = "application/atom+xml"
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def changed(entry: Any) -> datetime:
    """When an entry changed last."""
    moment: datetime = getattr(entry, "edited", None) or entry.published
    return moment


def _address(entry: Any) -> str:
    if isinstance(entry, Said):
        return url_for("threads.comment", public_id=entry.name, _external=True)
    kind = getattr(entry, "kind", None)
    if kind is None:
        return url_for("rounds.show", slug=entry.name, _external=True)
    return url_for("contributions.show", kinds=kind.plural, public_id=entry.name, _external=True)


def _xml(words: str) -> str:
    """Words without the signs that would make the document no XML."""
    return NOT_XML.sub("", words)
