"""How far somebody has read, and how much of what is new is told."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.rules.unread import MOST_NEW, New, News, read_up_to, told

NOW = datetime(2026, 11, 3, tzinfo=UTC)
NUMBERS = st.integers(-5, 10_000)


@given(claimed=NUMBERS, last=st.integers(0, 10_000))
def test_nobody_has_read_further_than_the_thread_goes(claimed, last):
    assert 0 <= read_up_to(claimed, last) <= last


def test_what_the_page_says_counts():
    assert read_up_to(7, 12) == 7


def test_many_are_not_counted_one_by_one():
    assert (told(1), told(MOST_NEW), told(MOST_NEW + 1)) == ("1", "99", "99+")


def news(*numbers):
    return News("1", None, NOW, tuple(New(f"c{number}", number) for number in numbers))


def test_what_stands_on_another_page_is_not_read_with_this_one():
    assert news(4, 5, 9).beyond(frozenset({"c4", "c5"})) == 9
    assert news(4, 5).beyond(frozenset({"c4", "c5"})) is None


def test_of_very_many_the_last_are_neither_marked_nor_read():
    many = news(*range(2, MOST_NEW + 3))
    assert many.are_many
    assert (many.number, len(many.shown)) == ("99+", MOST_NEW)
    assert many.beyond(frozenset(one.public_id for one in many.new)) == MOST_NEW + 2
