"""A refusal says a sentence to a person and a number to a program."""

import pytest

from app.rules import refusals
from app.rules.contributions import Kind

NUMBERS = {
    refusals.Refusal: 400,
    refusals.SignInFirst: 401,
    refusals.Refused: 403,
    refusals.Missing: 404,
    refusals.Conflict: 409,
    refusals.Gone: 410,
    refusals.Invalid: 422,
}


@pytest.mark.parametrize(("kind", "number"), NUMBERS.items())
def test_each_kind_has_its_number_and_keeps_its_sentence(kind, number):
    refusal = kind("Ideas closed on Friday. Your draft is kept.")
    assert isinstance(refusal, refusals.Refusal)
    assert refusal.status == number
    assert refusal.sentence == str(refusal) == "Ideas closed on Friday. Your draft is kept."


def test_what_is_missing_says_the_same_whether_it_is_not_there_or_not_for_this_reader():
    assert refusals.Missing().sentence == "There is nothing at this address, or it is not for you to see."


def test_a_warning_says_where_it_found_what_and_how_to_go_on():
    passages = (("a phone number", "Ring me on ", "07700 900123", " tonight"),)
    warning = refusals.Warned("This seems to show a phone number.", passages, "phone")
    assert isinstance(warning, refusals.Invalid)
    assert (warning.status, warning.passages, warning.anyway) == (422, passages, "phone")
    assert "07700" not in str(warning)


def test_what_is_elsewhere_is_missing_to_whoever_does_not_follow():
    moved = refusals.Elsewhere(Kind.NEED)
    assert isinstance(moved, refusals.Missing)
    assert (moved.status, moved.kind, moved.sentence) == (404, Kind.NEED, refusals.NOTHING_HERE)
