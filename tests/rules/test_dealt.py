"""`dealt-1`: a case worked by hand, what must hold for any votes, and the cases where there is little to rank."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import dealt_votes, ranking
from app.rules.areas import read_shares
from app.rules.dealt import ENOUGH_PEOPLE, RULE, rank_dealt, rank_sums
from tests.rules.made_rounds import Made, a_round

PER_ITEM = (
    "score",
    "estimate",
    "net_low",
    "net_high",
    "rank_low",
    "rank_high",
    "effective_n",
    "placed",
    "order",
)  # fmt: skip

rounds = st.builds(
    a_round,
    seed=st.integers(0, 2**32 - 1),
    people=st.integers(0, 60),
    items=st.integers(1, 6),
    areas=st.integers(0, 4),
    answering=st.sampled_from([0.1, 0.6, 1.0]),
)
with_votes = rounds.filter(lambda made: len(made.person))
few = settings(max_examples=30, deadline=None)


def per_item(found):
    return {name: getattr(found, name).tobytes() for name in PER_ITEM}


def everything(found):
    return per_item(found) | {"weight": found.weight.tobytes(), "cap": found.cap, "people": found.people}


def by_hand() -> Made:
    """Four people without areas; the last drew four cards, the others two."""
    return Made(
        person=[0, 1, 3, 2, 0, 3],
        item=[0, 0, 0, 1, 1, 1],
        value=[1, 1, -1, 1, -1, 0],
        dealt=[True] * 6,
        verified=[True] * 4,
        area=[-1] * 4,
        cards_dealt=[2, 2, 2, 4],
        items=2,
        first_dealt=[10, 5],
    )


def test_a_small_round_by_hand():
    found = by_hand().ranked()
    # The 85th percentile of 2, 2, 2, 4 lies 0.55 of the way from the third to the fourth.
    assert found.cap == pytest.approx(3.1)
    assert found.weight.tolist() == [1, 1, 1, 0.600625]  # (3.1 / 4)²
    n = 2.600625
    g = 1.399375 / (2 * n)
    p = (1.399375 + 10 * g) / (n + 10), (0 + 10 * g) / (n + 10)
    expected = (1.399375 + 5 * p[0]) / (n + 5), (0 + 5 * p[1]) / (n + 5)
    assert expected == pytest.approx((0.397631, 0.140461), abs=1e-6)
    assert found.score.tolist() == pytest.approx(expected, abs=6e-10)
    assert found.effective_n.tolist() == pytest.approx([n**2 / (2 + 0.600625**2)] * 2)
    assert found.order.tolist() == [0, 1]
    assert found.placed.tolist() == [False, False]
    assert found.people == 4
    assert found.few_people


def test_the_ranking_shelf_has_it_too():
    assert ranking.rank_dealt is rank_dealt
    assert RULE == "dealt-1"


def test_areas_count_by_their_people_not_by_their_votes():
    """Ten people of area 0 (three quarters of the town) agree, four of area 1 and one of nowhere disagree."""
    made = Made(
        person=range(15),
        item=[0] * 15,
        value=[1] * 10 + [-1] * 5,
        dealt=[True] * 15,
        verified=[True] * 15,
        area=[0] * 10 + [1] * 4 + [-1],
        cards_dealt=[1] * 15,
        area_share=[750, 250],
        items=1,
        first_dealt=[0],
    )
    # The pool of five is a third of the fifteen, more than its area's quarter.
    p = (5 + 10 * (5 / 15)) / 25
    expected = 2 / 3 * (10 + 5 * p) / 15 + 1 / 3 * (-5 + 5 * p) / 10
    found = made.ranked()
    assert found.score[0] == pytest.approx(expected, abs=6e-10)
    assert found.estimate[0, 0] - found.estimate[0, 1] == pytest.approx(expected)
    # With nine, area 0 is in the pool as well, which then is all.
    nine = replace(made, verified=[False] + [True] * 14).ranked()
    p = (4 + 10 * (4 / 14)) / 24
    assert nine.score[0] == pytest.approx((4 + 5 * p) / 19, abs=6e-10)


def test_an_area_that_nobody_speaks_for_pulls_to_the_average_of_all():
    """Area 1 has half the people of the town, and none of them came."""
    made = Made(
        person=range(10),
        item=[0] * 10,
        value=[1] * 10,
        dealt=[True] * 10,
        verified=[True] * 10,
        area=[0] * 10,
        cards_dealt=[1] * 10,
        area_share=[0.5, 0.5],
        items=2,
        first_dealt=[0, np.inf],
    )
    assert made.ranked().score.tolist() == [1, 1]  # p is 1 for both: the second is drawn to the average
    mixed = replace(made, value=[1] * 5 + [-1] * 3 + [0] * 2)
    p = (2 + 10 * 0.2) / 20
    assert mixed.ranked().score[0] == pytest.approx(0.5 * (2 + 5 * p) / 15 + 0.5 * p, abs=6e-10)


def test_ties_go_to_the_earlier_first_dealt_card_then_the_smaller_number():
    made = replace(by_hand(), person=[0, 1, 2, 3], item=[0, 1, 2, 3], value=[1] * 4, dealt=[True] * 4, items=4)
    assert replace(made, cards_dealt=[1] * 4, first_dealt=[9, np.inf, 3, 3]).ranked().order.tolist() == [2, 3, 0, 1]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [([5, 5, 4], [True, True, False]), ([20, 20, 10, 9], [True, True, True, True]), ([20, 20, 20, 9], [1, 1, 1, 0])],
)
def test_a_place_needs_five_answers_and_half_the_median(answers, expected):
    item = np.repeat(np.arange(len(answers)), answers)
    person = np.concatenate([np.arange(count) for count in answers])
    people = max(answers)
    made = Made(
        person=person,
        item=item,
        value=np.ones(len(item), int),
        dealt=np.ones(len(item), bool),
        verified=np.ones(people, bool),
        area=np.full(people, -1),
        cards_dealt=np.full(people, len(answers)),
        items=len(answers),
        first_dealt=np.zeros(len(answers)),
    )
    assert made.ranked().placed.tolist() == [bool(place) for place in expected]


# -- What must hold for any votes --------------------------------------------------------------------------------------


@given(rounds, st.randoms(use_true_random=False))
@few
def test_rows_in_any_order_give_the_same_bytes(made, random):
    rows = np.array(random.sample(range(len(made.person)), len(made.person)), dtype=int)
    assert everything(made.with_rows(rows).ranked()) == everything(made.ranked())


@given(rounds, st.randoms(use_true_random=False))
@few
def test_people_under_other_numbers_give_the_same_bytes(made, random):
    number = np.array(random.sample(range(len(made.verified)), len(made.verified)), dtype=int)
    found, again = made.ranked(), made.relabelled(number).ranked()
    assert per_item(again) == per_item(found)
    assert again.weight[number].tobytes() == found.weight.tobytes()
    assert again.cap == found.cap


@given(with_votes, st.data())
@few
def test_columns_of_any_type_give_the_same_bytes(made, data):
    kind = data.draw(st.sampled_from([np.int32, np.int64, np.float64, list]))
    columns = {name: getattr(made, name) for name in ("person", "item", "value", "area", "cards_dealt")}
    others = {name: list(column) if kind is list else column.astype(kind) for name, column in columns.items()}
    assert everything(replace(made, **others).ranked()) == everything(made.ranked())


@given(rounds, st.data())
@few
def test_an_unverified_or_a_found_vote_changes_nothing_but_itself(made, data):
    person = np.append(made.person, len(made.verified))
    item = np.append(made.item, data.draw(st.integers(0, made.items - 1)))
    value = np.append(made.value, data.draw(st.integers(-1, 1)))
    verified = data.draw(st.booleans())
    more = replace(
        made,
        person=person,
        item=item,
        value=value,
        dealt=np.append(made.dealt, not verified),
        verified=np.append(made.verified, verified),
        area=np.append(made.area, data.draw(st.integers(-1, 3))),
        cards_dealt=np.append(made.cards_dealt, 1),
    )
    found = more.ranked()
    assert per_item(found) == per_item(made.ranked())
    assert found.weight[-1] == 0


@given(with_votes, st.data())
@few
def test_nobody_gains_weight_by_answering_less(made, data):
    who = data.draw(st.sampled_from(sorted(set(made.person.tolist()))))
    kept = np.array([data.draw(st.booleans()) or u != who for u in made.person.tolist()])
    assert made.with_rows(kept).ranked().weight[who] <= made.ranked().weight[who]


@given(rounds.filter(lambda made: len(made.verified)), st.data())
@few
def test_nobody_gains_weight_by_drawing_more_cards(made, data):
    who = data.draw(st.integers(0, len(made.verified) - 1))
    more = made.cards_dealt.copy()
    more[who] += data.draw(st.integers(1, 50))
    assert replace(made, cards_dealt=more).ranked().weight[who] <= made.ranked().weight[who]


@given(with_votes, st.data())
@few
def test_a_vote_that_turns_to_agree_never_lowers_its_item(made, data):
    vote = data.draw(st.integers(0, len(made.person) - 1))
    value = made.value.copy()
    value[vote] = 1
    item = made.item[vote]
    assert replace(made, value=value).ranked().score[item] >= made.ranked().score[item]


@given(with_votes)
@few
def test_all_figures_stay_in_their_range(made):
    found = made.ranked()
    assert sorted(found.order.tolist()) == list(range(made.items))
    assert (np.diff(found.score[found.order]) <= 0).all()
    assert (np.abs(found.score) <= 1).all()
    assert (found.estimate >= 0).all()
    assert (found.net_low <= found.net_high).all()
    assert (found.rank_low <= found.rank_high).all()
    assert (found.rank_low >= 1).all()
    assert (found.rank_high <= made.items).all()
    assert (found.net_low >= -1).all()
    assert (found.net_high <= 1).all()
    answers = np.bincount(made.item, minlength=made.items)
    assert (found.effective_n <= answers + 1e-9).all()
    assert ((found.weight >= 0) & (found.weight <= 1)).all()


@given(with_votes)
@few
def test_the_score_is_the_estimated_agree_less_disagree(made):
    found = made.ranked()
    net = found.estimate[:, 0] - found.estimate[:, 1]
    assert found.score == pytest.approx(net, abs=1e-9)
    if found.people:
        assert found.estimate.sum(axis=1) == pytest.approx(np.ones(made.items))


@given(rounds)
@few
def test_the_sums_alone_are_enough_to_recompute_the_order(made):
    shares = read_shares(made.area_share)
    people = dealt_votes.read_people(made.verified, made.area, made.cards_dealt, areas=len(shares))
    columns = made.person, made.item, made.value, made.dealt
    votes = dealt_votes.read_votes(columns, people=len(made.verified), items=made.items)
    counted = dealt_votes.counted_people(votes, people)
    found = made.ranked()
    millionths = np.rint(found.weight * 1e6).astype(int)
    sums = dealt_votes.add_up(votes, people, counted, millionths, shape=(made.items, len(shares)))
    assert per_item(rank_sums(sums, shares, made.first_dealt, made.seed)) == per_item(found)


# -- Ill cases ---------------------------------------------------------------------------------------------------------


def nobody_counts(made: Made) -> Made:
    return replace(made, verified=np.zeros(len(made.verified), bool))


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(a_round(1).with_rows(slice(0, 0)), id="no votes"),
        pytest.param(nobody_counts(a_round(2)), id="nobody verified"),
        pytest.param(replace(a_round(3), dealt=np.zeros(len(a_round(3).person), bool)), id="only found votes"),
        pytest.param(a_round(4, people=0), id="no people"),
    ],
)
def test_without_votes_nothing_is_said(made):
    found = made.ranked()
    assert found.cap == 1
    assert found.people == 0
    for name in ("score", "effective_n", "placed"):
        assert not getattr(found, name).any(), name
    assert not found.weight.any()
    assert not found.estimate.any()
    assert found.net_low.tolist() == [-1] * 5
    assert found.net_high.tolist() == [1] * 5
    assert found.rank_low.tolist() == [1] * 5
    assert found.rank_high.tolist() == [5] * 5
    assert found.order.tolist() == np.lexsort((np.arange(5), made.first_dealt)).tolist()


def test_without_items_there_is_nothing_to_rank():
    found = replace(a_round(1), items=0, first_dealt=[]).with_rows(slice(0, 0)).ranked()
    assert len(found.score) == len(found.order) == len(found.placed) == len(found.rank_high) == 0
    assert found.estimate.shape == (0, 3)
    assert found.weight.shape == (40,)


def test_one_person_has_a_say_and_no_more():
    made = Made([0], [0], [1], [True], [True], [0], [7], [1.0], 2, [0, 0], 5)
    found = made.ranked()
    assert found.cap == 7
    assert found.weight.tolist() == [1]
    assert found.effective_n.tolist() == [1, 0]
    assert not found.placed.any()
    assert found.score[0] == found.score[1] == 1  # all who spoke agree: the average of all is 1


def test_shares_that_are_missing_pool_their_areas():
    made = a_round(8, people=60, verified=1.0)
    pooled = replace(made, area=np.full(60, -1)).ranked()
    for shares in ([], [0, 0, 0], [-1, np.nan, 0]):
        assert replace(made, area_share=shares).ranked().score.tobytes() == pooled.score.tobytes()


def test_an_area_beyond_the_shares_has_none():
    made = a_round(8, people=60, verified=1.0)
    assert (made.area == 2).any()
    short = replace(made, area_share=made.area_share[:2])
    zero = replace(made, area_share=np.append(made.area_share[:2], 0))
    assert short.ranked().score.tobytes() == zero.ranked().score.tobytes()


def test_shares_may_be_in_any_unit():
    made = replace(a_round(9, people=80), area_share=np.array([0.5, 0.25, 0.25]))
    thousands = replace(made, area_share=np.array([2000, 1000, 1000]))
    assert everything(made.ranked()) == everything(thousands.ranked())


def test_a_person_who_drew_far_too_much_weighs_nothing_and_breaks_nothing():
    people = 20
    made = Made(
        person=[0, *range(people)],
        item=[1, *[0] * people],
        value=[1] * (people + 1),
        dealt=[True] * (people + 1),
        verified=[True] * people,
        area=[-1] * people,
        cards_dealt=[10_000] + [1] * (people - 1),
        items=2,
        first_dealt=[0, 0],
    )
    found = made.ranked()
    assert found.weight[0] == 0
    assert found.effective_n.tolist() == [people - 1, 0]


def test_fifty_people_are_enough():
    assert not a_round(3, people=400).ranked().few_people
    assert ENOUGH_PEOPLE == 50


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cards_dealt": [0, 2, 2, 4]}, "more dealt answers than cards"),
        ({"cards_dealt": [2, 2, 2, -1]}, "fewer than no cards"),
        ({"person": [0, 1, 4, 2, 0, 3]}, "not in the list of people"),
        ({"person": [0, 1, -1, 2, 0, 3]}, "not in the list of people"),
        ({"item": [0, 0, 0, 1, 1, 2]}, "not in the list of items"),
        ({"value": [1, 1, -1, 1, -1, 2]}, "1, 0 or −1"),
        ({"value": [1, 1, -1, 1, -1, 0.5]}, "whole numbers"),
        ({"value": [1, 1]}, "columns differ"),
        ({"dealt": [True]}, "columns differ"),
        ({"area": [-2, 0, 0, 0]}, "−1 for none"),
        ({"area": [0]}, "columns differ"),
        ({"first_dealt": [1]}, "columns differ"),
        ({"area_share": [np.inf]}, "finite"),
        ({"area_share": [1e308, 1e308]}, "finite"),
        ({"person": [0.0, np.nan]}, "whole numbers"),
        ({"cards_dealt": [1e30, 1]}, "whole numbers"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(by_hand(), **change).ranked()


def test_an_unverified_person_with_more_answers_than_cards_is_an_error_too():
    with pytest.raises(ValueError, match="more dealt answers than cards"):
        replace(by_hand(), cards_dealt=[1, 2, 2, 4], verified=[False] + [True] * 3).ranked()
