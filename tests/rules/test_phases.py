"""A round's phases, at every hour that could matter."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.phases import (
    OPENS,
    Act,
    Lacking,
    Moment,
    Phase,
    PhaseKind,
    RoundState,
    Timetable,
    closed_at,
    current_phase,
    extendable,
    in_order,
    lacking,
    may_extend,
    opens_at,
    phase_is_over,
    phases_at,
    state_at,
    talk_is_open,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)

WRITTEN = {
    Lacking.TITLE: "Support at home",
    Lacking.QUESTION: "What would help?",
    Lacking.AIMS: "Fewer falls.",
    Lacking.DECIDER: "Ruth Adeyemi-Clarke",
}

flags = st.booleans()
hours = st.integers(-200, 200)
whole_hours = hours.map(lambda n: NOON + n * HOUR)
spans = st.tuples(hours, st.integers(1, 200)).map(lambda pair: (NOON + pair[0] * HOUR, NOON + sum(pair) * HOUR))


@st.composite
def timetables(draw, opened=flags, cancelled=flags):
    kinds = draw(st.lists(st.sampled_from(PhaseKind), unique=True))
    return Timetable(draw(opened), draw(cancelled), tuple(Phase(kind, *draw(spans)) for kind in kinds))


open_rounds = timetables(st.just(True), st.just(False))  # noqa: FBT003 - The strategies of two flags.


def phase(kind, opens, closes):
    return Phase(kind, NOON + opens * HOUR, NOON + closes * HOUR)


def table(*phases, opened=True, cancelled=False):
    return Timetable(opened, cancelled, phases)


NEEDS_THEN_IDEAS = table(phase(PhaseKind.NEEDS, -10, 2), phase(PhaseKind.IDEAS, -1, 5), phase(PhaseKind.VOTE, 9, 12))


# -- A phase ---------------------------------------------------------------------------------------------------------


def test_a_phase_is_open_from_its_opening_up_to_its_closing():
    ideas = phase(PhaseKind.IDEAS, 0, 1)
    assert ideas.moment(NOON - TICK) == Moment.AHEAD
    assert ideas.moment(NOON) == Moment.OPEN
    assert ideas.moment(NOON + HOUR - TICK) == Moment.OPEN
    assert ideas.moment(NOON + HOUR) == Moment.OVER


@given(spans, whole_hours)
def test_a_phase_is_in_one_moment_and_never_goes_back(span, now):
    ideas = Phase(PhaseKind.IDEAS, *span)
    order = list(Moment)
    assert order.index(ideas.moment(now)) <= order.index(ideas.moment(now + HOUR))


def test_each_phase_opens_something_and_nothing_is_opened_twice():
    assert OPENS.keys() == set(PhaseKind)
    assert sorted(act for acts in OPENS.values() for act in acts) == sorted(Act)


# -- A round ---------------------------------------------------------------------------------------------------------


@given(timetables(), whole_hours)
def test_a_round_is_in_one_state(round_, now):
    state = state_at(round_, now)
    assert (state == RoundState.CANCELLED) == round_.cancelled
    if not round_.cancelled:
        assert (state == RoundState.DRAFT) == (not round_.opened)


@given(timetables(), whole_hours)
def test_what_is_open_follows_from_the_open_phases(round_, now):
    kinds = phases_at(round_, now)
    assert opens_at(round_, now) == {act for kind in kinds for act in OPENS[kind]}
    if state_at(round_, now) != RoundState.OPEN:
        assert not kinds
    assert all(round_.phase(kind).moment(now) == Moment.OPEN for kind in kinds)


@given(open_rounds, whole_hours)
def test_a_round_closes_with_its_last_phase(round_, now):
    end = closed_at(round_)
    assert (state_at(round_, now) == RoundState.CLOSED) == (end is not None and now >= end)
    assert talk_is_open(round_, now) == (state_at(round_, now) == RoundState.OPEN)


@given(timetables(), whole_hours, st.sampled_from(PhaseKind))
def test_what_is_over_stays_over(round_, now, kind):
    if phase_is_over(round_, kind, now):
        assert phase_is_over(round_, kind, now + HOUR)
        assert kind not in phases_at(round_, now)


def test_phases_overlap():
    assert phases_at(NEEDS_THEN_IDEAS, NOON) == {PhaseKind.NEEDS, PhaseKind.IDEAS}
    assert opens_at(NEEDS_THEN_IDEAS, NOON) == {Act.POST_NEED, Act.VOTE_NEED, Act.POST_IDEA, Act.VOTE_IDEA}


def test_ideas_may_come_before_needs():
    swapped = table(phase(PhaseKind.IDEAS, -2, 0), phase(PhaseKind.NEEDS, 0, 2))
    assert phases_at(swapped, NOON - HOUR) == {PhaseKind.IDEAS}
    assert phases_at(swapped, NOON) == {PhaseKind.NEEDS}


def test_between_two_phases_nothing_is_open_and_people_may_still_talk():
    between = NOON + 6 * HOUR
    assert phases_at(NEEDS_THEN_IDEAS, between) == set()
    assert talk_is_open(NEEDS_THEN_IDEAS, between)


def test_a_round_without_phases_has_no_end():
    assert state_at(table(), NOON) == RoundState.OPEN
    assert closed_at(table()) is None
    assert current_phase(table(), NOON) is None


@pytest.mark.parametrize("round_", [table(opened=False), table(cancelled=True), table(opened=False, cancelled=True)])
def test_a_draft_or_cancelled_round_opens_nothing(round_):
    held = Timetable(round_.opened, round_.cancelled, NEEDS_THEN_IDEAS.phases)
    assert phases_at(held, NOON) == frozenset()
    assert current_phase(held, NOON) is None
    assert not talk_is_open(held, NOON)


def test_counts_are_for_everybody_once_the_phase_or_the_round_is_over():
    assert not phase_is_over(NEEDS_THEN_IDEAS, PhaseKind.NEEDS, NOON)
    assert phase_is_over(NEEDS_THEN_IDEAS, PhaseKind.NEEDS, NOON + 2 * HOUR)
    assert not phase_is_over(NEEDS_THEN_IDEAS, PhaseKind.PROPOSALS, NOON + 2 * HOUR)
    assert phase_is_over(NEEDS_THEN_IDEAS, PhaseKind.PROPOSALS, NOON + 12 * HOUR)
    assert phase_is_over(table(cancelled=True), PhaseKind.IDEAS, NOON)
    past = phase(PhaseKind.IDEAS, -2, -1)
    assert not phase_is_over(table(past, phase(PhaseKind.VOTE, 1, 2), opened=False), PhaseKind.IDEAS, NOON)


# -- What stands on the round's page ---------------------------------------------------------------------------------


@given(open_rounds, whole_hours)
def test_the_current_phase_is_the_open_one_that_closes_first(round_, now):
    found = current_phase(round_, now)
    open_now = [each for each in round_.phases if each.kind in phases_at(round_, now)]
    if open_now:
        assert found in open_now
        assert all(found.closes_at <= each.closes_at for each in open_now)
    elif state_at(round_, now) == RoundState.OPEN and round_.phases:
        assert found.moment(now) == Moment.AHEAD
        assert all(found.opens_at <= each.opens_at for each in round_.phases if each.moment(now) == Moment.AHEAD)
    else:
        assert found is None


# -- Deadlines -------------------------------------------------------------------------------------------------------


@given(timetables(), whole_hours, st.sampled_from(PhaseKind), whole_hours)
def test_an_extension_never_shortens_and_never_opens_what_has_closed(round_, now, kind, wish):
    if may_extend(round_, kind, wish, now):
        assert state_at(round_, now) == RoundState.OPEN
        assert wish > round_.phase(kind).closes_at > now
        assert round_.phase(kind) in extendable(round_, now)


@given(open_rounds, whole_hours)
def test_what_has_not_closed_may_have_more_time(round_, now):
    for each in extendable(round_, now):
        assert may_extend(round_, each.kind, each.closes_at + TICK, now)
        assert not may_extend(round_, each.kind, each.closes_at, now)


# -- Opening ---------------------------------------------------------------------------------------------------------


def test_a_complete_round_lacks_nothing():
    assert lacking(WRITTEN, NEEDS_THEN_IDEAS.phases, NOON) == ()


@pytest.mark.parametrize("name", WRITTEN)
def test_a_missing_text_is_named(name):
    assert lacking(WRITTEN | {name: " \n"}, NEEDS_THEN_IDEAS.phases, NOON) == (name,)


def test_an_empty_round_lacks_everything_in_the_order_of_the_page():
    missing = lacking(dict.fromkeys(WRITTEN, ""), (), NOON)
    assert missing == (*WRITTEN, Lacking.DATES)


def test_dates_must_be_in_order_and_not_all_past():
    backwards = phase(PhaseKind.IDEAS, 2, 1)
    assert not in_order([backwards])
    assert lacking(WRITTEN, [backwards], NOON) == (Lacking.DATES_IN_ORDER,)
    past = phase(PhaseKind.IDEAS, -2, -1)
    assert lacking(WRITTEN, [past], NOON) == (Lacking.DATES_AHEAD,)
    assert lacking(WRITTEN, [past, phase(PhaseKind.VOTE, 1, 2)], NOON) == ()
