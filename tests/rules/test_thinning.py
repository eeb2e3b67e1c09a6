"""How long notices are kept."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.rules.thinning import READ_FOR, UNREAD_FOR, may_hold_some, notice_goes

NOW = datetime(2026, 12, 1, tzinfo=UTC)
AGES = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=800))


@given(AGES)
def test_an_unread_one_stays_a_year(age):
    assert notice_goes(NOW - age, None, NOW) == (age > UNREAD_FOR)


@given(AGES, AGES)
def test_a_read_one_stays_a_season_from_its_reading(age, read):
    at = NOW - max(age, read)
    assert notice_goes(at, NOW - min(age, read), NOW) == (min(age, read) > READ_FOR)


@given(AGES, st.none() | AGES)
def test_whoever_stops_at_the_first_young_one_misses_none(age, read):
    at = NOW - age
    read_at = None if read is None else NOW - min(read, age)
    if notice_goes(at, read_at, NOW):
        assert may_hold_some(at, NOW)
