"""The ranges hold what they promise, and their stream is the one of the law."""

import numpy as np
import pytest

from app.rules import intervals
from tests.rules.made_rounds import Made


def a_true_round(seed: int, items: int, people: int) -> tuple[Made, np.ndarray]:
    """Residents whose true shares are known: their votes, and the true net support of each item."""
    chance = np.random.RandomState(seed)
    truth = chance.dirichlet([3, 2, 1.5], items)
    cards = chance.randint(3, 11, people)
    person = np.repeat(np.arange(people), cards)
    item = np.concatenate([chance.permutation(items)[:count] for count in cards])
    point = chance.random_sample(len(person))
    agree, not_unsure = truth[item, 0], truth[item, 0] + truth[item, 1]
    made = Made(
        person=person,
        item=item,
        value=np.where(point < agree, 1, np.where(point < not_unsure, -1, 0)),
        dealt=np.ones(len(person), bool),
        verified=np.ones(people, bool),
        area=chance.randint(0, 5, people),
        cards_dealt=cards,
        area_share=np.ones(5),
        items=items,
        first_dealt=np.zeros(items),
        seed=seed,
    )
    return made.with_rows(chance.random_sample(len(person)) < 0.8), truth[:, 0] - truth[:, 1]


def test_nine_ranges_in_ten_hold_the_truth():
    net_held, rank_held = [], []
    for seed in range(30):
        made, net = a_true_round(seed, items=20, people=300)
        found = made.ranked()
        assert found.placed.all()
        rank = np.argsort(np.argsort(-net)) + 1
        net_held.append((found.net_low <= net) & (net <= found.net_high))
        rank_held.append((found.rank_low <= rank) & (rank <= found.rank_high))
    assert 0.87 <= np.mean(net_held) <= 0.93
    assert 0.87 <= np.mean(rank_held) <= 0.96  # ranks are whole numbers, so the range holds a little more


def test_more_answers_make_narrower_ranges():
    few, many = (a_true_round(3, items=10, people=people)[0].ranked() for people in (100, 2000))
    assert (many.net_high - many.net_low).mean() < 0.4 * (few.net_high - few.net_low).mean()
    assert (many.rank_high - many.rank_low).mean() < (few.rank_high - few.rank_low).mean()


def test_blocks_draw_the_stream_of_the_law(monkeypatch):
    alpha = np.random.RandomState(0).random_sample((7, 3)) * 20
    alpha[2] = 4, 0, 0
    gamma = np.random.RandomState(11).standard_gamma(alpha, (intervals.DRAWS, 7, 3))
    whole = (gamma[..., 0] - gamma[..., 1]) / (gamma[..., 0] + gamma[..., 1] + gamma[..., 2])
    for size in (1, 21 * 64, 21 * 999, 10**9):
        monkeypatch.setattr(intervals, "VALUES_A_BLOCK", size)
        assert np.concatenate(list(intervals.net_support(alpha, 11))).tobytes() == whole.tobytes()


def test_the_frozen_stream_gives_known_values():
    """Should numpy ever change the stream, old snapshots could not be recomputed: better to know."""
    gamma = np.random.RandomState(2026).standard_gamma([[0.5, 2.0, 30.0]], (2, 1, 3))
    assert gamma.ravel().tolist() == pytest.approx(
        [0.048112507561, 2.102129152981, 29.594638465009, 0.315767711560, 0.808453603609, 21.794440062034], abs=1e-9
    )


def test_ranks_are_counted_among_the_placed():
    worlds = np.array([[0.1, 0.9, 0.5, 0.7]])
    placed = np.array([True, False, True, True])
    assert intervals.ranks(worlds, np.arange(4), placed).tolist() == [[3, 1, 2, 1]]


def test_items_that_are_level_in_a_world_keep_the_published_order():
    worlds = np.array([[1.0, 1.0, 1.0]])
    assert intervals.ranks(worlds, np.array([2, 0, 1]), np.ones(3, bool)).tolist() == [[2, 3, 1]]


def test_effective_answers():
    assert intervals.effective_answers(np.array([3.0, 1.5, 0.0]), np.array([3.0, 1.25, 0.0])) == pytest.approx(
        [3, 1.8, 0]
    )
