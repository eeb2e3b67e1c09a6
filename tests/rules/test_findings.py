"""What stands beside an order: thresholds to the person, two camps that are found, and how far the plain rules differ."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.findings import MARGIN, Finding, Where, dots, findings, letter, places, shifts
from app.rules.opinions import OpinionMap
from app.rules.ranking import Rule
from tests.rules.dealt_rounds import a_dealt_round, columns_of

FEW = settings(max_examples=25, deadline=None)


def one_item(agree, disagree, unsure, *, estimate, placed=True):
    """What is found of one item that these many people of one area answered: too few people for a map."""
    answers = [1] * agree + [-1] * disagree + [0] * unsure
    people = len(answers)
    columns = columns_of(
        [(person, 0, value, 1) for person, value in enumerate(answers)],
        verified=[True] * people,
        area=[0] * people,
        areas=1,
    )
    ranked = replace(columns.rank(1), estimate=np.array([estimate]), placed=np.array([placed]))
    return findings(columns, ranked, 1).items[0]


@pytest.mark.parametrize(
    ("answers", "estimate", "strong"),
    [
        ((6, 4, 0), 0.49, (Where("Area 0", "", 6),)),
        ((6, 3, 0), 0.49, ()),
        ((5, 5, 0), 0.49, ()),
        ((6, 0, 5), 0.49, ()),
        ((6, 4, 0), 0.50, ()),
        ((10, 0, 0), 0.1, (Where("Area 0", "", 10),)),
    ],
    ids=["just", "nine answers", "half", "six of eleven", "not weak overall", "all"],
)
def test_a_need_that_an_average_hides(answers, estimate, strong):
    assert one_item(*answers, estimate=[estimate, 0.2, 0.2]).strong == strong
    assert not one_item(*answers, estimate=[estimate, 0.2, 0.2], placed=False).strong


@pytest.mark.parametrize(
    ("answers", "against"),
    [
        ((4, 6, 0), (Where("Area 0", "", 6),)),
        ((5, 5, 0), ()),
        ((0, 9, 0), ()),
        ((0, 6, 5), (Where("Area 0", "", 5),)),
    ],
    ids=["just", "half", "nine answers", "six of eleven"],
)
def test_where_more_than_half_disagree(answers, against):
    assert one_item(*answers, estimate=[0.9, 0.0, 0.1]).against == against


@pytest.mark.parametrize(
    ("disagree", "placed", "contested"), [(1 / 3, True, True), (0.333, True, False), (0.9, False, False)]
)
def test_contested_from_a_third_of_all_residents(disagree, placed, contested):
    assert one_item(1, 1, 1, estimate=[0.1, disagree, 0.1], placed=placed).contested is contested


@FEW
@given(
    answers=st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 3)),
    estimate=st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)),
    placed=st.booleans(),
)
def test_nothing_is_said_of_an_area_with_fewer_than_ten_answers(answers, estimate, placed):
    found = one_item(*answers, estimate=estimate, placed=placed)
    agree, disagree, _ = answers
    people = sum(answers)
    assert bool(found.strong) == (people >= 10 and 5 * agree >= 3 * people and placed and estimate[0] < 0.5)
    assert bool(found.against) == (people >= 10 and 2 * disagree > people)
    assert not found.badge


def two_camps(large=24, small=16):
    """All agree on the last item; of the eight before, each camp wants four and turns four down. Camps live apart."""
    votes = []
    for person in range(large + small):
        likes = range(4) if person < large else range(4, 8)
        for item in range(8):
            answer = 1 if item in likes else -1
            votes.append((person, item, 0 if (person + item) % 7 == 0 else answer, 1))
        votes.append((person, 8, 1, 1))
    people = large + small
    return columns_of(
        votes, verified=[True] * people, area=[0] * large + [1] * small, cards=[9] * people, items=9, areas=2
    )


def test_two_camps_are_found_with_what_each_wants():
    columns = two_camps()
    found = findings(columns, columns.rank(1), 1)
    assert [(group.letter, group.people) for group in found.groups] == [("A", 24), ("B", 16)]
    for group, likes in zip(found.groups, ({0, 1, 2, 3, 8}, {4, 5, 6, 7, 8}), strict=True):
        assert len(group.likes) == len(group.apart) == 3
        assert set(group.likes) <= likes
        assert 8 not in group.apart
        assert 0 <= group.left <= 100
        assert 0 <= group.top <= 100
    assert found.groups[0].left != found.groups[1].left
    assert found.silhouette > 0.5
    assert sum(dot.people for dot in found.dots) == 40


def test_only_what_every_group_agrees_on_has_the_badge():
    columns = two_camps()
    items = findings(columns, columns.rank(1), 1).items
    assert [item.badge for item in items] == [False] * 8 + [True]
    assert items[8] == Finding((), (), contested=False, badge=True)
    for number, item in enumerate(items[:8]):
        ours, theirs = ("Area 0", "A"), ("Area 1", "B")
        if number >= 4:
            ours, theirs = theirs, ours
        assert [where.area or where.group for where in item.against] == list(theirs)
        if item.strong:
            assert [where.area or where.group for where in item.strong] == list(ours)
    assert items[5].strong  # what the smaller camp wants is weak overall


def test_a_group_is_as_far_apart_whatever_the_order_of_votes():
    columns = two_camps()
    turn = np.random.RandomState(3).permutation(len(columns.person))
    turned = replace(columns, **{name: getattr(columns, name)[turn] for name in ("person", "item", "value", "dealt")})
    ours, theirs = (findings(one, one.rank(1), 1) for one in (columns, turned))
    assert (ours.items, ours.groups, ours.dots) == (theirs.items, theirs.groups, theirs.dots)


def test_what_is_not_counted_draws_no_map():
    columns = two_camps()
    for nothing in (
        replace(columns, dealt=np.zeros_like(columns.dealt)),
        replace(columns, verified=np.zeros_like(columns.verified)),
    ):
        found = findings(nothing, nothing.rank(1), 1)
        assert set(found.items) == {Finding((), (), contested=False, badge=False)}
        assert (found.groups, found.dots) == ((), ())


def test_groups_have_letters_the_largest_first():
    assert [letter(number) for number in range(5)] == list("ABCDE")


@FEW
@given(
    spots=st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9), st.integers(-1, 1)), max_size=30),
    one=st.booleans(),
)
def test_everybody_with_a_place_is_in_one_dot_within_the_margins(spots, one):
    if one:
        spots = [(1.0, 1.0, group) for _, _, group in spots]
    group = np.array([group for _, _, group in spots], dtype=np.int64)
    place = np.array([(x, y) for x, y, _ in spots]).reshape(-1, 2)
    found = dots(OpinionMap(place, group, 2, 0.5))
    for number in (0, 1):
        assert sum(dot.people for dot in found if dot.group == number) == int((group == number).sum())
    for dot in found:
        assert min(dot.left, dot.top) >= MARGIN - 1e-9
        assert max(dot.left, dot.top) <= 100 - MARGIN + 1e-9
    assert len({(dot.left, dot.top, dot.group) for dot in found}) == len(found)


def test_high_on_the_map_is_near_the_top():
    low, high = dots(OpinionMap(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([0, 1]), 2, 1.0))
    assert (low.left, high.top) == pytest.approx((MARGIN, MARGIN))
    assert (low.top, high.left) == pytest.approx((100 - MARGIN, 100 - MARGIN))


@FEW
@given(seed=st.integers(0, 2**32 - 1))
def test_each_plain_rule_gives_the_placed_a_place_and_nobody_else(seed):
    columns = a_dealt_round(seed)[0]
    placed = columns.rank(1).placed
    found = places(columns, placed)
    assert found.keys() == set(Rule)
    for ranks in found.values():
        assert sorted(ranks) == np.flatnonzero(placed).tolist()
        assert sorted(ranks.values()) == list(range(1, len(ranks) + 1))


def test_the_plain_rules_count_every_vote():
    votes = [(0, 0, 1, 1), (0, 1, 1, 0), (1, 1, 1, 0), (2, 1, -1, 0), (3, 1, -1, 1), (2, 2, 1, 1)]
    columns = columns_of(votes, verified=[False] * 4, area=[-1] * 4, items=3)
    found = places(columns, np.array([True, True, False]))
    assert found[Rule.NET] == {0: 1, 1: 2}
    assert found[Rule.AGREE] == {1: 1, 0: 2}


def test_how_far_a_rule_differs():
    ours = {4: 1, 5: 2, 6: 3, 7: 4}
    theirs = {Rule.NET: dict(ours), Rule.AGREE: {4: 3, 5: 2, 6: 1, 7: 4}}
    same, other = shifts(ours, theirs)
    assert (same.rule, same.moved, same.most) == (Rule.NET, 0, 0)
    assert (other.rule, other.moved, other.most, other.number) == (Rule.AGREE, 2, 2, 4)
    (nothing,) = shifts({}, {Rule.NET: {}})
    assert (nothing.moved, nothing.most, nothing.number) == (0, 0, -1)


@given(turn=st.permutations(range(6)))
def test_a_rule_differs_as_far_as_its_farthest_item(turn):
    ours = {number: number + 1 for number in range(6)}
    (found,) = shifts(ours, {Rule.NET: {number: turn[number] + 1 for number in range(6)}})
    assert found.moved == sum(turn[number] != number for number in range(6))
    assert found.most == max(abs(turn[number] - number) for number in range(6))
    assert abs(turn[found.number] - found.number) == found.most
