"""How well a text answers a question, and which of its words are shown: worked out here, so that no database has a say.

A database brings candidates; whether a text holds what was asked for, and how well, is decided by its folded words alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import chain, islice, takewhile
from typing import NamedTuple

LONGEST = 200
"""Signs of a question: a sentence fits."""

MOST_TERMS = 12
"""Words and phrases of a question that are looked at; the others are left out, and the page says so."""

WHOLE_TITLE = 12
"""A text whose whole title was asked for is most probably the one."""

TITLE, TITLE_BEGUN = 8, 5
"""A word of the title says what a text is about, also where only its beginning was typed."""

BODY, BODY_BEGUN = 3, 2
AGAIN, MOST_AGAIN = 1, 3
"""Each time that a word comes back in a text, three times at most: whoever repeats a word wins little."""

PHRASE = 4
"""More for words that were asked for in one go and stand together."""

TOGETHER = 3
"""More for words that stand together although nobody asked for that."""

SHORTEST = 4
"""Shorter words are not guessed at: half of them are one letter away from each other."""

LONG = 7
"""From so many letters on, two slips are forgiven; below, one."""

MOST_GUESSES = 3
"""Words that one mistyped word may have meant."""

BEFORE, WIDE = 60, 200
"""Signs of a snippet before its first hit, and in all: two lines on a desk, four on a telephone."""

_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_WORD = re.compile(r"[^\W_]+")


class What(StrEnum):
    """What can be found; the order breaks ties."""

    CONTRIBUTION = "contribution"
    ROUND = "round"
    ORGANISATION = "organisation"
    PERSON = "person"
    COMMENT = "comment"


@dataclass(frozen=True)
class Term:
    """A word or, where it has several, a phrase. `begun`: the word may go on. `near`: what may have been meant."""

    words: tuple[str, ...]
    begun: bool = False
    near: tuple[str, ...] = ()

    @cached_property
    def phrase(self) -> str:
        """Its words, one blank between them."""
        return " ".join(self.words)


_ORDER = {what: number for number, what in enumerate(What)}


class Place(NamedTuple):
    """Where a hit stands among the others: the best score first, then the newest. Two never share one."""

    minus_score: int
    minus_at: int
    what: int
    public_id: str

    @classmethod
    def of(cls, score: int, at: datetime, what: What, public_id: str) -> "Place":
        """The place of a hit; times count to the second."""
        return cls(-score, -int(at.timestamp()), _ORDER[what], public_id)

    def __str__(self) -> str:
        return f"{-self.minus_score}.{-self.minus_at}.{self.what}.{self.public_id}"

    @classmethod
    def read(cls, said: str) -> "Place | None":
        """The place that an address names; none where it names none."""
        found = re.fullmatch(r"([0-9]{1,6})\.([0-9]{1,12})\.([0-9])\.([\w-]{1,80})", said, re.ASCII)
        return cls(-int(found[1]), -int(found[2]), int(found[3]), found[4]) if found else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a snippet: plain text, to be escaped; `hit` where it was asked for."""

    text: str
    hit: bool = False


def parts(question: str) -> Iterator[tuple[str, bool]]:
    """The question's parts in their order, as (text, whether it stood in quotes)."""
    end = 0
    for found in _QUOTED.finditer(question):
        yield question[end : found.start()], False
        yield found[1], True
        end = found.end()
    yield question[end:], False


def terms(question: str, words: Callable[[str], list[str]]) -> tuple[Term, ...]:
    """What is asked for; `words` folds a text and takes it apart. The last word may be begun, unless it is quoted."""
    found = []
    for part, quoted in parts(question):
        said = words(part)
        found += [Term(tuple(said), quoted)] if quoted and said else [Term((word,)) for word in said]
    last_is_open = not question.rstrip().endswith(tuple('"”«»'))
    kept = [Term(term.words) for term in found[:MOST_TERMS]]
    if kept and last_is_open and len(kept[-1].words) == 1 and len(found) <= MOST_TERMS:
        kept[-1] = Term(kept[-1].words, begun=True)
    return tuple(kept)


def score(asked: Sequence[Term], title: str, body: str) -> int | None:
    """How well folded words answer; none where they do not hold every term. A phrase stands in one of them, not across."""
    titled, said = f" {title} ", f" {body} "
    total = 0
    for term in asked:
        guessed = max((_held(word, titled, said) for word in term.near), default=0)
        worth = _held(term.phrase, titled, said, begun=term.begun) or guessed // 2
        if not worth:
            return None
        total += worth + PHRASE * (len(term.words) > 1)
    whole = " ".join(term.phrase for term in asked)
    if whole == title:
        return total + WHOLE_TITLE
    together = len(asked) > 1 and (f" {whole}" in titled or f" {whole}" in said)
    return total + TOGETHER * together


def _held(phrase: str, titled: str, said: str, *, begun: bool = False) -> int:
    """What one term is worth in a text; nothing where it does not stand there."""
    whole, start = f" {phrase} ", f" {phrase}"
    worth = 0
    if whole in titled:
        worth += TITLE
    elif begun and start in titled:
        worth += TITLE_BEGUN
    times = said.count(whole)
    if times:
        worth += BODY + AGAIN * min(times - 1, MOST_AGAIN)
    elif begun and start in said:
        worth += BODY_BEGUN
    return worth


def slips(word: str) -> int:
    """How many slips of the finger are forgiven in a word."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 2 if len(word) >= LONG else 1


def corrected(asked: Sequence[Term], title: str, body: str) -> str:
    """The question in words that this text has: what is offered for what was typed."""
    held = f" {title} {body} "
    said = []
    for term in asked:
        meant = next((word for word in term.near if f" {word} " in held), None)
        kept = f" {term.phrase}" in held
        phrase = term.phrase if kept or meant is None else meant
        said.append(f'"{phrase}"' if len(term.words) > 1 else phrase)
    return " ".join(said)


def marked(text: str, asked: Sequence[Term], fold: Callable[[str], str]) -> tuple[Piece, ...]:
    """A whole plain text in pieces, the words that were asked for by themselves."""
    return tuple(_cut(text, _hits(text, asked, fold), 0, len(text)))


def snippet(text: str, asked: Sequence[Term], fold: Callable[[str], str]) -> tuple[Piece, ...]:
    """The part of a plain text round its first hit, in pieces; its beginning where nothing hits."""
    hits = _hits(text, asked, fold)
    first = list(islice(hits, 1))
    start = _start(text, first[0][0] if first else 0)
    end = _end(text, start + WIDE)
    before, after = [Piece("… ")] * (start > 0), [Piece(" …")] * (end < len(text))
    return (*before, *_cut(text, chain(first, hits), start, end), *after)


def _hits(text: str, asked: Sequence[Term], fold: Callable[[str], str]) -> Iterator[tuple[int, int]]:
    """Where the words stand that were asked for, one after the other: no further than somebody reads on."""
    whole = {word for term in asked for word in (*term.words, *term.near)}
    begun = tuple(term.phrase for term in asked if term.begun)
    for run in _WORD.finditer(text):
        word = fold(run[0])
        if word in whole or word.startswith(begun):
            yield run.span()


def _cut(text: str, hits: Iterable[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    here = start
    for left, right in takewhile(lambda hit: hit[1] <= end, hits):
        if left > here:
            yield Piece(text[here:left])
        yield Piece(text[left:right], hit=True)
        here = right
    if end > here:
        yield Piece(text[here:end])


def _start(text: str, hit: int) -> int:
    """Where a snippet begins: at a word, not far before its hit."""
    if hit <= BEFORE:
        return 0
    blank = text.find(" ", hit - BEFORE, hit)
    return blank + 1 if blank >= 0 else hit


def _end(text: str, wanted: int) -> int:
    if wanted >= len(text):
        return len(text)
    blank = text.rfind(" ", wanted - BEFORE, wanted)
    return blank if blank >= 0 else wanted
