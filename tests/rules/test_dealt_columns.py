"""A round in columns: what is counted, what is set aside, and the sums that give the same order."""

import hashlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.areas import read_shares
from app.rules.dealt import rank_sums
from app.rules.dealt_columns import VoteColumns, seed_of
from tests.rules.dealt_rounds import a_dealt_round, an_even_round, columns_of, rows_of

seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=15, deadline=None)


def some(columns, seed):
    """Flags for some of all the votes."""
    return np.random.RandomState(seed).random_sample(len(columns.all_votes.person)) < 0.3


@few
@given(seed=seeds, other=seeds)
def test_setting_aside_moves_votes_and_loses_none(seed, other):
    columns = a_dealt_round(seed)[0]
    rows = some(columns, other)
    apart = columns.set_aside(rows)
    assert rows_of(apart) == rows_of(columns.all_votes.only(~rows))
    assert rows_of(apart.aside) == rows_of(columns.all_votes.only(rows))
    assert apart.quarantined.tolist() == [int((columns.item[rows] == n).sum()) for n in range(len(columns.items))]
    back = apart.set_aside(np.zeros(len(rows), dtype=np.bool_))
    assert rows_of(back) == rows_of(columns)
    assert not back.quarantined.any()


@few
@given(seed=seeds, other=seeds)
def test_what_is_set_aside_moves_no_order(seed, other):
    columns = a_dealt_round(seed)[0]
    rows = some(columns, other)
    votes = [row for row, aside in zip(zip(*_rows(columns), strict=True), rows, strict=True) if not aside]
    without = columns_of(
        votes,
        verified=columns.verified,
        area=columns.area,
        cards=columns.cards_dealt,
        items=len(columns.items),
        first_dealt=columns.first_dealt,
    )
    ours, theirs = columns.set_aside(rows).rank(seed), without.rank(seed)
    assert ours.score.tobytes() == theirs.score.tobytes()
    assert ours.order.tolist() == theirs.order.tolist()


def _rows(columns):
    return columns.person, columns.item, columns.value, columns.dealt


@few
@given(seed=seeds)
def test_the_sums_give_the_order_of_the_votes(seed):
    columns = a_dealt_round(seed)[0]
    ranked = columns.rank(seed)
    found = rank_sums(columns.sums(), read_shares(columns.population), columns.first_dealt, seed)
    for name in ("score", "estimate", "rank_low", "rank_high", "order", "placed"):
        assert getattr(found, name).tobytes() == getattr(ranked, name).tobytes()


@few
@given(seed=seeds)
def test_the_areas_add_up_to_what_is_counted(seed):
    columns = a_dealt_round(seed)[0]
    by_area = columns.tally_by_area()
    assert by_area.shape == (4, 3, 3)
    assert by_area.sum(axis=1).tolist() == columns.tally(columns.counted).tolist()
    assert by_area.sum(axis=(1, 2)).tolist() == columns.sums().answers.tolist()
    assert columns.counted_by_area().tolist() == columns.sums().counted.tolist()


def test_only_answers_of_the_verified_to_counted_cards_count():
    columns = columns_of(
        [(0, 0, 1, 1), (0, 1, -1, 0), (1, 0, 1, 1), (2, 0, 0, 1), (2, 1, -1, 1)],
        verified=[True, False, True],
        area=[1, 0, -1],
        items=2,
    )
    assert columns.counted.tolist() == [True, False, False, True, True]
    assert columns.tally(columns.counted).tolist() == [[1, 0, 1], [0, 1, 0]]
    assert columns.tally(~columns.dealt).tolist() == [[0, 0, 0], [0, 1, 0]]
    assert columns.counted_by_area().tolist() == [0, 1, 1]
    assert columns.tally_by_area()[0].tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 1]]


def test_votes_are_joined_in_their_order():
    columns = an_even_round()[0]
    assert VoteColumns.joined(VoteColumns(), columns).person.tolist() == columns.person.tolist()
    assert len(VoteColumns().only(np.zeros(0, dtype=np.bool_)).item) == 0


@given(slug=st.text(max_size=20), kind=st.sampled_from(["need", "idea", "proposal"]))
def test_nobody_chooses_a_seed(slug, kind):
    seed = seed_of(slug, kind)
    assert seed == int(hashlib.sha256(f"{slug}:{kind}".encode()).hexdigest()[:8], 16)
    assert 0 <= seed < 2**32
