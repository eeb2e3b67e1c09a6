"""What the public is told of moderation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.actors import Actor, Role
from app.rules.permissions import No
from app.rules.transparency import (
    FEWEST,
    AppealOutcome,
    DecisionFact,
    ReportFact,
    bounds,
    gives_away,
    may_show_reason,
    month_after,
    month_of,
    month_report,
    suppressed,
    whole_months,
)

NOVEMBER = date(2026, 11, 1)
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=6))
def test_no_small_number_can_be_worked_out_from_the_others_and_the_total(counts):
    shown, total = suppressed(counts), sum(counts.values())
    hidden = [name for name, count in shown.items() if count is None]
    assert all(shown[name] in {None, count} for name, count in counts.items())
    assert all(count is None or count == 0 or count >= FEWEST for count in shown.values())
    if hidden and total >= FEWEST:
        assert len(hidden) >= 2
        assert sum(counts[name] for name in hidden) >= FEWEST
    if all(count == 0 or count >= FEWEST for count in counts.values()):
        assert hidden == []


def test_a_month_is_the_uk_s():
    assert month_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert bounds(date(2026, 7, 1))[0] == datetime(2026, 6, 30, 23, tzinfo=UTC)


def test_only_months_that_are_over_are_told():
    assert whole_months(None, NOON) == []
    assert whole_months(NOON, NOON) == []
    assert whole_months(NOON - 70 * 24 * HOUR, NOON) == [date(2026, 10, 1), date(2026, 9, 1)]


def test_a_month_s_figures():
    reports = [ReportFact(NOON, "insult", NOON + hours * HOUR) for hours in (1, 2, 3, 40, 50)]
    reports += [ReportFact(NOON, "insult", None), ReportFact(NOON - 900 * HOUR, "insult", None)]
    decisions = [
        DecisionFact(NOON, "hide", 1, appeal=AppealOutcome.UPHELD),
        DecisionFact(NOON, "hide", 3, appeal=AppealOutcome.REFUSED),
        DecisionFact(NOON, "hide", 3, automated=True),
        DecisionFact(NOON, "keep", None),
        DecisionFact(NOON + 900 * HOUR, "lock", 1),
    ]
    found = month_report(NOVEMBER, reports, decisions)
    assert (found.reports, found.reports_by_reason, found.median_hours) == (6, {"insult": 6}, 3.0)
    assert (found.decisions, found.by_rule, found.by_verb) == (4, {1: 1, 3: 2}, {"hide": 3, "keep": 1})
    assert (found.automated, found.automated_share, found.appeals, found.upheld) == (1, 25.0, 2, 1)


def test_a_quiet_month_tells_of_nobody():
    found = month_report(NOVEMBER, [ReportFact(NOON, "insult", NOON + HOUR)], [])
    assert (found.reports, found.reports_by_reason, found.median_hours) == (None, {"insult": None}, None)
    assert found.automated_share == 0


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("It shows where somebody lives.", False),
        ("JOAN Whitlock's address stands in it.", True),
        ("It says: the blue door, number nine.", True),
        ("It names the blue door.", False),
        ("", False),
    ],
)
def test_a_reason_that_names_or_quotes_gives_somebody_away(reason, told):
    assert gives_away(reason, ["Joan Whitlock", "…"], "She lives behind the blue door, number nine.") is told


def test_a_reason_may_be_as_long_as_a_short_text():
    assert not gives_away("Too short to quote.", [], "Go away")


def test_moderators_show_reasons():
    assert may_show_reason(Actor(1, frozenset({Role.MODERATOR}))) is None
    assert may_show_reason(Actor(1, frozenset({Role.ADMINISTRATOR}))) is No.NOT_MODERATOR
