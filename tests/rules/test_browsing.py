"""Nothing gets a head start while people vote: the order is each reader's own, for a day."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.rules.browsing import PRIME, VISITOR_SEED, Order, orders, shuffle_key

TODAY = date(2026, 11, 22)


def test_while_people_vote_the_order_is_random_and_nothing_tells_what_leads():
    offered = orders(voting_open=True, over=False, searching=False)
    assert offered[0] is Order.RANDOM
    assert Order.TOP not in offered


def test_what_people_agreed_on_leads_once_voting_has_closed():
    assert orders(voting_open=False, over=True, searching=False)[0] is Order.TOP


def test_before_voting_opens_the_newest_leads():
    offered = orders(voting_open=False, over=False, searching=False)
    assert offered[0] is Order.NEWEST
    assert Order.TOP not in offered


@given(voting=st.booleans(), over=st.booleans(), searching=st.booleans())
def test_what_is_near_is_the_last_offer_and_only_to_whoever_lives_somewhere(voting, over, searching):
    known = {"voting_open": voting, "over": over, "searching": searching}
    assert orders(**known, at_home=True) == (*orders(**known), Order.NEAR)


@given(voting=st.booleans(), over=st.booleans())
def test_only_a_search_has_a_best_match_and_begins_with_it(voting, over):
    searched = orders(voting_open=voting, over=over, searching=True)
    assert searched == (Order.BEST, *orders(voting_open=voting, over=over, searching=False))
    assert len(set(searched)) == len(searched)


@given(secret=st.text(), seed=st.text(), day=st.dates())
def test_a_key_turns_every_place_into_another_of_its_own(secret, seed, day):
    key = shuffle_key(secret, seed, day)
    assert 1 <= key < PRIME
    assert len({place * key % PRIME for place in range(50)}) == 50
    assert key == shuffle_key(secret, seed, day)


def test_another_reader_and_another_day_have_another_order():
    keys = {shuffle_key("secret", seed, day) for seed in (VISITOR_SEED, "mine") for day in (TODAY, date(2026, 11, 23))}
    assert len(keys | {shuffle_key("another secret", VISITOR_SEED, TODAY)}) == 5
