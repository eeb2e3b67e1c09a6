"""Reports are weighed, a crowd that hangs together counts once, and a moderator's look ends it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.reporting import COVER_AT, LEAST_WEIGHT, Reporter, covers, groups, shared_texts, together
from app.rules.trust import Step

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def people(number, step=Step.FAMILIAR, apart=DAY, **fields):
    return [Reporter(n, step, START + n * apart, **fields) for n in range(number)]


def test_three_known_people_cover_a_text_and_two_do_not():
    assert together(people(2), {}) < COVER_AT
    assert together(people(3), {}) == COVER_AT


def test_newcomers_weigh_half_and_long_conduct_weighs_no_more():
    assert together(people(5, Step.NEW), {}) < COVER_AT
    assert together(people(6, Step.NEW), {}) == COVER_AT
    assert together(people(2, Step.TRUSTED), {}) < COVER_AT


def test_a_hundred_accounts_of_one_evening_count_as_one():
    brigade = people(100, apart=timedelta(minutes=5))
    assert len(groups(brigade, {})) == 1
    assert together(brigade, {}) == 1


def test_colleagues_count_as_one_and_people_without_a_badge_do_not():
    assert together(people(10, organisation=7), {}) == 1
    assert together(people(10, organisation=None), {}) == 10


def test_those_who_report_the_same_texts_count_as_one():
    shared = shared_texts({0: ["a", "b", "c"], 1: ["b", "c"], 2: ["c"], 3: []})
    assert shared == {frozenset({0, 1}): 2, frozenset({0, 2}): 1, frozenset({1, 2}): 1}
    assert together(people(3), shared) == 2


def test_two_groups_are_joined_by_whoever_stands_between_them():
    one, two = Reporter(1, Step.FAMILIAR, START), Reporter(2, Step.FAMILIAR, START + 5 * DAY, organisation=3)
    assert len(groups([one, two], {})) == 2
    both = Reporter(3, Step.FAMILIAR, START, organisation=3)
    assert len(groups([one, two, both], {})) == 1


@pytest.mark.parametrize(
    ("upheld", "unfounded", "weight"), [(0, 2, 1), (0, 4, 0.5), (2, 4, 1), (0, 6, 0.25), (0, 99, LEAST_WEIGHT)]
)
def test_unfounded_reports_cost_weight_and_never_the_right(upheld, unfounded, weight):
    assert Reporter(1, Step.FAMILIAR, START, None, upheld, unfounded).weight == weight


def test_a_text_that_a_moderator_looked_at_stays_open_until_it_is_changed():
    assert covers(COVER_AT, looked_at=None, changed_at=None)
    assert covers(COVER_AT, looked_at=None, changed_at=START)
    assert not covers(COVER_AT - 0.1, looked_at=None, changed_at=None)
    assert not covers(99, looked_at=START, changed_at=None)
    assert not covers(99, looked_at=START, changed_at=START)
    assert covers(COVER_AT, looked_at=START, changed_at=START + DAY)


reporters = st.lists(
    st.builds(
        Reporter,
        id=st.integers(0, 60),
        step=st.sampled_from(Step),
        since=st.integers(0, 400).map(lambda hours: START + timedelta(hours=hours)),
        organisation=st.sampled_from([None, None, 1, 2]),
        upheld=st.integers(0, 5),
        unfounded=st.integers(0, 20),
    ),
    unique_by=lambda one: one.id,
    max_size=12,
)
sharing = st.dictionaries(st.frozensets(st.integers(0, 60), min_size=2, max_size=2), st.integers(0, 4), max_size=10)


@given(reporters, sharing)
def test_everybody_stands_in_one_group_and_all_weigh_between_the_heaviest_and_the_sum(people, shared):
    found = groups(people, shared)
    assert sorted(one.id for group in found for one in group) == sorted(one.id for one in people)
    weights = [one.weight for one in people]
    assert max(weights, default=0) <= together(people, shared) <= sum(weights) + 1e-9


@given(reporters, sharing)
def test_the_order_of_the_reports_does_not_matter(people, shared):
    assert together(people[::-1], shared) == pytest.approx(together(people, shared))


@given(reporters, sharing, st.integers(0, 60), st.integers(0, 60))
def test_connecting_two_people_never_adds_weight(people, shared, one, other):
    more = shared | {frozenset({one, other}): 5}
    assert together(people, more) <= together(people, shared) + 1e-9
