"""Points on a plane in two to five groups: seeded k-means, the number of groups by silhouette."""

from dataclasses import dataclass

import numpy as np

from app.rules.columns import Reals, Whole, counts, reals, sums

MOST_GROUPS = 5
"""More groups than these nobody can picture."""

SMALLEST_GROUP = 5
"""People in a group: fewer could be known by name, and should not have a veto on a badge."""

STARTS = 10
"""K-means begins so often anew and keeps the best: one start may end in a poor cut."""

STEPS = 50
"""Moves of the centres at most: they settle well before."""

SAMPLE = 2000
"""Points that find the groups; all others join the nearest centre. The silhouette needs all distances: 32 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """One group a point, from 0, the largest first; −1 and `groups` 0 where no cut leaves groups large enough."""

    group: Whole
    groups: int
    silhouette: float


def group_points(points: Reals, stream: np.random.RandomState) -> Groups:
    """Group points (n × 2, n ≥ 1). Of cuts equally clear, the one with fewer groups is taken."""
    chosen = _sample(points, stream)
    distance = np.sqrt(_squared_distances(chosen, chosen))
    best = Groups(np.full(len(points), -1), 0, np.nan)
    for k in range(2, MOST_GROUPS + 1):
        centres = _k_means(chosen, k, stream)
        group = _nearest(points, centres)
        if counts(group, k).min() < SMALLEST_GROUP:
            continue
        clear = silhouette(distance, _nearest(chosen, centres), k)
        if not best.groups or clear > best.silhouette:
            best = Groups(_largest_first(group, k), k, clear)
    return best


def silhouette(distance: Reals, group: Whole, k: int) -> float:
    """The mean of (b − a) / max(a, b) over all points (n × n distances), from −1 to 1 (Rousseeuw 1987).

    a is the mean distance to one's own group, b to the nearest other. A point alone in its group counts 0, as do points
    that all lie on one spot.
    """
    size = counts(group, k)
    total = np.stack([distance[:, group == number].sum(axis=1) for number in range(k)], axis=1)
    everybody = np.arange(len(group))
    own = total[everybody, group] / np.maximum(size[group] - 1, 1)
    mean = np.divide(total, size, out=np.full_like(total, np.inf), where=size > 0)
    mean[everybody, group] = np.inf
    other = mean.min(axis=1)
    larger = np.maximum(own, other)
    known = (size[group] > 1) & (larger > 0) & np.isfinite(larger)
    return float(np.where(known, (other - own) / np.where(known, larger, 1.0), 0.0).mean())


def _sample(points: Reals, stream: np.random.RandomState) -> Reals:
    if len(points) <= SAMPLE:
        return points
    return points[np.sort(stream.permutation(len(points))[:SAMPLE])]


def _k_means(points: Reals, k: int, stream: np.random.RandomState) -> Reals:
    """The centres (k × 2) of the best of several starts: those with the least sum of squared distances."""
    found = [_settle(points, _starting_centres(points, k, stream)) for _ in range(STARTS)]
    return min(found, key=lambda centres: float(_squared_distances(points, centres).min(axis=1).sum()))


def _starting_centres(points: Reals, k: int, stream: np.random.RandomState) -> Reals:
    """K-means++ (Arthur & Vassilvitskii 2007): each next centre by its squared distance to those before it."""
    centres = points[[stream.randint(len(points))]]
    while len(centres) < k:
        far = np.cumsum(_squared_distances(points, centres).min(axis=1))
        chosen = min(int(np.searchsorted(far, stream.random_sample() * far[-1], side="right")), len(points) - 1)
        centres = np.concatenate([centres, points[[chosen]]])
    return centres


def _settle(points: Reals, centres: Reals) -> Reals:
    """Lloyd's steps: everybody to the nearest centre, each centre to the middle of its own; an empty one stays."""
    for _ in range(STEPS):
        group = _nearest(points, centres)
        size = counts(group, len(centres))[:, np.newaxis]
        total = np.stack([sums(group, axis, len(centres)) for axis in points.T], axis=1)
        moved = np.where(size > 0, total / np.maximum(size, 1), centres)
        if np.array_equal(moved, centres):
            break
        centres = moved
    return centres


def _nearest(points: Reals, centres: Reals) -> Whole:
    nearest: Whole = np.argmin(_squared_distances(points, centres), axis=1)
    return nearest


def _squared_distances(points: Reals, others: Reals) -> Reals:
    across, up = (points[:, axis, np.newaxis] - others[:, axis] for axis in range(2))
    return reals(across * across + up * up)


def _largest_first(group: Whole, k: int) -> Whole:
    by_size = np.argsort(-counts(group, k), kind="stable")
    number = np.empty(k, dtype=np.int64)
    number[by_size] = np.arange(k)
    return number[group]
