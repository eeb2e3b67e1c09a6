"""Where comments stand: paths, folding, branches, and the words of an address that say which page is meant."""

import random

import pytest

from app.rules.threads import (
    DEEPEST,
    SHOWN_LEVELS,
    Cursor,
    Order,
    Spot,
    after_branch,
    ancestors,
    branch_depth,
    cursor,
    segment,
    spot,
    waiting_replies,
)


@pytest.mark.parametrize(("number", "written"), [(1, "00001"), (35, "0000z"), (36, "00010"), (36**5 - 1, "zzzzz")])
def test_a_number_is_written_in_five_signs(number, written):
    assert segment(number) == written


def test_numbers_sort_as_they_count():
    numbers = random.Random(1).sample(range(36**5), 500)
    assert sorted(numbers) == [int(written, 36) for written in sorted(map(segment, numbers))]


def test_a_top_level_comment_is_never_folded():
    assert spot(7) == Spot("00007", 0, folded=False)


@pytest.mark.parametrize(("earlier", "folded"), [(0, False), (2, False), (3, True), (40, True)])
def test_the_fourth_reply_waits_behind_a_link(earlier, folded):
    assert spot(9, spot(1), earlier) == Spot("0000100009", 1, folded)


def test_what_stands_below_a_folded_comment_is_folded():
    folded = spot(9, spot(1), 3)
    assert spot(10, folded, 0).folded


def test_the_sixth_level_is_folded():
    place = spot(1)
    for level in range(1, SHOWN_LEVELS + 1):
        place = spot(level + 1, place)
        assert place.depth == level
        assert place.folded == (level == SHOWN_LEVELS)


def test_paths_name_all_that_a_comment_stands_below():
    assert ancestors("000010000900011") == ["00001", "0000100009"]
    assert ancestors("00001") == []


def test_a_branch_ends_before_the_next_one():
    assert max("00001", "00001zzzzz", "00001zzzzzzzzzz") < after_branch("00001") < "00002"


def test_a_folded_comment_is_in_the_branch_that_is_named_for_it():
    for open_depth in range(SHOWN_LEVELS):
        for depth in range(open_depth + 1, DEEPEST + 1):
            head = branch_depth(depth, open_depth)
            assert open_depth <= head < depth < head + SHOWN_LEVELS
            assert (head - open_depth) % (SHOWN_LEVELS - 1) == 0, "reached by opening one branch from another"


@pytest.mark.parametrize(
    ("replies", "level", "whole_branch", "waiting"),
    [(0, 0, False, 0), (3, 0, False, 0), (15, 0, False, 12), (15, 3, True, 0), (2, 4, False, 2), (2, 4, True, 2)],
)
def test_replies_that_the_page_does_not_show_are_counted(replies, level, whole_branch, waiting):
    assert waiting_replies(replies, level, whole_branch=whole_branch) == waiting


@pytest.mark.parametrize("order", Order)
def test_a_cursor_is_read_as_it_was_written(order):
    written = Cursor("0000100009", 31 if order is Order.USEFUL else None)
    assert cursor(str(written), order) == written


@pytest.mark.parametrize(
    "words", [None, "", "1", "00001'", "00001-", "-00001", "0000A", "00001" * (DEEPEST + 2), "١-00001"]
)
@pytest.mark.parametrize("order", Order)
def test_nonsense_is_no_cursor(words, order):
    assert cursor(words, order) is None


def test_a_cursor_of_the_other_order_is_none():
    assert cursor("00001", Order.USEFUL) is None
    assert cursor("3-00001", Order.OLDEST) is None
