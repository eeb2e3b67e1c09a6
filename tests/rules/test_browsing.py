"""The orders on offer, and the reader's own random one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.browsing import PRIME, VISITOR_SEED, Order, orders, shuffle_key

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(open_=st.booleans(), over=st.booleans(), searching=st.booleans())
def test_the_top_is_for_what_is_over_and_the_best_match_for_searches(open_, over, searching):
    found = orders(voting_open=open_, over=over, searching=searching)
    assert (Order.TOP in found) == over
    assert (Order.BEST in found) == searching
    assert {Order.RANDOM, Order.NEWEST, Order.DISCUSSED} <= set(found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("voting_open", "over", "searching", "first"),
    [
        (True, False, False, Order.RANDOM),
        (False, False, False, Order.NEWEST),
        (False, True, False, Order.TOP),
        (True, False, True, Order.BEST),
        (False, True, True, Order.BEST),
    ],
)
def test_nothing_gets_a_head_start_while_people_vote(voting_open, over, searching, first):
    assert orders(voting_open=voting_open, over=over, searching=searching)[0] is first


@given(seed=st.text(max_size=10), day=days, places=st.sets(st.integers(0, PRIME - 1), max_size=20))
def test_each_place_becomes_a_place_of_its_own(seed, day, places):
    key = shuffle_key("secret", seed, day)
    assert 1 <= key < PRIME
    assert len({place * key % PRIME for place in places}) == len(places)


@given(day=days)
def test_an_order_is_one_readers_and_one_days(day):
    ours = shuffle_key("secret", VISITOR_SEED, day)
    assert ours == shuffle_key("secret", VISITOR_SEED, day)
    others = (
        shuffle_key("secret", "somebody", day),
        shuffle_key("secret", VISITOR_SEED, day + timedelta(days=1)),
        shuffle_key("another", VISITOR_SEED, day),
    )
    assert ours not in others
