"""Signs that votes on an item were organised, for people to judge. None of them proves anything, and none acts.

Five figures of an item's agreeing votes, each against what the other items of the round lead to expect: voters who
voted on hardly anything else; one area; one hour; votes that were found rather than dealt; new accounts. Every figure
becomes a deviation: how many standard deviations of a normal value are as rare as it (exact binomial tails). Items differ
among each other without any plot, by what they are about; so deviations are divided by how widely the round's own items
spread (the upper quartile, which holds while fewer than a quarter of items are organised). A sign is meant to flag
about one honest item in a hundred; two signs of the five make a note.

Limits: an idea about one street has its voters from one street; a newspaper's article makes an hour; under ten agreeing
votes nothing is said; in a round where most items are organised none stands out.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike

from app.rules.columns import Column, Flags, Reals, Whole, counts, flags, reals, whole
from app.rules.tails import at_least, at_least_once, deviation

ENOUGH_AGREEING = 10
"""Agreeing votes without which nothing is said of an item."""

FEW_VOTES = 3
"""Somebody with so many votes in the round, or fewer, came for hardly anything else."""

AN_HOUR = 3600
"""Seconds of a burst: clock hours, the time that a call to vote takes to go round."""

NEW_ACCOUNT = 24 * 3600
"""Seconds for which an account is new."""

SIGNS_FOR_A_NOTE = 2
"""One sign in five is common among honest items (one in twenty has one); two are not."""

UPPER_QUARTILE = 0.674490
"""The deviation that a quarter of normal values exceed."""

ENOUGH_ITEMS = 8
"""Items that a quartile needs; in a smaller round deviations stay as they are."""


class Sign(IntEnum):
    """The five figures, in the order of their columns."""

    FEW_VOTES = 0
    ONE_AREA = 1
    ONE_HOUR = 2
    FOUND = 3
    NEW_ACCOUNTS = 4


FLAG_ABOVE = {
    Sign.FEW_VOTES: 2.05,
    Sign.ONE_AREA: 1.7,
    Sign.ONE_HOUR: 3.5,
    Sign.FOUND: 2.2,
    Sign.NEW_ACCOUNTS: 2.1,
}
"""The deviation above which a figure is a sign: about one honest item in a hundred exceeds it.

Independent votes would give 2.33 for each. Measured on generated honest rounds it is less, because nobody votes twice on
an item, and because the rarest of many areas is seldom rare. Hours are set by eight real conversations instead:
people come in sittings and answer a new item at once, so hours vary more than chance.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Trouble:
    """Items × the five signs, and the notes.

    share      the figure itself, from 0 to 1: of the agreeing votes, those by few-vote voters; from the most surprising
               area; in the most surprising hour; found; by new accounts. NaN without agreeing votes
    deviation  standard deviations above what the round leads to expect; NaN where nothing is said
    sign       whether the deviation is above its threshold
    note       one an item: two signs or more
    """

    share: Reals
    deviation: Reals
    sign: Flags
    note: Flags


@dataclass(frozen=True, slots=True, eq=False)
class _Figure:
    share: Reals
    chance: Reals


def watch(  # noqa: PLR0913 - the five figures need these columns
    person: ArrayLike,
    item: ArrayLike,
    value: ArrayLike,
    dealt: ArrayLike,
    at: ArrayLike,
    *,
    area: ArrayLike,
    joined: ArrayLike,
    items: int,
) -> Trouble:
    """Look at all votes of a round and kind, counted or not.

    One entry a vote: `person`, `item` (numbers from 0), `value` (1, 0 or −1), `dealt`, `at` (seconds). One a person:
    `area` (−1 for none), `joined` (seconds, on the same clock as `at`).
    """
    who, what, agrees = whole(person), whole(item), whole(value) == 1
    when, home = reals(at), whole(area)
    few = counts(who, home.size)[who] <= FEW_VOTES
    new = when - reals(joined)[who] < NEW_ACCOUNT
    hour = np.floor(when / AN_HOUR).astype(np.int64)
    named = agrees & (home[who] >= 0)
    figures = {
        Sign.FEW_VOTES: marked_votes(what[agrees], few[agrees], items),
        Sign.ONE_AREA: one_area(what[named], home[who[named]], items),
        Sign.ONE_HOUR: one_hour(what[agrees], hour[agrees], items),
        Sign.FOUND: marked_votes(what[agrees], ~flags(dealt)[agrees], items),
        Sign.NEW_ACCOUNTS: marked_votes(what[agrees], new[agrees], items),
    }
    heard = counts(what[agrees], items) >= ENOUGH_AGREEING
    spread = {sign: in_units_of_the_round(figure.chance, heard) for sign, figure in figures.items()}
    deviations = np.stack([spread[sign] for sign in Sign], axis=1)
    signs = deviations > [FLAG_ABOVE[sign] for sign in Sign]
    share = np.stack([figures[sign].share for sign in Sign], axis=1)
    return Trouble(share, deviations, signs, signs.sum(axis=1) >= SIGNS_FOR_A_NOTE)


def in_units_of_the_round(chance: Reals, heard: Flags) -> Reals:
    """Deviations of items with votes enough (NaN for the others), divided by the spread of the round's own items.

    The spread is their upper quartile over that of normal values, and never below 1.
    """
    found = np.full(len(chance), np.nan)
    found[heard] = deviation(chance[heard])
    if heard.sum() < ENOUGH_ITEMS:
        return found
    return found / max(1.0, float(np.percentile(found[heard], 75)) / UPPER_QUARTILE)


def marked_votes(item: Column, marked: Flags, items: int) -> _Figure:
    """The share of marked votes, and the chance of as many if each vote were marked as often as those on other items."""
    votes, found = counts(item, items), counts(item[marked], items)
    return _Figure(_share(found, votes), at_least(found, votes, _usual(found.sum() - found, votes.sum() - votes, 2)))


def one_area(item: Column, area: Column, items: int) -> _Figure:
    """The area that is most surprisingly frequent among an item's votes."""
    votes, everywhere = counts(item, items), counts(area, 1)
    which, where, found = _cells(item, area, everywhere.size)
    usual = _usual(everywhere[where] - found, (votes.sum() - votes)[which], everywhere.size)
    return _rarest(which, found, votes, usual, np.full(items, np.count_nonzero(everywhere)))


def one_hour(item: Column, hour: Whole, items: int) -> _Figure:
    """The hour that is most surprisingly frequent, against the round's own hours since the item's first vote."""
    hours, place = np.unique(hour, return_inverse=True)
    votes, busy = counts(item, items), counts(place, hours.size)
    since = np.append(np.cumsum(busy[::-1])[::-1], 0)  # votes in an hour or later
    opened = np.full(items, hours.size)
    np.minimum.at(opened, item, place)
    which, when, found = _cells(item, place, hours.size)
    left = hours.size - opened
    usual = _usual(busy[when] - found, (since[opened] - votes)[which], left[which])
    return _rarest(which, found, votes, usual, left)


def _cells(item: Column, kind: Column, kinds: int) -> tuple[Whole, Whole, Whole]:
    """Item, kind and votes of each pair that has votes."""
    cell, found = np.unique(item.astype(np.int64) * max(kinds, 1) + kind, return_counts=True)
    which, where = np.divmod(cell, max(kinds, 1))
    return which, where, found


def _rarest(which: Whole, found: Whole, votes: Whole, usual: Reals, tries: Whole) -> _Figure:
    """Of each item's cells the least likely, and the chance that the least likely of so many is as rare."""
    least, share = np.ones(votes.size), np.full(votes.size, np.nan)
    rare = at_least(found, votes[which], usual)
    by_chance = np.argsort(-rare, kind="stable")  # the rarest is written last
    least[which[by_chance]] = rare[by_chance]
    share[which[by_chance]] = (found / votes[which])[by_chance]
    return _Figure(share, at_least_once(least, tries))


def _usual(found: Whole, votes: Whole, kinds: int | Whole) -> Reals:
    """The share among the other items' votes, half a vote being added to each kind, so that none is 0 or 1."""
    return reals((found + 0.5) / (votes + 0.5 * np.maximum(kinds, 2)))


def _share(found: Whole, votes: Whole) -> Reals:
    return reals(np.divide(found, votes, out=np.full(len(votes), np.nan), where=votes > 0))
