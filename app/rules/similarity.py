"""When two titles say the same: which of their words carry meaning, and how near two sets of them are."""

from collections.abc import Iterable, Sequence
from math import log

MOST_WORDS = 12
"""Words of a title that are looked at: more than a sentence of 150 signs has that carry meaning."""

FEWEST_WORDS = 3
"""A title with fewer words that carry meaning says too little; the text below it helps out."""

SIMILAR = 0.3
"""From so much likeness on, of 1, one title is shown beside another. Lower, and people are shown what has nothing to do with
theirs; higher, and the same told in other words is missed. `benchmarks/similar.py` says how often either happens."""

MOST_SHOWN = 5
"""A person who is writing reads no more than these before going on."""

SAME_WORD = 80.0
"""Letters that two words must share, of 100, to be the same word mistyped: “stairlift” and “stairlfit” share 89."""

SHORTEST_SLIP = 5
"""Shorter words are the same only where every letter is: “care” is no slip of “cars”."""

ASKED, FOUND = 0.6, 0.4
"""How much it matters that the other title holds one's own words, and that one's own holds the other's. The first weighs
more, because a title that is still being typed lacks words that the other one has."""

RARE = 0.02
"""A word that stands in one of fifty titles, or in fewer, is rare: a word that nobody else uses says no more than that one."""

ENOUGH = 50
"""Fewer titles than these say nothing of how rare a word is: in a young round every word would seem common."""

_STOP = """
a about after all also am an and any are as at be because been before being but by can cannot could did do does
doing dont each for from get gets getting give given go goes going got had has have having he her here him his how
i if in into is it its ive just let like made make makes many me more most much must my need needed needs new no
not of off on once one only or other our out over own please put she should so some somebody someone something such
t than that the their them then there these they thing things this those through to too under up us use used very
want wants was way we well were what when where which while who whom whose why will with without would you your s
im id
"""
STOP_WORDS = frozenset(_STOP.split())
"""Words that say nothing of what a title is about, folded as search folds them."""

ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ers", "ment", "ed", "er", "ly", "y", "e")
"""Endings of English words, the longest first: “falling” and “fall” are one word. A rough tool, for finding alone."""

SHORTEST_STEM = 4
"""Less of a word may be another one: “carer” and “cars”."""

SHORTEST_SINGULAR = 3
HISSING = ("s", "x", "z", "ch", "sh")
"""After these an “es” makes many of one: buses, boxes."""


def stem(word: str) -> str:
    """The beginning of a word that its forms have in common."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return _undoubled(word[: -len(ending)])
    return _singular(word)


def _singular(word: str) -> str:
    if word.endswith("es") and word[:-2].endswith(HISSING):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > SHORTEST_SINGULAR:
        return stem(word[:-1])
    return word


def _undoubled(word: str) -> str:
    """“dropp” of “dropping” is “drop”; “fall” stays, as “falls” gives it too."""
    doubled = word[-1] == word[-2] and word[-1] not in "aeioslz"
    return word[:-1] if doubled else word


def stems(words: Iterable[str]) -> list[str]:
    """The stems of the words that carry meaning, each once, in their order; `words` are folded."""
    return list(dict.fromkeys(stem(word) for word in words if word not in STOP_WORDS and len(word) > 1))


def question(title: Sequence[str], text: Sequence[str] = ()) -> list[str]:
    """The stems to look for: those of the title and, where it has too few, the first ones of the text."""
    found = stems(title)[:MOST_WORDS]
    if len(found) < FEWEST_WORDS:
        found = stems([*title, *text])[:FEWEST_WORDS]
    return found


def weight(of: int, among: int) -> float:
    """How much a word says that stands in so many of so many titles: the rarer, the more, down to `RARE`."""
    return log(1 + 1 / (of / max(among, ENOUGH) + RARE))


def likeness(asked: Sequence[tuple[float, float]], found: Sequence[tuple[float, float]]) -> float:
    """How like two titles are, from 0 to 1.

    Each side is a title's words as (weight, how well the other title's best word matches it, from 0 to 1).
    """
    return ASKED * _held(asked) + FOUND * _held(found)


def _held(words: Sequence[tuple[float, float]]) -> float:
    whole = sum(weight for weight, _ in words)
    return sum(weight * match for weight, match in words) / whole if whole else 0.0
