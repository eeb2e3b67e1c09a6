"""How much each area counts: by its population, as far as enough people speak for it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.rules.columns import Flags, Reals, Whole, reals

ENOUGH_TO_SPEAK = 10
"""Counted people that an area needs to stand alone: with fewer, one household could speak for a whole quarter."""


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """The areas of the rule and their weights.

    alone   one an area and one for people without an area (never alone): whether it stands for itself
    weight  one for each that stands alone, in the order of areas, and the pool's last; they sum to 1
    """

    alone: Flags
    weight: Reals


def read_shares(area_share: ArrayLike) -> Reals:
    """Shares of the population, one an area, normalised to sum 1; all 0 where none is known.

    What is not above 0 (none, unknown, NaN) is no share. Raises ValueError for a share without an end.
    """
    shares = reals(area_share).reshape(-1)
    positive = np.where(shares > 0, shares, 0.0)
    with np.errstate(over="ignore"):
        within = np.isfinite(positive.sum())
    total = math.fsum(positive) if within else math.inf
    if not math.isfinite(total):
        raise ValueError("The areas' shares of the population must be finite numbers.")
    return positive / total if total else positive


def weigh_areas(share: Reals, counted: Whole) -> Areas:
    """W of the rule, from normalised shares and the counted people (one an area, and one for those without).

    Areas with fewer than ten counted people or no share, and people without an area, are one pool. The pool weighs the
    larger of its areas' shares and its part of the counted people; the others share the rest by their populations. So
    people from small or unnamed areas are never counted for less than their number, and an area that nobody speaks
    for leaves its weight to the average of all.
    """
    alone = np.append((share > 0) & (counted[:-1] >= ENOUGH_TO_SPEAK), False)
    if not alone.any():
        return Areas(alone, np.ones(1))
    named = share[alone[:-1]]
    pool = max(math.fsum(share[~alone[:-1]]), int(counted[~alone].sum()) / int(counted.sum()))
    return Areas(alone, np.append(named * ((1 - pool) / math.fsum(named)), pool))


def with_pool(cells: Whole, areas: Areas) -> Whole:
    """Cells (items × areas and none × 3) with the pooled areas added together: items × (alone + 1) × 3, pool last."""
    pool = cells[:, ~areas.alone].sum(axis=1, keepdims=True)
    return np.concatenate([cells[:, areas.alone], pool], axis=1)
