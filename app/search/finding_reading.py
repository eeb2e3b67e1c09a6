"""What is asked of a search, what may answer it, and which words a mistyped one may have meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from app.identifiers import words
from app.rules.finding import MOST_GUESSES, Place, Term, What, score, slips

READERS = 64
"""For whom statements are kept: a stranger's serve all strangers. Making one takes longer than carrying it out."""

KEPT_TEXTS = 512
"""Rounds and organisations whose folded words are kept: they are few, and change seldom."""


@dataclass(frozen=True)
class Ask:
    """A question as it is looked up.

    `since`, and the ids of a round, an area and a theme, narrow it; `newer_than` is the id of the last comment that is no
    longer new, which says more of comments than `since`.
    """

    terms: tuple[Term, ...]
    what: frozenset[What]
    round_id: int | None = None
    area_id: int | None = None
    theme_id: int | None = None
    since: datetime | None = None
    newer_than: int | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for what stands in a round, an area or a theme, which people and organisations do not."""
        return any(one is not None for one in (self.round_id, self.area_id, self.theme_id))


class Candidate(NamedTuple):
    """What may answer: its id, public id or name in addresses, hour, and folded words."""

    what: What
    id: int
    public_id: str
    at: datetime
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate that answers, and its place among the others."""

    candidate: Candidate
    place: Place


def ranked(asked: Sequence[Term], candidates: Iterable[Candidate]) -> list[Hit]:
    """Those that answer, the best first."""
    found = []
    for one in candidates:
        worth = score(asked, one.title, one.body)
        if worth is not None:
            found.append(Hit(one, Place.of(worth, one.at, one.what, one.public_id)))
    return sorted(found, key=lambda hit: hit.place)


def guessing(terms: Sequence[Term], known: dict[str, Sequence[str]]) -> tuple[Term, ...]:
    """The same question, each word with what else it may have meant, out of the known words."""
    return tuple(replace(term, near=tuple(_near(term.phrase, known.get(term.phrase, ())))) for term in terms)


def _near(word: str, known: Sequence[str]) -> list[str]:
    """The nearest of the known words: fewest slips first, then in the order of the alphabet."""
    most = slips(word)
    near = [(OSA.distance(word, other, score_cutoff=most), other) for other in known if other != word]
    return [other for distance, other in sorted(near) if distance <= most][:MOST_GUESSES]


@lru_cache(KEPT_TEXTS)
def folded(text: str) -> str:
    """The folded words of a text, one blank between them."""
    return " ".join(words(text))
