"""Saved searches: how far they count, and what is news to whoever follows one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.finding import Term, What
from app.rules.saving import FARTHEST, Kept, Posted, brings, cursor, in_words

THEN = datetime(2026, 12, 1, tzinfo=UTC)
KEPT = Kept(1, THEN, (Term(("ramp",), begun=True),))
POSTED = Posted(
    "two ramps", "by the door", 2, THEN + timedelta(hours=1), "home", "north", frozenset({"health", "access"})
)


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (99, "99"), (100, "99+"), (600, "99+")])
def test_counts_end_somewhere(count, said):
    assert in_words(count) == said


def test_what_answers_since_then_and_was_written_by_another_is_news():
    assert brings(KEPT, POSTED)
    assert brings(replace(KEPT, round="home", area="north", theme="access"), POSTED)


@pytest.mark.parametrize("but", [{"person_id": 2}, {"since": POSTED.at}, {"terms": ()}, {"terms": (Term(("bench",)),)}, {"round": "x"}, {"area": "x"}, {"theme": "x"}, {"what": "comment"}])  # fmt: skip
def test_anything_else_is_none(but):
    assert not brings(replace(KEPT, **but), POSTED)


def test_comments_answer_searches_for_comments_and_for_anything():
    comment = replace(POSTED, title="", body="the ramp is steep", what=What.COMMENT)
    for what, is_news in (("", True), ("comment", True), ("contribution", False)):
        assert brings(replace(KEPT, what=what), comment) is is_news
    assert brings(replace(KEPT, what="contribution"), POSTED)


@given(st.sampled_from(["", "home", "away"]), st.sampled_from(["", "north"]), st.sampled_from(["", "health", "food"]))
def test_each_narrowing_only_takes_away(round_, area, theme):
    narrowed = replace(KEPT, round=round_, area=area, theme=theme)
    assert brings(narrowed, POSTED) == (round_ != "away" and theme != "food")


def test_the_time_between_a_stop_and_a_new_beginning_is_told_to_nobody():
    later = THEN + timedelta(days=1)
    assert cursor(THEN, None, later) == THEN
    assert cursor(THEN, later, later) == cursor(later, THEN, later) == later


def test_after_a_long_pause_the_last_week_is_told():
    now = THEN + timedelta(days=60)
    assert cursor(THEN, None, now) == cursor(THEN, THEN + timedelta(days=1), now) == now - FARTHEST
