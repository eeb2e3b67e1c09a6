"""Groups of people who answer alike: for a map of opinions and a badge, never for the order.

A group of people who vote the leaders down would become a group of its own and get a veto; so group agreement says
"agreed across all opinion groups" beside a place, and makes none.

The map: people × items, each answer 1, 0 or −1. An answer that was not given is filled with the item's mean, so after
centring it is 0 and pulls nobody anywhere. Two principal components are found by power iteration over the answers
alone (nothing of the size people × items is ever made), and who answered few items is moved out by
√(items / answers), or they would all sit in the middle (as Polis does: Small et al. 2021, *Recerca* 26.2).
The groups: k-means (Lloyd 1982, k-means++ starts) with k from 2 to 5 by the best mean silhouette (Rousseeuw 1987).

Limits, to be said wherever the map is shown: under 20 people with seven answers each there is no map; two dimensions
leave most of any opinion out; k-means cuts any cloud, even where there are no camps (the silhouette says how clear the
cut is: below about 0.35 it may be chance); who answers much shapes it more. Nobody is verified here: pass counted answers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.rules import clusters
from app.rules.columns import Column, Flags, Reals, Whole, counts, flags, reals, sums, whole

ENOUGH_ANSWERS = 7
"""Answers without which a person has no position; all items, where a round has fewer."""

ENOUGH_PEOPLE = 20
"""People with a position without whom there is no map."""

ENOUGH_SEEN = 5
"""Answers that a contribution needs in each group before it can be called agreed there."""

TURNS = 100
"""Power iterations at most: two directions that still turn after so many explain the votes equally well."""

STILL = 1e-9
"""How little a direction turns in one iteration when it is called found."""


@dataclass(frozen=True, slots=True, eq=False)
class OpinionMap:
    """Where people stand, and their groups.

    position    people × 2, NaN for people without a position; units have no meaning but nearness
    group       one a person: from 0, the largest group first; −1 for none
    groups      how many groups: 0 (none found), or 2 to 5
    silhouette  how clear the groups are: 1 apart, 0 no better than chance; NaN without groups
    """

    position: Reals
    group: Whole
    groups: int
    silhouette: float


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """Centred answers of the people with a position, sorted by person, then item."""

    person: Column
    item: Column
    value: Reals


def opinion_map(
    person: ArrayLike, item: ArrayLike, value: ArrayLike, *, people: int, items: int, seed: int
) -> OpinionMap:
    """Draw the map from one entry an answer (numbers from 0; 1, 0 or −1), one answer a person and item.

    The same answers give the same map in any order of rows. People without enough answers have no position; with too few
    people, or when all answer alike, nobody has one.
    """
    whose, which, answer = whole(person), whole(item), whole(value)
    answered = counts(whose, people)
    seated = answered >= min(ENOUGH_ANSWERS, max(items, 1))
    nowhere = OpinionMap(np.full((people, 2), np.nan), np.full(people, -1), 0, np.nan)
    if seated.sum() < ENOUGH_PEOPLE:
        return nowhere
    answers = _centred(whose, which, answer, seated, items)
    if not answers.value.any():
        return nowhere
    stream = np.random.RandomState(seed)
    position = _positions(answers, answered, items, stream)
    found = clusters.group_points(position[seated], stream)
    group = np.full(people, -1)
    group[seated] = found.group
    return OpinionMap(np.where(seated[:, np.newaxis], position, np.nan), group, found.groups, found.silhouette)


def group_agreement(agree: ArrayLike, seen: ArrayLike) -> Reals:
    """How far all groups agree on each item, Π_g (A_g + 1) / (n_g + 2), from 0 to 1; one an item.

    `agree` (A) and `seen` (n: all who answered, the unsure too) count people, groups × items. This is the group-aware
    consensus of Polis (Small et al. 2021, *Recerca* 26.2); without groups it is 1. Raises ValueError where the two
    differ in shape, or more agree than have seen.
    """
    agreed, answered = reals(agree), reals(seen)
    if agreed.shape != answered.shape or agreed.ndim != 2:
        raise ValueError("Group agreement needs two tables of groups × items, of one size.")
    if (agreed < 0).any() or (agreed > answered).any():
        raise ValueError("No more people of a group can agree than have seen an item.")
    return reals(np.prod((agreed + 1) / (answered + 2), axis=0))


def count_by_group(
    person: ArrayLike, item: ArrayLike, value: ArrayLike, found: OpinionMap, *, items: int
) -> tuple[Whole, Whole]:
    """How many people of each group agree with each item, and how many have answered it: two tables, groups × items."""
    group, which, answer = found.group[whole(person)], whole(item), whole(value)
    cell = group * items + which
    size = found.groups * items
    agreeing, grouped = cell[(group >= 0) & (answer == 1)], cell[group >= 0]
    shape = (found.groups, items)
    return counts(agreeing, size).reshape(shape), counts(grouped, size).reshape(shape)


def agreed_across(agree: Whole, seen: Whole) -> Flags:
    """The badge, one an item: in every group five people answered, and more than half of them agree; none without groups."""
    if not len(agree):
        return np.zeros(agree.shape[1], dtype=np.bool_)
    return flags(((seen >= ENOUGH_SEEN) & (2 * agree > seen)).all(axis=0))


def _centred(person: Column, item: Column, value: Column, seated: Flags, items: int) -> _Answers:
    rows = np.flatnonzero(seated[person])
    rows = rows[np.lexsort((item[rows], person[rows]))]
    who, what, answer = person[rows], item[rows], value[rows]
    mean = sums(what, answer, items) / np.maximum(counts(what, items), 1)
    return _Answers(who, what, answer - mean[what])


def _positions(answers: _Answers, answered: Whole, items: int, stream: np.random.RandomState) -> Reals:
    first = _direction(answers, answered.size, items, stream.standard_normal(items), np.zeros(items))
    second = _direction(answers, answered.size, items, stream.standard_normal(items), first)
    stretch = np.sqrt(items / np.maximum(answered, 1))
    along = [_along(answers, direction, answered.size) * stretch for direction in (first, second)]
    return np.stack(along, axis=1)


def _direction(answers: _Answers, people: int, items: int, start: Reals, other: Reals) -> Reals:
    """The direction in which answers differ most, at right angles to `other`; one an item, of length 1 or 0."""
    direction = _upright(start, other)
    for _ in range(TURNS):
        pulled = answers.value * _along(answers, direction, people)[answers.person]
        turned = _upright(sums(answers.item, pulled, items), other)
        settled = np.abs(turned - direction).max() < STILL
        direction = turned
        if settled:
            break
    largest = direction[np.argmax(np.abs(direction))]
    return direction * (np.sign(largest) or 1.0)  # of the two ways to look along it, one is chosen for good


def _along(answers: _Answers, direction: Reals, people: int) -> Reals:
    return sums(answers.person, answers.value * direction[answers.item], people)


def _upright(vector: Reals, other: Reals) -> Reals:
    """The part of a vector at right angles to `other`, with length 1; 0 where nothing of any size is left."""
    rest = vector - other * (vector * other).sum()
    length = np.sqrt((rest * rest).sum())
    small = 1e-12 * max(1.0, float(np.abs(vector).max()))
    return rest / length if length > small else np.zeros_like(rest)
