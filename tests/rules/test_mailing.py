"""When a person gets mail, and how much at most."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import mailing
from app.rules.mailing import Choice, Rhythm, due, is_quiet, subject
from app.rules.uktime import UK

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
HOURS = st.integers(0, 23)
CHOICES = st.builds(Choice, st.sampled_from(Rhythm), HOURS, HOURS)


def uk(day, hour, minute=0):
    return datetime(2026, 1, day, hour, minute, tzinfo=UK).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end", "quiet"),
    [(21, 8, {21, 23, 0, 7, 5}), (8, 10, {8, 9}), (5, 5, set())],
)
def test_quiet_hours_may_pass_midnight(start, end, quiet):
    choice = Choice(quiet_from=start, quiet_until=end)
    asked = {21, 23, 0, 7, 8, 9, 10, 12, 5}
    assert {hour for hour in asked if is_quiet(choice, uk(5, hour))} == quiet & asked


def test_quiet_hours_are_those_of_the_clock_in_summer_too():
    summer = datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
    assert not is_quiet(Choice(), summer), "half past eight on the clock"


@given(CHOICES, MOMENTS, st.lists(MOMENTS, max_size=4))
def test_nobody_is_written_to_in_quiet_hours_or_who_wants_nothing(choice, at, mails):
    if is_quiet(choice, at) or choice.rhythm is Rhythm.NONE:
        assert due(choice, LONG_AGO, mails, at) is None


@given(HOURS, HOURS)
def test_a_daily_digest_comes_on_each_day_unless_the_whole_window_is_quiet(start, end):
    choice = Choice(Rhythm.DAILY, start, end)
    found = {due(choice, LONG_AGO, [], uk(6, hour)) for hour in range(24)} - {None}
    assert found <= {"day/2026-01-06"}
    if (end - start) % 24 <= 13:
        assert found


@pytest.mark.parametrize(
    ("choice", "moment", "name"),
    [
        (Choice(), uk(6, 7, 59), None),
        (Choice(), uk(6, 8), "day/2026-01-06"),
        (Choice(), uk(6, 10, 59), "day/2026-01-06"),
        (Choice(), uk(6, 11), None),
        (Choice(quiet_from=6, quiet_until=12), uk(6, 12), "day/2026-01-06"),
        (Choice(Rhythm.WEEKLY), uk(5, 8), "week/2026-01-05"),
        (Choice(Rhythm.WEEKLY), uk(6, 8), None),
        (Choice(Rhythm.AT_ONCE), uk(6, 15, 37), "at/2026-01-06T15:30+00:00"),
        (Choice(Rhythm.NONE), uk(6, 8), None),
    ],
)
def test_the_calendar(choice, moment, name):
    assert due(choice, LONG_AGO, [], moment) == name


def test_mail_at_once_has_a_gap_and_an_end_each_day():
    choice, at = Choice(Rhythm.AT_ONCE), uk(6, 15)
    assert due(choice, LONG_AGO, [at - timedelta(minutes=9)], at) is None
    assert due(choice, LONG_AGO, [at - timedelta(minutes=10)], at)
    many = [at - timedelta(minutes=11 + n) for n in range(mailing.AT_ONCE_A_DAY)]
    assert due(choice, LONG_AGO, many, at) is None
    assert due(choice, LONG_AGO, many, at + timedelta(days=1))


@given(CHOICES, st.lists(st.integers(0, 7 * 24 * 6), min_size=1, max_size=60))
def test_the_first_week_is_gentle(choice, minutes):
    joined, mails = uk(1, 12), []
    for tens in sorted(minutes):
        at = joined + timedelta(minutes=10 * tens)
        if at < joined + mailing.FIRST_WEEK and due(choice, joined, mails, at):
            assert not mails or at - mails[-1] >= mailing.FIRST_WEEK_GAP
            mails.append(at)
    assert len(mails) <= mailing.FIRST_WEEK_MAILS


@given(st.text())
def test_a_subject_is_one_short_visible_line(words):
    line = subject(words)
    assert len(line) <= mailing.MAX_SUBJECT
    assert line.splitlines() in ([line], [])
    assert line.isprintable()


def test_a_subject_cannot_bring_a_header():
    assert subject("Hello\r\nBcc: all@example.org\x00\u202etxt") == "Hello Bcc: all@example.org txt"
    assert subject("word " * 40).endswith("…")
