"""Trust grows by conduct, step by step, and every step says why."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.trust import LIMITS, STEPS, Conduct, Counted, Reason, Step, Thing, excess, standing

numbers = st.integers(0, 400)
ORDER = list(Step)


@pytest.mark.parametrize(
    ("conduct", "step"),
    [
        (Conduct(0, 0), Step.NEW),
        (Conduct(0, 50), Step.NEW),  # A busy first day is not yet a habit.
        (Conduct(400, 2), Step.NEW),  # Nor is an old account that never said anything.
        (Conduct(1, 3), Step.FAMILIAR),
        (Conduct(1, 3, 1), Step.FAMILIAR),
        (Conduct(1, 3, 2), Step.NEW),
        (Conduct(14, 10), Step.TRUSTED),
        (Conduct(14, 10, 1), Step.FAMILIAR),
    ],
)
def test_the_steps(conduct, step):
    assert standing(conduct).step is step


def test_a_step_says_why_and_what_comes_next():
    found = standing(Conduct(days=2, standing=4, hidden=1))
    assert found.because == (
        Reason(Counted.DAYS, 2, 1),
        Reason(Counted.STANDING, 4, 3),
        Reason(Counted.HIDDEN, 1, 1),
    )
    assert found.next is Step.TRUSTED
    assert [(one.of, one.met) for one in found.next_asks] == [
        (Counted.DAYS, False),
        (Counted.STANDING, False),
        (Counted.HIDDEN, False),
    ]
    assert standing(Conduct(99, 99)).next is None


@given(numbers, numbers, numbers)
def test_more_days_or_texts_never_lower_a_step_and_hidden_ones_never_raise_it(days, kept, hidden):
    step = ORDER.index(standing(Conduct(days, kept, hidden)).step)
    assert ORDER.index(standing(Conduct(days + 1, kept, hidden)).step) >= step
    assert ORDER.index(standing(Conduct(days, kept + 1, hidden)).step) >= step
    assert ORDER.index(standing(Conduct(days, kept, hidden + 1)).step) <= step


@given(numbers, numbers, numbers)
def test_a_steps_reasons_are_met_and_the_next_ones_are_not_all(days, kept, hidden):
    found = standing(Conduct(days, kept, hidden))
    assert all(reason.met for reason in found.because)
    assert not found.next or not all(reason.met for reason in found.next_asks)


def test_every_step_but_the_first_asks_for_something_and_allows_more():
    assert list(STEPS) == ORDER[1:]
    for lower, higher in itertools.pairwise(ORDER):
        assert all(getattr(LIMITS[higher], thing) > getattr(LIMITS[lower], thing) for thing in Thing)


@pytest.mark.parametrize("thing", list(Thing))
def test_one_more_than_the_most_is_too_much(thing):
    most = getattr(LIMITS[Step.NEW], thing)
    given = dict.fromkeys((one.value for one in Thing), 0)
    assert excess(Step.NEW, **(given | {thing.value: most})) is None
    found = excess(Step.NEW, **(given | {thing.value: most + 1}))
    assert (found.of, found.given, found.most) == (thing, most + 1, most)
    assert excess(Step.TRUSTED, **(given | {thing.value: most + 1})) is None
