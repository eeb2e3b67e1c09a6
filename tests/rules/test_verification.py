"""The law on showing that one lives here: who may say so, what a code is, when it works, how often one may guess."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import verification as law
from app.rules.actors import VISITOR, Actor, Role
from app.rules.permissions import No
from app.rules.verification import Code, CodeFault

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIGNS = "23456789abcdefghjkmnpqrstvwxyz"

RESIDENT = Actor(1, frozenset({Role.RESIDENT}))
VERIFIED = replace(RESIDENT, verified=True)
BADGE = Actor(2, frozenset({Role.RESIDENT, Role.ORGANISATION}))
FACILITATOR = Actor(3, frozenset({Role.RESIDENT, Role.FACILITATOR}))
ADMINISTRATOR = Actor(4, frozenset({Role.RESIDENT, Role.ADMINISTRATOR}))
OTHERS = [Actor(5, frozenset({role})) for role in Role if role not in {Role.FACILITATOR, Role.ADMINISTRATOR}]

GOOD = Code(printed_by=FACILITATOR.id, expires_at=NOW + HOUR, withdrawn=False, used=False)


@pytest.mark.parametrize("actor", [VISITOR, *OTHERS])
def test_nobody_else_prints_letters_or_verifies(actor):
    assert law.may_verify(actor) is No.NOT_VERIFIER
    assert law.may_verify_person(actor, RESIDENT) is No.NOT_VERIFIER
    assert law.may_verify_person(actor, actor) is No.NOT_VERIFIER


@pytest.mark.parametrize("actor", [FACILITATOR, ADMINISTRATOR])
def test_facilitators_and_administrators_verify_anybody_but_themselves_and_badges(actor):
    assert law.may_verify(actor) is None
    assert law.may_verify_person(actor, RESIDENT) is None
    assert law.may_verify_person(actor, actor) is No.OWN_VERIFICATION
    assert law.may_verify_person(actor, BADGE) is No.BADGE_LIVES_NOWHERE


@pytest.mark.parametrize(
    ("actor", "no"),
    [
        (VISITOR, No.STRANGER),
        (RESIDENT, None),
        (ADMINISTRATOR, None),
        (VERIFIED, No.VERIFIED_ALREADY),
        (BADGE, No.BADGE_LIVES_NOWHERE),
    ],
)
def test_who_may_type_a_code(actor, no):
    assert law.may_use_code(actor) is no


@pytest.mark.parametrize(
    ("code", "no"),
    [
        (GOOD, None),
        (None, No.CODE_UNKNOWN),
        (replace(GOOD, used=True), No.CODE_USED),
        (replace(GOOD, withdrawn=True), No.CODE_WITHDRAWN),
        (replace(GOOD, expires_at=NOW), No.CODE_EXPIRED),
        (replace(GOOD, printed_by=RESIDENT.id), No.OWN_LETTERS),
        (replace(GOOD, printed_by=None), None),
        (replace(GOOD, used=True, withdrawn=True, expires_at=NOW), No.CODE_USED),
    ],
)
def test_when_a_code_verifies(code, no):
    assert law.judge_code(code, RESIDENT, NOW) is no


@pytest.mark.parametrize(
    "typed",
    ["k7qm4xrt", "K7QM-4XRT", " k7qm 4xrt ", "K7QM–4XRT", "ｋ７ｑｍ−４ｘｒｔ", "k7qm\u200b4xrt", "K7QM\t4XRT.\n"],
)
def test_a_code_may_be_typed_in_any_way(typed):
    assert law.tidy_code(typed) == "k7qm4xrt"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", CodeFault.EMPTY),
        (" - ", CodeFault.EMPTY),
        ("K7QM-4XR", CodeFault.LENGTH),
        ("K7QM-4XRTT", CodeFault.LENGTH),
        ("K7QM-4XRO", CodeFault.SIGNS),
        ("K7QM-4XŔT", CodeFault.SIGNS),
        ("K7QM-4XR٣", CodeFault.SIGNS),
        ("K7QM-4XRT", None),
    ],
)
def test_what_cannot_be_a_code_is_said(typed, fault):
    assert law.code_fault(law.tidy_code(typed), SIGNS) is fault


@given(st.text(SIGNS, min_size=law.CODE_LENGTH, max_size=law.CODE_LENGTH))
def test_what_is_printed_can_be_typed(code):
    assert len(law.written(code)) == law.CODE_LENGTH + 1
    assert law.tidy_code(law.written(code)) == code
    assert law.code_fault(code, SIGNS) is None


def test_five_wrong_codes_in_a_day_are_the_most():
    ages = [HOUR * hours for hours in (23, 5, 4, 3, 2)]
    tries = [NOW - age for age in ages]
    assert law.tries_left([], NOW) == law.TRIES
    assert law.tries_left(tries[1:], NOW) == 1
    assert law.tries_left(tries, NOW) == 0
    assert law.next_try_at(tries[1:], NOW) == NOW
    assert law.next_try_at(tries, NOW) == NOW + HOUR
    assert law.tries_left(tries, NOW + HOUR) == 1


def test_a_try_counts_for_exactly_a_day():
    at = law.tries_count_from(NOW)
    assert law.tries_left([at], NOW) == law.TRIES
    assert law.tries_left([at + timedelta(microseconds=1)], NOW) == law.TRIES - 1


@given(st.lists(st.integers(0, 48 * 60), max_size=20))
def test_whoever_waits_until_then_may_try_again(minutes):
    tries = [NOW - timedelta(minutes=ago) for ago in minutes]
    then = law.next_try_at(tries, NOW)
    assert then >= NOW
    assert law.tries_left(tries, then) > 0
    assert then == NOW or law.tries_left(tries, then - timedelta(microseconds=1)) == 0
