"""How the community changes its own rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.actors import VISITOR, Actor, Role
from app.rules.permissions import No
from app.rules.restraints import RestraintKind
from app.rules.rulemaking import (
    MOST_RUNNING,
    ProposalState,
    Result,
    Tally,
    Terms,
    may_answer,
    may_propose,
    may_read_words,
    may_see_tally,
    may_settle,
    may_talk,
    result,
)

CLOSE = datetime(2026, 12, 4, 17, tzinfo=UTC)
BEFORE = CLOSE - timedelta(seconds=1)
TERMS = Terms(CLOSE, quorum=10, majority=50)
STATE = ProposalState(by_id=1, terms=TERMS)
RESIDENT = Actor(2, frozenset({Role.RESIDENT}), verified=True)
UNVERIFIED = Actor(3, frozenset({Role.RESIDENT}))
BADGE = Actor(4, frozenset({Role.ORGANISATION}), verified=True)
MODERATOR = Actor(5, frozenset({Role.MODERATOR}))
ADMINISTRATOR = Actor(6, frozenset({Role.ADMINISTRATOR}))
CARRIED = Tally(6, 2, 5)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(50, 99))
def test_it_carries_with_enough_people_of_whom_more_than_the_majority_agree(agree, unsure, disagree, majority):
    tally = Tally(agree, unsure, disagree)
    found = result(replace(TERMS, majority=majority), tally, CLOSE)
    enough = agree + unsure + disagree >= 10
    more = agree + disagree > 0 and agree / (agree + disagree) > majority / 100 + 1e-9
    assert found is (Result.TOO_FEW if not enough else Result.CARRIED if more else Result.LOST)
    assert result(TERMS, tally, BEFORE) is Result.RUNNING


@pytest.mark.parametrize(
    ("actor", "no"),
    [(VISITOR, No.STRANGER), (BADGE, No.ORGANISATION), (UNVERIFIED, No.NOT_VERIFIED), (RESIDENT, None)],
)
def test_those_who_live_here_propose_and_answer(actor, no):
    assert may_propose(actor, None, retires=False, running=0) is no
    assert may_answer(actor, STATE, BEFORE) is no


@pytest.mark.parametrize("kind", [RestraintKind.SILENCE, RestraintKind.SUSPEND])
def test_whoever_only_reads_for_a_time_has_no_say_about_the_rules_either(kind):
    silenced = replace(RESIDENT, restraints=frozenset({kind}))
    assert may_propose(silenced, None, retires=False, running=0) is No.SILENCED
    assert may_answer(silenced, STATE, BEFORE) is may_talk(silenced, STATE, BEFORE) is No.SILENCED


def test_one_person_has_a_few_proposals_at_a_time():
    assert may_propose(RESIDENT, None, retires=False, running=MOST_RUNNING - 1) is None
    assert may_propose(RESIDENT, None, retires=False, running=MOST_RUNNING) is No.TOO_MANY_PROPOSALS


def test_the_first_rule_can_be_changed_and_never_dropped():
    assert may_propose(RESIDENT, 1, retires=False, running=0) is None
    assert may_propose(RESIDENT, 1, retires=True, running=0) is No.FIRST_RULE_STAYS
    assert may_propose(RESIDENT, 2, retires=True, running=0) is None


def test_nobody_answers_their_own_nor_too_late_nor_what_is_hidden():
    assert may_answer(replace(RESIDENT, id=1), STATE, BEFORE) is No.OWN
    assert may_answer(RESIDENT, STATE, CLOSE) is No.ANSWERS_CLOSED
    assert may_answer(RESIDENT, replace(STATE, hidden=True), BEFORE) is No.UNAVAILABLE


def test_everybody_with_an_account_talks_while_it_runs():
    for actor in (UNVERIFIED, BADGE, RESIDENT, replace(RESIDENT, id=1)):
        assert may_talk(actor, STATE, BEFORE) is None
    assert may_talk(VISITOR, STATE, BEFORE) is No.STRANGER
    assert may_talk(RESIDENT, STATE, CLOSE) is No.ANSWERS_CLOSED


def test_the_tally_is_for_those_who_answered_and_for_all_after_the_close():
    assert may_see_tally(over=True, has_answered=False)
    assert may_see_tally(over=False, has_answered=True)
    assert not may_see_tally(over=False, has_answered=False)


@pytest.mark.parametrize("keeper", [MODERATOR, ADMINISTRATOR])
def test_keepers_of_the_rules_write_in_what_carried_and_nothing_else(keeper):
    def settle(state, tally, now, *, adopts):
        return may_settle(keeper, state, tally, now, adopts=adopts)

    assert settle(STATE, CARRIED, CLOSE, adopts=True) is None
    assert settle(STATE, CARRIED, CLOSE, adopts=False) is None
    assert settle(STATE, CARRIED, BEFORE, adopts=False) is No.ANSWERS_OPEN
    assert settle(STATE, Tally(5, 5, 5), CLOSE, adopts=True) is No.NOT_CARRIED
    assert settle(STATE, Tally(5, 5, 5), CLOSE, adopts=False) is None
    assert settle(replace(STATE, settled=True), CARRIED, CLOSE, adopts=True) is No.SETTLED_ALREADY
    assert settle(replace(STATE, overtaken=True), CARRIED, CLOSE, adopts=True) is No.RULE_CHANGED_SINCE
    assert settle(replace(STATE, overtaken=True), CARRIED, CLOSE, adopts=False) is None
    assert settle(replace(STATE, hidden=True), CARRIED, CLOSE, adopts=True) is No.UNAVAILABLE
    assert settle(replace(STATE, by_id=keeper.id), CARRIED, CLOSE, adopts=True) is No.OWN


def test_nobody_else_writes_in():
    for actor in (VISITOR, RESIDENT, BADGE, Actor(9, frozenset({Role.COMMISSIONER}))):
        assert may_settle(actor, STATE, CARRIED, CLOSE, adopts=True) is No.NOT_RULE_KEEPER


def test_words_that_are_gone_are_for_their_author_and_moderators():
    assert may_read_words(VISITOR, 2, gone=False)
    assert may_read_words(RESIDENT, 2, gone=True)
    assert may_read_words(MODERATOR, 2, gone=True)
    assert not may_read_words(ADMINISTRATOR, 2, gone=True)
    assert not may_read_words(VISITOR, 2, gone=True)
