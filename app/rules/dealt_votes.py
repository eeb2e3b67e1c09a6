"""Votes in columns, checked, weighed and added up: the first half of the rule `dealt-1`.

A column is a numpy array with one entry a vote (`person`, `item`, `value`, `dealt`) or one a person (`verified`,
`area`, `cards_dealt`). People, items and areas are numbered from 0. Ten million votes fit: one pass adds each vote to
a cell (item, area, answer), and no copy of a column outlives its line.

Why no sum depends on the order of the rows: a weight has six decimals, so it is a whole number of millionths. Whole
numbers below 2⁵³ are added exactly in any order, on any machine; a round reaches that with nine thousand million
votes on one item. So neither the order of rows nor the numbering of people can change a byte.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.rules.columns import Column, Flags, Reals, Whole, counts, flags, sums, whole

CAP_PERCENTILE = 85
"""Six of seven people keep their full weight; only those who draw the most cards are held back."""

MILLION = 1_000_000
"""Weights have six decimals: a weight is a whole number of millionths."""

AGREE, DISAGREE, UNSURE = 0, 1, 2
"""Where each answer stands in the last axis of the cells; the order of the Dirichlet distribution, too."""

ANSWERS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """All votes of a round and kind: one entry a vote, in any order. `value` is 1 agree, 0 unsure, −1 disagree."""

    person: Column
    item: Column
    value: Column
    dealt: Flags


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody who may have voted, one entry a person.

    `column` is the person's area, or the number of areas (one past the last) for those without one.
    """

    verified: Flags
    column: Column
    cards_dealt: Column


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Everything that the order needs from the votes; an auditor can recompute the order from these alone.

    cells    items × (areas + 1) × 3: weights of those who agree, disagree, are unsure, in millionths; the last
             column of areas holds the people without one
    squares  one an item: Σw², from 0 to the number of answers
    answers  one an item: how many counted answers, unweighted
    counted  one an area and one for people without an area: how many counted people
    """

    cells: Whole
    squares: Reals
    answers: Whole
    counted: Whole


def read_votes(columns: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike], *, people: int, items: int) -> Votes:
    """Check person, item, value and dealt. Raises ValueError with a sentence for what no vote can be."""
    person, item, value = (whole(column) for column in columns[:3])
    dealt = flags(columns[3])
    if not person.shape == item.shape == value.shape == dealt.shape == (person.size,):
        raise ValueError("Each vote needs a person, an item, a value and whether it was dealt: the columns differ.")
    _within(person, 0, people - 1, "A vote names a person who is not in the list of people.")
    _within(item, 0, items - 1, "A vote names an item that is not in the list of items.")
    _within(value, -1, 1, "A vote is 1, 0 or −1, and nothing else.")
    return Votes(person, item, value, dealt)


def read_people(verified: ArrayLike, area: ArrayLike, cards_dealt: ArrayLike, *, areas: int) -> People:
    """Check the columns of people. An area that has no entry among the shares counts as none: both go to the pool.

    Raises ValueError with a sentence for columns that differ in length, or for numbers below what they may be.
    """
    known, home, cards = flags(verified), whole(area), whole(cards_dealt)
    if not known.shape == home.shape == cards.shape == (known.size,):
        raise ValueError("Each person needs a verification, an area and a number of cards: the columns differ.")
    _within(home, -1, None, "An area is a number from 0, or −1 for none.")
    _within(cards, 0, None, "Nobody can be dealt fewer than no cards.")
    return People(known, np.where((home >= 0) & (home < areas), home, areas), cards)


def counted_people(votes: Votes, people: People) -> Flags:
    """Who counts: the verified who answered at least one counted card. One entry a person.

    Raises ValueError where somebody, verified or not, has more dealt answers than cards: such a record is broken.
    """
    answered = counts(votes.person[votes.dealt], people.verified.size)
    if (answered > people.cards_dealt).any():
        raise ValueError("Somebody has more dealt answers than cards: the record of deals and votes does not add up.")
    return people.verified & (answered > 0)


def cap(cards_dealt: Column) -> float:
    """The rule's c, in cards: the 85th percentile (linear interpolation) of the counted people's cards; 1 for nobody."""
    return float(np.percentile(cards_dealt, CAP_PERCENTILE)) if cards_dealt.size else 1.0


def weights_in_millionths(cards_dealt: Column, counted: Flags, limit: float) -> Whole:
    """Everybody's w = min(1, (c / d)²), d the cards dealt and c the cap, in whole millionths, one a person.

    It falls with the cards dealt, not with the answers given: nobody gains by skipping, nor by drawing on. People who
    do not count weigh 0; those who count were dealt a card at least.
    """
    drawn = np.where(counted, cards_dealt, 1)
    squared = np.minimum(1.0, (limit / drawn) ** 2)
    return np.where(counted, np.rint(squared * MILLION), 0).astype(np.int64)


def add_up(votes: Votes, people: People, counted: Flags, weight: Whole, *, shape: tuple[int, int]) -> Sums:
    """Add every counted answer to its cell; `weight` in millionths, `shape` is (items, areas)."""
    items, columns = shape[0], shape[1] + 1
    rows = votes.dealt & counted[votes.person]
    person, item = votes.person[rows], votes.item[rows].astype(np.int64)
    cell = item * columns
    cell += people.column[person]
    cell *= ANSWERS
    cell += np.array([UNSURE, AGREE, DISAGREE])[votes.value[rows]]  # the last entry is the one for −1
    cells = sums(cell, weight[person], items * columns * ANSWERS).astype(np.int64)
    del cell
    return Sums(
        cells=cells.reshape(items, columns, ANSWERS),
        squares=_sums_of_squares(item, weight, person, items),
        answers=counts(item, items),
        counted=counts(people.column[counted], columns),
    )


def _sums_of_squares(item: Whole, weight: Whole, person: Column, items: int) -> Reals:
    """Σw² of each item. A square has twelve decimals: its two halves are added apart, so that each sum is exact."""
    high, low = np.divmod(weight**2, MILLION)
    return (sums(item, high[person], items) + sums(item, low[person], items) / MILLION) / MILLION


def _within(column: Column, low: int, high: int | None, sentence: str) -> None:
    if column.size and (column.min() < low or (high is not None and column.max() > high)):
        raise ValueError(sentence)
