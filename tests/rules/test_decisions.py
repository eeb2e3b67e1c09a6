"""Decisions: what changes something, how a text stands after any history, how long things last; appeals; restraints."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import appeals, decisions
from app.rules.actors import VISITOR, Actor, Role
from app.rules.appeals import Bench
from app.rules.decisions import FOR_A_TIME, LONGEST, NEW_FOR, SLOW_GAP, VERBS, Before, Scope, Standing, Tempo, may_join
from app.rules.moderation import Verb
from app.rules.permissions import No
from app.rules.restraints import RestraintKind, holding
from app.rules.spaces import SpaceRole

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MODERATOR = Actor(1, frozenset({Role.MODERATOR}))
RESTRAINED = st.frozensets(st.sampled_from(RestraintKind))


@given(history=st.lists(st.tuples(st.sampled_from(VERBS[Scope.TEXT]), st.integers(1, 3))))
def test_any_history_of_decisions_on_a_text_is_legal(history):
    standing, removed_by = Standing.SEEN, None
    for verb, moderator in history:
        before = Before(standing, removed_by if standing is Standing.REMOVED else None)
        if decisions.changes_something(verb, before, moderator) is not None:
            continue
        after = decisions.standing_after(verb, standing)
        assert after is not standing or verb in {Verb.KEEP, Verb.ASK_EDIT}
        if verb is Verb.RESTORE:
            assert after is Standing.SEEN
            assert standing is Standing.HIDDEN or removed_by != moderator
        removed_by = moderator if verb is Verb.REMOVE else removed_by
        standing = after


@pytest.mark.parametrize(
    ("verb", "before", "no"),
    [
        (Verb.HIDE, Before(), None),
        (Verb.HIDE, Before(Standing.HIDDEN), No.ALREADY_HIDDEN),
        (Verb.REMOVE, Before(Standing.HIDDEN), None),
        (Verb.REMOVE, Before(Standing.REMOVED), No.ALREADY_HIDDEN),
        (Verb.RESTORE, Before(), No.NOT_HIDDEN),
        (Verb.RESTORE, Before(Standing.HIDDEN), None),
        (Verb.RESTORE, Before(Standing.REMOVED, removed_by=1), No.REMOVED_BY_YOU),
        (Verb.RESTORE, Before(Standing.REMOVED, removed_by=2), None),
        (Verb.ASK_EDIT, Before(), None),
        (Verb.ASK_EDIT, Before(Standing.HIDDEN), No.UNAVAILABLE),
        (Verb.ASK_EDIT, Before(withdrawn=True), No.UNAVAILABLE),
        (Verb.LOCK, Before(), None),
        (Verb.LOCK, Before(locked=True, closed=True), No.ALREADY_LOCKED),
        (Verb.UNLOCK, Before(), No.NOT_LOCKED),
        (Verb.UNLOCK, Before(closed=True), None),
        (Verb.END, Before(), No.NOT_RESTRAINED),
        (Verb.END, Before(restrained=True), None),
        (Verb.WARN, Before(), None),
        (Verb.HIDE, Before(latest_version=True), No.LATEST_VERSION),
        (Verb.RESTORE, Before(under_lock=True), No.UNDER_LOCK),
    ],
)
def test_a_decision_that_changes_nothing_is_told_so(verb, before, no):
    assert decisions.changes_something(verb, before, 1) is no


@given(verb=st.sampled_from(Verb), days=st.none() | st.integers(-5, 1_000))
def test_what_is_for_a_time_ends_within_a_year_and_nothing_else_ends(verb, days):
    if not decisions.may_last(verb, days):
        assert verb in FOR_A_TIME
        return
    end = decisions.ends_at(verb, days, NOW)
    assert (end is not None) == (verb in FOR_A_TIME)
    assert end is None or NOW < end <= NOW + LONGEST


@pytest.mark.parametrize("role", Role)
def test_whoever_holds_an_office_is_not_put_out_by_moderators(role):
    office = role in {Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR}
    roles = frozenset({Role.RESIDENT, role})
    assert (decisions.may_restrain(Verb.SUSPEND, roles) is No.HOLDS_OFFICE) == office
    assert decisions.may_restrain(Verb.WARN, roles) is None
    assert decisions.may_restrain(Verb.END, roles) is None


def test_a_slowed_thread_asks_for_ten_minutes_between_two_comments():
    tempo, old = Tempo(slow_until=NOW + HOUR), NOW - 365 * DAY
    assert may_join(tempo, old, None, NOW) is None
    assert may_join(tempo, old, NOW - SLOW_GAP + timedelta(seconds=1), NOW) is No.SLOWED
    assert may_join(tempo, old, NOW - SLOW_GAP, NOW) is None
    assert may_join(tempo, old, NOW + HOUR, NOW + HOUR) is None
    assert tempo.asks_something(NOW)
    assert not tempo.asks_something(NOW + HOUR)


def test_a_thread_closed_to_new_accounts_lets_the_others_in():
    tempo = Tempo(closed_to_new_until=NOW + HOUR)
    assert may_join(tempo, NOW - DAY, None, NOW) is No.CLOSED_TO_NEW
    assert may_join(tempo, NOW - NEW_FOR, None, NOW) is None
    assert may_join(tempo, NOW, None, NOW + HOUR) is None
    assert may_join(Tempo(), NOW, NOW, NOW) is None


@given(hours=st.integers(-50, 50))
def test_a_restraint_holds_until_its_last_moment_and_ends_by_itself(hours):
    ends = {RestraintKind.SILENCE: NOW, RestraintKind.HOLD: None}
    assert holding(ends, NOW + hours * HOUR) == ({RestraintKind.SILENCE} if hours < 0 else set())


def test_whom_a_decision_concerns_appeals_once_and_in_time():
    person, until = Actor(5, frozenset({Role.RESIDENT})), NOW + DAY
    assert appeals.may_appeal(VISITOR, {5}, until, NOW, made=False) is No.STRANGER
    assert appeals.may_appeal(Actor(6), {5}, until, NOW, made=False) is No.NOT_YOURS
    assert appeals.may_appeal(person, {5}, None, NOW, made=False) is No.NOTHING_TAKEN
    assert appeals.may_appeal(person, {5}, until, NOW, made=True) is No.APPEALED_ALREADY
    assert appeals.may_appeal(person, {5}, until, until, made=False) is No.APPEAL_TOO_LATE
    suspended = Actor(5, restraints=frozenset({RestraintKind.SUSPEND}))
    assert appeals.may_appeal(suspended, {5}, until, NOW, made=False) is None


def test_another_moderator_answers_an_appeal_once():
    assert appeals.may_answer(Actor(2), 3, {5}, answered=False) is No.NOT_MODERATOR
    assert appeals.may_answer(MODERATOR, 1, {5}, answered=False) is No.OWN_DECIDED
    assert appeals.may_answer(MODERATOR, 3, {1}, answered=False) is No.OWN_DECISION
    assert appeals.may_answer(MODERATOR, 3, {5}, answered=True) is No.APPEAL_ANSWERED
    assert appeals.may_answer(MODERATOR, 3, {5}, answered=False) is None


@given(asked=st.booleans(), others=st.integers(0, 3))
def test_an_appeal_out_of_a_space_is_before_the_site_where_it_was_asked_or_nobody_else_is_there(asked, others):
    assert (appeals.bench(asked_site=asked, others=others) is Bench.SITE) == (asked or others == 0)


@given(
    actor=st.builds(Actor, st.integers(1, 4), st.frozensets(st.sampled_from(Role)), restraints=RESTRAINED),
    role=st.none() | st.sampled_from(SpaceRole),
    by=st.sampled_from(Bench),
    decider=st.integers(1, 4),
    person=st.integers(1, 4),
    answered=st.booleans(),
)
def test_whoever_answers_is_another_and_sits_there(actor, role, by, decider, person, answered):
    no = appeals.may_answer_from_space(actor, role, by, decider, {person}, answered=answered)
    if no is None:
        assert actor.id not in {decider, person}
        assert not answered
        if by is Bench.SPACE:
            assert role is SpaceRole.MODERATOR
            assert not actor.is_silenced
        else:
            assert actor.is_moderator
            assert role is None
    bystanders = replace(actor, roles=frozenset(Role) - {Role.MODERATOR})
    refused = appeals.may_answer_from_space(bystanders, None, by, decider, {person}, answered=answered)
    assert refused is No.NOT_MODERATOR


def test_why_an_appeal_out_of_a_space_is_not_answered():
    space, site = Bench.SPACE, Bench.SITE
    may = appeals.may_answer_from_space
    assert may(Actor(1), SpaceRole.MODERATOR, space, 3, {5}, answered=False) is None
    assert may(MODERATOR, SpaceRole.MEMBER, space, 3, {5}, answered=False) is No.NOT_MODERATOR
    assert may(MODERATOR, SpaceRole.MEMBER, site, 3, {5}, answered=False) is No.BELONGS_THERE
    assert may(MODERATOR, None, site, 3, {5}, answered=False) is None
    silenced = Actor(1, restraints=frozenset({RestraintKind.SILENCE}))
    assert may(silenced, SpaceRole.MODERATOR, space, 3, {5}, answered=False) is No.SILENCED


def test_one_takes_ones_own_appeal_to_the_site_while_nobody_answered():
    assert appeals.may_ask_site(Actor(5), 5, Bench.SPACE, answered=False) is None
    assert appeals.may_ask_site(Actor(6), 5, Bench.SPACE, answered=False) is No.NOT_YOURS
    assert appeals.may_ask_site(Actor(5), 5, Bench.SPACE, answered=True) is No.APPEAL_ANSWERED
    assert appeals.may_ask_site(Actor(5), 5, Bench.SITE, answered=False) is No.WITH_SITE_ALREADY


@given(verb=st.sampled_from(VERBS[Scope.SPACE]), standing=st.sampled_from([Standing.SEEN, Standing.HIDDEN]))
def test_of_a_name_that_nobody_outside_reads_any_more_nothing_is_taken_away(verb, standing):
    no = decisions.changes_something(verb, Before(standing, private=True), 1)
    assert no is (None if verb is Verb.KEEP else No.PRIVATE_NOW)
