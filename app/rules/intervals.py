"""How sure the order is: a thousand worlds that would fit the votes, and where each item stands in them.

The votes on an item are a sample. The Dirichlet distribution says which true shares of agree, disagree and unsure would
fit them (the conjugate posterior of a multinomial, Gelman et al., *Bayesian Data Analysis*, 3.4); the effective number
of answers stands for the number of votes (Kish, *Survey Sampling*, 1965, 11.7), and two answers of the average
kind are added, so that an item with few answers is drawn like the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.rules.columns import Column, Flags, Reals, Whole, reals
from app.rules.dealt_votes import AGREE, DISAGREE, MILLION

DRAWS = 1000
PERCENTILES = (5, 95)
"""The range that holds nine times in ten."""

PRIOR_ANSWERS = 2
"""Answers of the average kind that every item starts with."""

DECIMALS = 6
"""Decimals of the ranges: beyond them sit differences between machines."""

VALUES_A_BLOCK = 3_000_000
"""Gamma values drawn at once: 24 MB, whatever the number of items."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """The 5–95 % range of net support (−1 to 1) and of rank (1 is first), one an item, rounded to six decimals."""

    net_low: Reals
    net_high: Reals
    rank_low: Reals
    rank_high: Reals


def effective_answers(weight_sum: Reals, squares: Reals) -> Reals:
    """n_eff = (Σw)² / Σw²: how many answers of full weight would tell as much. 0 where nothing was weighed."""
    return reals(np.divide(weight_sum**2, squares, out=np.zeros_like(squares), where=squares > 0))


def concentrations(answers: Whole, effective: Reals) -> Reals:
    """α of the Dirichlet, items × 3: n_eff × the item's weighted shares + 2 × the shares over all items.

    `answers` are weights in millionths, items × 3 (agree, disagree, unsure).
    """
    weight = answers / MILLION
    total = weight.sum(axis=1, keepdims=True)
    shares = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    pooled = answers.sum(axis=0) / answers.sum()
    return reals(effective[:, np.newaxis] * shares + PRIOR_ANSWERS * pooled)


def ranges(alpha: Reals, order: Whole, placed: Flags, seed: int) -> Ranges:
    """Draw a thousand worlds and read the ranges off them.

    An item's rank in a world is one more than the number of *placed* items before it: for a placed item its place
    among the placed; for another, the place that it would take there. Worlds in which two items are level keep
    the published `order` between them.
    """
    net = np.empty((DRAWS, len(order)))
    rank = np.empty((DRAWS, len(order)), dtype=np.int32)
    start = 0
    for worlds in net_support(alpha, seed):
        block = slice(start, start + len(worlds))
        net[block], rank[block] = worlds, ranks(worlds, order, placed)
        start = block.stop
    return Ranges(*_percentiles(net), *_percentiles(rank))


def unknown(items: int) -> Ranges:
    """The ranges without any vote: anything can be."""
    return Ranges(np.full(items, -1.0), np.full(items, 1.0), np.full(items, 1.0), np.full(items, float(items)))


def net_support(alpha: Reals, seed: int) -> Iterator[Reals]:
    """Net support (agree less disagree) in each world, in blocks of draws × items.

    The stream is that of `RandomState(seed).standard_gamma(alpha, (1000, items, 3))`, which numpy keeps the same in all
    versions; drawing it in blocks changes nothing but the memory.
    """
    stream = np.random.RandomState(seed)
    block = max(1, VALUES_A_BLOCK // alpha.size)
    for start in range(0, DRAWS, block):
        gamma = stream.standard_gamma(alpha, (min(block, DRAWS - start), *alpha.shape))
        yield (gamma[..., AGREE] - gamma[..., DISAGREE]) / (gamma[..., 0] + gamma[..., 1] + gamma[..., 2])


def ranks(worlds: Reals, order: Whole, placed: Flags) -> Column:
    """The rank of each item in each world (draws × items); see `ranges`."""
    standing = order[np.argsort(-worlds[:, order], axis=1, kind="stable")]  # item numbers, first to last
    place = placed[standing].astype(np.int32)
    found = np.empty_like(place)
    np.put_along_axis(found, standing, np.cumsum(place, axis=1, dtype=np.int32) - place + 1, axis=1)
    return found


def _percentiles(values: Reals | Column) -> tuple[Reals, Reals]:
    low, high = np.percentile(values, PERCENTILES, axis=0)
    return np.round(low, DECIMALS) + 0.0, np.round(high, DECIMALS) + 0.0  # the sum turns −0.0 into 0.0
