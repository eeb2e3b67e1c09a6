"""The four plain rules: known values, ties, and what must hold for any votes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal, getcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.ranking import (
    BAYES_WEIGHT,
    WILSON_Z,
    Entry,
    Place,
    Rule,
    Tally,
    bayesian_average,
    mean_vote,
    order,
    scores,
    wilson_lower_bound,
)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
counts = st.integers(min_value=0, max_value=400)
tallies = st.builds(Tally, counts, counts, counts)
entries = st.lists(
    st.builds(
        Entry,
        key=st.text(alphabet="abcdef0123456789", min_size=6, max_size=6),
        tally=tallies,
        published=st.integers(min_value=0, max_value=3).map(lambda hours: START + timedelta(hours=hours)),
    ),
    unique_by=lambda entry: entry.key,
    max_size=12,
)
rules = st.sampled_from(Rule)


def an_entry(key: str, agree: int = 0, disagree: int = 0, unsure: int = 0, hours: int = 0) -> Entry:
    return Entry(key, Tally(agree, disagree, unsure), START + timedelta(hours=hours))


def keys(places: list[Place]) -> list[str]:
    return [place.key for place in places]


def wilson_by_bisection(agree: int, people: int) -> Decimal:
    """The same bound from its definition: the share p at which the votes lie z standard errors above p."""
    getcontext().prec = 40
    share, z = Decimal(agree) / people, Decimal(str(WILSON_Z))
    low, high = Decimal(0), share
    for _ in range(100):
        middle = (low + high) / 2
        if (share - middle) ** 2 * people > z * z * middle * (1 - middle):
            low = middle
        else:
            high = middle
    return low


def test_net_and_agree_count_what_they_say():
    votes = [Tally(7, 2, 4), Tally(1, 5, 0), Tally()]
    assert scores(votes, Rule.NET) == [5, -4, 0]
    assert scores(votes, Rule.AGREE) == [7, 1, 0]


@pytest.mark.parametrize(
    ("agree", "disagree", "unsure", "expected"),
    [
        (0, 0, 0, 0.0),
        (0, 9, 3, 0.0),
        (10, 0, 0, 10 / (10 + 1.2816**2)),  # with all agreed the bound is n / (n + z²)
        # the others by (2a + z² − z√(z² + 4a(1 − a/n))) / 2(n + z²), worked out apart from the code
        (1, 0, 0, 0.378429724),
        (76, 10, 14, 0.701345257),
        (29, 55, 16, 0.235611415),
        (600, 200, 200, 0.579997165),
    ],
)
def test_wilson_lower_bound_known_values(agree, disagree, unsure, expected):
    assert wilson_lower_bound(Tally(agree, disagree, unsure)) == pytest.approx(expected, abs=5e-10)


@given(tallies)
def test_wilson_lower_bound_solves_its_definition(tally):
    if tally.people:
        expected = float(wilson_by_bisection(tally.agree, tally.people))
        assert wilson_lower_bound(tally) == pytest.approx(expected, abs=1e-9)


def test_the_unsure_count_among_those_who_were_asked():
    loved, shrugged_at = Tally(3, 0, 0), Tally(3, 0, 300)
    assert wilson_lower_bound(shrugged_at) < 0.02 < wilson_lower_bound(loved)


def test_bayesian_average_known_values():
    votes = [Tally(8, 2, 0), Tally(1, 0, 0), Tally(0, 4, 5), Tally()]
    prior = (8 - 2 + 1 - 4) / 20
    assert mean_vote(votes) == prior
    assert scores(votes, Rule.BAYES) == pytest.approx([7.5 / 20, 2.5 / 11, -2.5 / 19, 0.15], abs=5e-10)


@given(st.lists(tallies, min_size=1))
def test_bayesian_average_is_exact_to_nine_decimals(votes):
    people = sum(tally.people for tally in votes)
    prior = Fraction(sum(tally.net for tally in votes), people) if people else Fraction(0)
    for tally, score in zip(votes, scores(votes, Rule.BAYES), strict=True):
        expected = (BAYES_WEIGHT * prior + tally.net) / (BAYES_WEIGHT + tally.people)
        assert score == pytest.approx(float(expected), abs=6e-10)


def test_a_contribution_without_votes_has_the_average_as_its_score():
    assert bayesian_average(Tally(), 0.25) == 0.25


def test_no_votes_at_all_score_nothing_under_every_rule():
    for rule in Rule:
        assert scores([Tally(), Tally()], rule) == [0, 0]
    assert mean_vote([]) == 0


def test_no_score_is_a_negative_nought():
    assert str(scores([Tally(0, 1, 0), Tally(1, 0, 0)], Rule.BAYES)[0])[0] == "-"
    assert str(scores([Tally(0, 1, 0), Tally(1, 0, 0), Tally()], Rule.BAYES)[2]) == "0.0"
    many = [Tally(10**6, 10**6 + 1, 0), Tally()]
    assert [str(score) for score in scores(many, Rule.BAYES)] == ["-5e-07", "-5e-07"]
    assert str(scores([Tally(10**10, 10**10 + 1, 0)], Rule.BAYES)[0]) == "0.0"


def test_nothing_to_order_gives_no_places():
    assert order([], Rule.WILSON) == []


def test_ties_go_to_more_people_then_the_earlier_then_the_smaller_id():
    few = an_entry("a", agree=1)
    late = an_entry("b", agree=2, disagree=1, hours=5)
    early_z = an_entry("z", agree=2, disagree=1, hours=1)
    early_c = an_entry("c", agree=2, disagree=1, hours=1)
    assert keys(order([few, late, early_z, early_c], Rule.NET)) == ["c", "z", "b", "a"]


def test_equal_scores_still_have_places_of_their_own():
    places = order([an_entry("b", agree=2), an_entry("a", agree=2)], Rule.NET)
    assert places == [Place(1, "a", 2), Place(2, "b", 2)]


def test_a_tally_refuses_fewer_than_no_votes():
    with pytest.raises(ValueError, match="fewer than no votes"):
        Tally(agree=-1)


@given(entries, rules, st.randoms())
def test_the_order_given_makes_no_difference(some, rule, random):
    shuffled = list(some)
    random.shuffle(shuffled)
    assert order(shuffled, rule) == order(some, rule)


@given(entries, rules)
def test_everybody_has_one_place_and_scores_only_fall(some, rule):
    places = order(some, rule)
    assert sorted(keys(places)) == sorted(entry.key for entry in some)
    assert [place.rank for place in places] == list(range(1, len(some) + 1))
    assert [place.score for place in places] == sorted((place.score for place in places), reverse=True)


@given(entries.filter(bool), rules, st.data())
def test_one_more_agree_never_lowers(some, rule, data):
    chosen = data.draw(st.sampled_from(some))
    tally = chosen.tally
    more = Entry(chosen.key, Tally(tally.agree + 1, tally.disagree, tally.unsure), chosen.published)
    before = {place.key: place for place in order(some, rule)}[chosen.key]
    after = {place.key: place for place in order([more if e is chosen else e for e in some], rule)}[chosen.key]
    assert after.score >= before.score
    assert after.rank <= before.rank


@given(entries.filter(bool), st.sampled_from([Rule.NET, Rule.AGREE, Rule.WILSON]), st.data())
def test_votes_on_another_contribution_change_no_score(some, rule, data):
    chosen = data.draw(st.sampled_from(some))
    alone = order([chosen], rule)[0].score
    assert {place.key: place.score for place in order(some, rule)}[chosen.key] == alone


@given(tallies, rules)
def test_scores_stay_in_their_range(tally, rule):
    low, high = {
        Rule.NET: (-tally.people, tally.people),
        Rule.AGREE: (0, tally.people),
        Rule.WILSON: (0, 1),
        Rule.BAYES: (-1, 1),
    }[rule]
    assert low <= scores([tally], rule)[0] <= high
