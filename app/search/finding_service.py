"""One search over everything that a reader may read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize

from flask_babel import gettext as _

from app import clock
from app.identifiers import fold, words
from app.markup import plain
from app.rounds.queries import all_areas, rounds_for
from app.rules import finding
from app.rules.actors import Actor
from app.rules.finding import Piece, Place, Term, What
from app.rules.refusals import Invalid
from app.search import finding_queries, page_queries, word_queries
from app.search.finding_acts import Asked, check, read
from app.search.finding_queries import MOST_CANDIDATES
from app.search.finding_reading import Ask, Hit, guessing, ranked
from app.themes.queries import themes

PAGE = 20
"""Hits on one page."""

MOST_SIGNS = 20_000
"""Of a text that a snippet is looked for in: all of it."""


@dataclass(frozen=True)
class Result:
    """A hit as a page shows it: `row` is what `page_queries` gives of its kind."""

    what: What
    row: Any
    title: tuple[Piece, ...]
    words: tuple[Piece, ...]


@dataclass(frozen=True)
class Found:
    """One page of hits. `meant`: other words, where nothing holds those that were typed and these are shown instead."""

    asked: Asked
    results: Sequence[Result] = ()
    total: int = 0
    and_more: bool = False
    after: str = ""
    meant: str = ""
    refused: str = ""
    left_out: bool = False


@dataclass(frozen=True)
class Choices:
    """What a search can be narrowed by, as (name in addresses, words): what this reader knows of."""

    rounds: Sequence[tuple[str, str]]
    areas: Sequence[tuple[str, str]]
    themes: Sequence[tuple[str, str]]


def choices(actor: Actor) -> Choices:
    """The rounds and the areas to choose from."""
    return Choices(
        [(one.slug, one.title) for one in rounds_for(actor)],
        [(one.slug, one.name) for one in all_areas()],
        [(one.slug, one.name) for one in themes()],
    )


def find(actor: Actor, asked: Asked) -> Found:
    """One page of what answers; `refused` says, in a sentence, why a question was not looked up."""
    try:
        check(asked.q)
    except Invalid as refusal:
        return Found(asked, refused=refusal.sentence)
    ask = read(actor, asked, clock.now())
    if not ask.terms:
        return Found(asked, refused=_nothing_to_look_for() if asked.q.strip() else "")
    hits, terms = _hits(ask, actor)
    last = Place.read(asked.after)
    rest = [hit for hit in hits if last is None or hit.place > last]
    page = rest[:PAGE]
    guessed = terms is not ask.terms and bool(hits)
    best = hits[0].candidate if guessed else None
    return Found(
        asked,
        _results(page, terms, actor),
        total=len(hits),
        and_more=_is_full(hits),
        after=str(page[-1].place) if len(rest) > PAGE else "",
        meant=finding.corrected(terms, best.title, best.body) if best else "",
        left_out=len(words(asked.q)) > sum(len(term.words) for term in terms),
    )


def _hits(ask: Ask, actor: Actor) -> tuple[list[Hit], tuple[Term, ...]]:
    """What answers or, where nothing does, what answers the words that may have been meant."""
    hits = ranked(ask.terms, finding_queries.candidates(ask, actor))
    if hits:
        return hits, ask.terms
    single = [term.phrase for term in ask.terms if len(term.words) == 1]
    guessed = guessing(ask.terms, {word: word_queries.known_words(word) for word in single})
    if not any(term.near for term in guessed):
        return [], ask.terms
    return ranked(guessed, finding_queries.candidates(replace(ask, terms=guessed), actor)), guessed


def _is_full(hits: Sequence[Hit]) -> bool:
    """Whether there may be more of some kind than were looked at."""
    return any(sum(hit.candidate.what is what for hit in hits) >= MOST_CANDIDATES for what in What)


def _results(page: Sequence[Hit], terms: Sequence[Term], actor: Actor) -> list[Result]:
    """The hits with what is shown of them. One that was hidden since it was found is left out."""
    rows = {
        what: page_queries.details(what, [hit.candidate.id for hit in page if hit.candidate.what is what], actor)
        for what in What
    }
    found = ((hit.candidate.what, rows[hit.candidate.what].get(hit.candidate.id)) for hit in page)
    return [_result(what, row, terms) for what, row in found if row is not None]


def _result(what: What, row: Any, terms: Sequence[Term]) -> Result:
    title, html = _said(what, row)
    text = normalize("NFC", plain(html, MOST_SIGNS))
    return Result(what, row, finding.marked(normalize("NFC", title), terms, fold), finding.snippet(text, terms, fold))


def _said(what: What, row: Any) -> tuple[str, str]:
    """The title and the HTML of what was found; of what stands behind a click, the title alone."""
    match what:
        case What.CONTRIBUTION:
            return row.title, "" if row.covered_at else row.body_html
        case What.COMMENT:
            return row.title, row.body_html
        case What.ROUND:
            return row.title, f"{row.question} {row.aims_html}"
        case What.ORGANISATION:
            return row.name, row.about_html
        case What.PERSON:
            return row.display_name, ""


def _nothing_to_look_for() -> str:
    return str(_("There is no word in this. Type a word of what you are looking for."))
