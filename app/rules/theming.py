"""Which themes a title speaks of: plain words compared, so that anybody can see why one was suggested."""

from collections.abc import Iterable, Mapping, Sequence

MOST_THEMES = 3
"""Themes of one contribution: whoever ticks everything has sorted nothing."""

MOST_SUGGESTED = 3

SHORTEST = 3
"""Shorter words are “at”, “of”, “my”; no theme is told by them."""

ENDINGS = ("ing", "es", "ed", "s")
SHORTEST_STEM = 3

COMMON = frozenset(
    [
        "and",
        "are",
        "but",
        "for",
        "from",
        "have",
        "her",
        "here",
        "him",
        "his",
        "how",
        "into",
        "its",
        "more",
        "need",
        "needs",
        "not",
        "our",
        "out",
        "she",
        "some",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "they",
        "this",
        "was",
        "what",
        "when",
        "where",
        "which",
        "who",
        "with",
        "you",
        "your",
        "all",
        "any",
        "can",
        "has",
        "had",
        "one",
        "new",
        "get",
    ]
)
"""Words of every theme's description that say nothing of it."""


def stem(word: str) -> str:
    """What the forms of an English word share, roughly: “buses” and “bus” are one word."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def stems(words: Iterable[str]) -> dict[str, str]:
    """The stems of folded words that could tell a theme, each with the first word that has it."""
    found: dict[str, str] = {}
    for word in words:
        if len(word) >= SHORTEST and word not in COMMON:
            found.setdefault(stem(word), word)
    return found


def suggested(title: Sequence[str], themes: Mapping[str, Sequence[str]]) -> list[tuple[str, tuple[str, ...]]]:
    """The themes that share words with a title, as (theme, the title's words), those that share the most first.

    `themes` are the folded words of each theme's name, description and keywords.
    """
    said = stems(title)
    shared = {name: tuple(said[one] for one in said if one in stems(words)) for name, words in themes.items()}
    found = [(name, words) for name, words in shared.items() if words]
    return sorted(found, key=lambda one: (-len(one[1]), one[0]))[:MOST_SUGGESTED]
