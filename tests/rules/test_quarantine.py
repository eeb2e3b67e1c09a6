"""Who may set votes aside, and which votes that are."""

from dataclasses import replace

import numpy as np
import pytest

from app.rules.actors import VISITOR, Actor, Role
from app.rules.permissions import No
from app.rules.quarantine import (
    Aside,
    Quarantine,
    may_answer,
    may_be_told,
    may_confirm,
    may_judge_note,
    may_lift,
    may_object,
    may_propose,
    may_watch,
)

ABOUT = Quarantine(person_id=9, author_id=8, proposed_by=1)


def actor(number: int, *roles: Role) -> Actor:
    return Actor(number, frozenset({Role.RESIDENT, *roles}))


@pytest.mark.parametrize("role", Role)
def test_moderators_and_commissioners_and_nobody_else(role):
    office = role in {Role.MODERATOR, Role.COMMISSIONER}
    for may in (may_propose, may_confirm, may_lift):
        assert may(actor(2, role), ABOUT) == (None if office else No.NOT_WATCHER)
    assert may_watch(actor(2, role)) == (None if office else No.NOT_WATCHER)


def test_a_stranger_is_nobody():
    assert may_watch(VISITOR) == No.NOT_WATCHER


@pytest.mark.parametrize("may", [may_propose, may_confirm, may_lift])
def test_nobody_handles_their_own_votes_or_votes_on_their_own_words(may):
    assert may(actor(9, Role.MODERATOR), ABOUT) == No.OWN_VOTES
    assert may(actor(8, Role.COMMISSIONER), ABOUT) == No.OWN_DECISION


def test_a_note_on_ones_own_words_is_for_others():
    assert may_judge_note(actor(8, Role.MODERATOR), 8) == No.OWN_DECISION
    assert may_judge_note(actor(7, Role.MODERATOR), 8) is None
    assert may_judge_note(actor(7), 8) == No.NOT_WATCHER


def test_it_takes_two():
    assert may_confirm(actor(1, Role.MODERATOR, Role.COMMISSIONER), ABOUT) == No.SAME_PERSON
    assert may_confirm(actor(2, Role.MODERATOR), ABOUT) is None


def test_it_is_confirmed_once_and_lifted_once():
    confirmed = Quarantine(9, None, 1, confirmed=True)
    assert may_confirm(actor(2, Role.MODERATOR), confirmed) == No.ALREADY_CONFIRMED
    assert may_lift(actor(1, Role.MODERATOR), confirmed) is None
    lifted = Quarantine(9, None, 1, confirmed=True, lifted=True)
    for may in (may_confirm, may_lift):
        assert may(actor(2, Role.MODERATOR), lifted) == No.ALREADY_LIFTED


def test_the_person_is_told_once_it_has_taken_effect_and_nobody_else():
    assert not may_be_told(actor(9), ABOUT)
    assert may_be_told(actor(9), replace(ABOUT, confirmed=True))
    assert may_be_told(actor(9), replace(ABOUT, confirmed=True, lifted=True))
    assert not may_be_told(actor(2, Role.MODERATOR), replace(ABOUT, confirmed=True))


def test_the_person_asks_once_and_while_it_is_in_force():
    assert may_object(ABOUT) is None
    assert may_object(replace(ABOUT, objected=True)) == No.ALREADY_OBJECTED
    assert may_object(replace(ABOUT, lifted=True)) == No.ALREADY_LIFTED


def test_a_third_person_answers_once():
    asked = replace(ABOUT, confirmed=True, confirmed_by=2, objected=True)
    assert may_answer(actor(3, Role.MODERATOR), asked) is None
    for number in (1, 2):
        assert may_answer(actor(number, Role.MODERATOR), asked) == No.TOOK_PART
    assert may_answer(actor(9, Role.MODERATOR), asked) == No.OWN_VOTES
    assert may_answer(actor(3), asked) == No.NOT_WATCHER
    for other in (replace(asked, objected=False), replace(asked, answered=True)):
        assert may_answer(actor(3, Role.MODERATOR), other) == No.NO_OBJECTION
    assert may_answer(actor(3, Role.MODERATOR), replace(asked, lifted=True)) == No.ALREADY_LIFTED


def test_a_quarantine_covers_a_round_or_one_contribution():
    aside = Aside(np.array([5]), np.array([[6, 10], [7, 11]]))
    person, contribution = np.array([5, 5, 6, 6, 7, 4]), np.array([10, 11, 10, 11, 11, 10])
    assert aside.covers(person, contribution).tolist() == [True, True, True, False, True, False]
    nothing = Aside(np.zeros(0, dtype=np.int64), np.zeros((0, 2), dtype=np.int64))
    assert not nothing.covers(person, contribution).any()
    assert aside.covers(person[:0], contribution[:0]).tolist() == []
