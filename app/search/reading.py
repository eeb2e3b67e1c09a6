"""Which titles are like another one: words are compared by their letters, so that a slip of the finger hides nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from app.rules.contributions import Kind
from app.rules.similarity import SAME_WORD, SHORTEST_SLIP, SIMILAR, likeness, stems, weight

Matches = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title that shares a word, and its words as search folds them."""

    public_id: str
    kind: Kind
    title: str
    author_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Similar:
    """A contribution that says something similar; `likeness` is from 0 to 1."""

    public_id: str
    kind: Kind
    title: str
    author_id: int
    likeness: float


def most_like(asked: Sequence[str], candidates: Sequence[Candidate]) -> list[Similar]:
    """Those of the candidates that are similar to the stems that are asked for, the most similar first."""
    said = [stems(candidate.words.split()) for candidate in candidates]
    count = Counter(word for words in said for word in words)
    place = {word: number for number, word in enumerate(count)}
    matches = _matches(asked, list(place))
    weights = {word: weight(count[word], len(said)) for word in {*count, *asked}}

    def like(words: list[str]) -> float:
        if not words:
            return 0.0
        mine = matches[:, [place[word] for word in words]]
        forth = [(weights[word], float(best)) for word, best in zip(asked, np.max(mine, axis=1), strict=True)]
        back = [(weights[word], float(best)) for word, best in zip(words, np.max(mine, axis=0), strict=True)]
        return likeness(forth, back)

    found = [
        Similar(one.public_id, one.kind, one.title, one.author_id, like(words))
        for one, words in zip(candidates, said, strict=True)
    ]
    return sorted((one for one in found if one.likeness >= SIMILAR), key=lambda one: (-one.likeness, one.public_id))


def _matches(asked: Sequence[str], words: Sequence[str]) -> Matches:
    """How well each word that is asked for matches each of the others, from 0 to 1."""
    near = process.cdist(asked, words, scorer=fuzz.ratio, score_cutoff=SAME_WORD) / 100
    short = np.array([len(word) < SHORTEST_SLIP for word in asked])
    near[short] = near[short] == 1
    return near
