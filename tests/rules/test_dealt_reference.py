"""`dealt-1` once more, as slowly and plainly as its text: both must agree on any votes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import intervals
from tests.rules.made_rounds import Made, a_round


def percentile(values, percent):
    """Linear interpolation between the two nearest of the sorted values."""
    ordered = sorted(values)
    place = percent / 100 * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


class Slow:
    """The text of the rule, one method a paragraph."""

    def __init__(self, made: Made):
        self.made = made
        self.rows = sorted(zip(made.item, made.person, made.value, made.dealt, strict=True))
        self.rows = [(j, u, r) for j, u, r, dealt in self.rows if dealt and made.verified[u]]
        self.counted = sorted({u for _, u, _ in self.rows})
        self.cap = percentile([made.cards_dealt[u] for u in self.counted], 85)
        self.w = {u: round(min(1, (self.cap / made.cards_dealt[u]) ** 2), 6) for u in self.counted}
        self.total = sum(self.w[u] for _, u, _ in self.rows)
        self.pool_areas()

    def of(self, j, area=None):
        """The rows of an item, of all areas or of one."""
        return [(u, r) for i, u, r in self.rows if i == j and (area is None or self.home(u) == area)]

    def home(self, u):
        return self.made.area[u] if self.made.area[u] in self.alone else "pool"

    def pool_areas(self):
        positive = [max(0, share) for share in self.made.area_share]
        share = [part / sum(positive) for part in positive] if sum(positive) else positive
        people = [sum(self.made.area[u] == h for u in self.counted) for h in range(len(share))]
        self.alone = [h for h in range(len(share)) if people[h] >= 10 and share[h] > 0]
        named = sum(share[h] for h in self.alone)
        pooled = sum(share) - named
        spoken = sum(self.home(u) == "pool" for u in self.counted) / len(self.counted)
        pool = max(pooled, spoken) if self.alone else 1
        self.W = {"pool": pool} | {h: share[h] * (1 - pool) / named for h in self.alone}

    def score(self, j):
        g = sum(self.w[u] * r for _, u, r in self.rows) / self.total
        n = sum(self.w[u] for u, _ in self.of(j))
        s = sum(self.w[u] * r for u, r in self.of(j))
        p = (s + 10 * g) / (n + 10)
        found = 0
        for h, weight in self.W.items():
            n_h = sum(self.w[u] for u, _ in self.of(j, h))
            s_h = sum(self.w[u] * r for u, r in self.of(j, h))
            found += weight * (s_h + 5 * p) / (n_h + 5)
        return found

    def order(self):
        keys = [(-round(self.score(j), 9), self.made.first_dealt[j], j) for j in range(self.made.items)]
        return [j for *_, j in sorted(keys)]

    def placed(self):
        answers = [len(self.of(j)) for j in range(self.made.items)]
        return [count >= 5 and count >= percentile(answers, 50) / 2 for count in answers]

    def effective(self, j):
        weights = [self.w[u] for u, _ in self.of(j)]
        return sum(weights) ** 2 / sum(w**2 for w in weights) if any(weights) else 0

    def alpha(self, j):
        of_all = [sum(self.w[u] for _, u, r in self.rows if r == answer) / self.total for answer in (1, -1, 0)]
        weight = sum(self.w[u] for u, _ in self.of(j))
        own = [sum(self.w[u] for u, r in self.of(j) if r == answer) for answer in (1, -1, 0)]
        own = [part / weight if weight else 0 for part in own]
        return [self.effective(j) * part + 2 * pooled for part, pooled in zip(own, of_all, strict=True)]

    def millionths(self):
        """The sum of weights of each item and answer, exactly."""
        return [
            [sum(round(self.w[u] * 1e6) for u, r in self.of(j) if r == answer) for answer in (1, -1, 0)]
            for j in range(self.made.items)
        ]

    def ranges(self, alpha):
        stream = np.random.RandomState(self.made.seed)
        order, placed = self.order(), self.placed()
        nets, ranks = [], []
        for _ in range(1000):
            net = []
            for a, d, u in alpha:
                agree, disagree, unsure = (stream.standard_gamma(part) for part in (a, d, u))
                net.append((agree - disagree) / (agree + disagree + unsure))
            standing = sorted(order, key=lambda j: -net[j])  # what is level stays in the published order
            before = {j: sum(placed[i] for i in standing[:place]) for place, j in enumerate(standing)}
            nets.append(net)
            ranks.append([1 + before[j] for j in range(self.made.items)])
        return [
            [round(percentile([world[j] for world in worlds], percent), 6) for j in range(self.made.items)]
            for worlds in (nets, ranks)
            for percent in (5, 95)
        ]


@given(
    st.builds(
        a_round,
        seed=st.integers(0, 2**32 - 1),
        people=st.integers(1, 70),
        items=st.integers(1, 5),
        areas=st.integers(0, 4),
        answering=st.sampled_from([0.3, 1.0]),
    )
)
@settings(max_examples=30, deadline=None)
def test_the_fast_rule_agrees_with_the_slow_one(made):
    found = made.ranked()
    if not found.people:
        return
    slow = Slow(made)
    assert found.cap == pytest.approx(slow.cap)
    assert [found.weight[u] for u in slow.counted] == pytest.approx([slow.w[u] for u in slow.counted], abs=1e-9)
    assert found.weight.sum() == pytest.approx(sum(slow.w.values()))
    assert found.score.tolist() == pytest.approx([slow.score(j) for j in range(made.items)], abs=2e-9)
    assert found.order.tolist() == slow.order()
    assert found.placed.tolist() == slow.placed()
    assert found.effective_n.tolist() == pytest.approx([slow.effective(j) for j in range(made.items)])
    # Both draw from the same α to the last bit: numpy draws α = 1 in a way of its own, and all draws after it differ.
    alpha = intervals.concentrations(np.array(slow.millionths()), found.effective_n)
    for j, of_item in enumerate(alpha.tolist()):
        assert of_item == pytest.approx(slow.alpha(j), abs=1e-9)
    fast = [getattr(found, name).tolist() for name in ("net_low", "net_high", "rank_low", "rank_high")]
    for ours, theirs in zip(fast, slow.ranges(alpha), strict=True):
        assert ours == pytest.approx(theirs, abs=2e-6)
