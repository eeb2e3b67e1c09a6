"""Clock time in the UK, at the two hours of the year that are not like the others."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.uktime import NoSuchTimeError, closing, on_the_clock, opening

SPRING = date(2027, 3, 28)
AUTUMN = date(2027, 10, 31)

minutes = st.times().map(lambda t: time(t.hour, t.minute))
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def test_winter_is_utc_and_summer_an_hour_ahead():
    assert closing(date(2026, 12, 4), time(17)) == datetime(2026, 12, 4, 17, tzinfo=UTC)
    assert closing(date(2026, 7, 4), time(17)) == datetime(2026, 7, 4, 16, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_given_in_full():
    assert opening(AUTUMN, time(1, 30)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert closing(AUTUMN, time(1, 30)) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("moment", [opening, closing])
def test_the_hour_that_is_left_out_is_refused(moment):
    with pytest.raises(NoSuchTimeError):
        moment(SPRING, time(1, 30))
    assert moment(SPRING, time(2)) == moment(SPRING, time(0, 59)) + timedelta(minutes=1)


@given(days, minutes)
def test_what_is_written_comes_back(day, clock_time):
    try:
        moments = opening(day, clock_time), closing(day, clock_time)
    except NoSuchTimeError:
        assert day.month == 3
        return
    assert [on_the_clock(moment) for moment in moments] == [(day, clock_time)] * 2
    assert moments[0] <= moments[1]
