"""How surprising a count is: exact binomial tails, and the normal deviation that is as rare."""

from statistics import NormalDist

import numpy as np

from app.rules.columns import Reals, Whole, reals

RAREST = 1e-300
"""Probabilities below this are called this: about 37 standard deviations, beyond any threshold."""

SURE = 1 - 1e-12
"""Probabilities above this are called this: about 7 standard deviations the other way."""

NEGLIGIBLE = 1e-14
"""A term that adds less than this part to a sum ends it."""


def at_least(count: Whole, trials: Whole, chance: Reals) -> Reals:
    """P(X ≥ count) for X binomial (trials, chance), 0 < chance < 1, 0 ≤ count ≤ trials; one an entry.

    The shorter side is summed term by term from its largest: no approximation, whatever the size.
    """
    above = count > trials * chance
    start = np.where(above, count, trials - count + 1)
    side = np.where(above, chance, 1 - chance)
    short = _sum_from(np.minimum(start, trials), trials, side)
    return reals(np.where(count == 0, 1.0, np.where(above, short, 1 - short)))


def at_least_once(chance: Reals, tries: Whole) -> Reals:
    """The chance that the rarest of so many independent counts is as rare as this (Šidák 1967)."""
    return reals(-np.expm1(tries * np.log1p(-np.minimum(chance, SURE))))


def deviation(chance: Reals) -> Reals:
    """Standard deviations above the mean that a normal value reaches with this chance: 0.01 gives 2.326."""
    normal = NormalDist()
    return reals([-normal.inv_cdf(value) for value in np.clip(chance, RAREST, SURE).tolist()])


def _sum_from(start: Whole, trials: Whole, chance: Reals) -> Reals:
    """Σ_{i ≥ start} of the binomial probabilities, for a start at or above the mean, where each is less than the last."""
    factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, int(trials.max(initial=0)) + 1)))])
    ways = factorial[trials] - factorial[start] - factorial[trials - start]
    term = reals(np.exp(ways + start * np.log(chance) + (trials - start) * np.log1p(-chance)))
    total, odds, place = term.copy(), chance / (1 - chance), start.copy()
    running = np.flatnonzero(place < trials)
    while running.size:
        term[running] *= (trials[running] - place[running]) / (place[running] + 1) * odds[running]
        total[running] += term[running]
        place[running] += 1
        running = running[(place[running] < trials[running]) & (term[running] > NEGLIGIBLE * total[running])]
    return total
