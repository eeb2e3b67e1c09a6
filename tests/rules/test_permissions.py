"""The law on who may do what: every reason against an act, and nothing else, stops it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import permissions
from app.rules.actors import VISITOR, Actor, Role
from app.rules.contributions import IN_ROUNDS, PLURALS, Kind
from app.rules.permissions import No
from app.rules.phases import Phase, PhaseKind, Timetable
from app.rules.restraints import RestraintKind
from app.rules.voting import Choice

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)

RESIDENT = Actor(1, frozenset({Role.RESIDENT}))
BADGE = Actor(2, frozenset({Role.RESIDENT, Role.ORGANISATION}))
MODERATOR = Actor(3, frozenset({Role.RESIDENT, Role.MODERATOR}))
COMMISSIONER = Actor(4, frozenset({Role.RESIDENT, Role.COMMISSIONER}))
ADMINISTRATOR = Actor(5, frozenset({Role.RESIDENT, Role.ADMINISTRATOR}))
EVERYBODY = (VISITOR, RESIDENT, BADGE, MODERATOR, COMMISSIONER, ADMINISTRATOR)
AUTHOR = 99


def timetable(*phases: tuple[PhaseKind, int, int], opened: bool = True, cancelled: bool = False) -> Timetable:
    dated = tuple(Phase(kind, NOW + opens * DAY, NOW + closes * DAY) for kind, opens, closes in phases)
    return Timetable(opened, cancelled, dated)


IDEAS_OPEN = timetable((PhaseKind.NEEDS, -9, -3), (PhaseKind.IDEAS, -3, 3), (PhaseKind.PROPOSALS, 4, 9))
ALL_OVER = timetable((PhaseKind.IDEAS, -9, -3))
DRAFT = timetable((PhaseKind.IDEAS, -3, 3), opened=False)
CANCELLED = timetable((PhaseKind.IDEAS, -3, 3), cancelled=True)


@pytest.mark.parametrize(
    ("round_", "kind", "no"),
    [
        (IDEAS_OPEN, Kind.IDEA, None),
        (IDEAS_OPEN, Kind.NEED, No.TOO_LATE),
        (IDEAS_OPEN, Kind.PROPOSAL, No.NOT_YET),
        (timetable((PhaseKind.IDEAS, -3, 3)), Kind.NEED, No.NO_SUCH_PHASE),
        (ALL_OVER, Kind.IDEA, No.ROUND_CLOSED),
        (DRAFT, Kind.IDEA, No.NOT_YET),
        (CANCELLED, Kind.IDEA, No.ROUND_CANCELLED),
    ],
)
def test_a_phase_opens_posting_and_voting_on_its_own_kind_alone(round_, kind, no):
    assert permissions.may_post(RESIDENT, kind, round_, NOW) is no
    assert permissions.may_post(BADGE, kind, round_, NOW) is no
    assert permissions.may_vote(RESIDENT, kind, AUTHOR, round_, NOW) is no


@pytest.mark.parametrize(
    ("round_", "kind", "no"),
    [
        (IDEAS_OPEN, Kind.IDEA, None),
        (IDEAS_OPEN, Kind.NEED, None),
        (IDEAS_OPEN, Kind.PROPOSAL, None),
        (ALL_OVER, Kind.IDEA, None),
        (ALL_OVER, Kind.NEED, No.NO_SUCH_PHASE),
        (DRAFT, Kind.IDEA, No.NOT_YET),
    ],
)
def test_a_draft_is_kept_at_any_time_of_a_round_that_was_opened_and_has_the_phase(round_, kind, no):
    assert permissions.may_draft(RESIDENT, kind, round_) is no
    assert permissions.may_draft(VISITOR, kind, round_) is No.STRANGER


def test_nobody_votes_as_a_stranger_under_a_badge_or_on_their_own():
    assert permissions.may_vote(VISITOR, Kind.IDEA, AUTHOR, IDEAS_OPEN, NOW) is No.STRANGER
    assert permissions.may_vote(BADGE, Kind.IDEA, AUTHOR, IDEAS_OPEN, NOW) is No.ORGANISATION
    assert permissions.may_vote(RESIDENT, Kind.IDEA, RESIDENT.id, IDEAS_OPEN, NOW) is No.OWN


def test_a_stranger_writes_nothing():
    assert permissions.may_post(VISITOR, Kind.IDEA, IDEAS_OPEN, NOW) is No.STRANGER
    assert permissions.may_comment(VISITOR, IDEAS_OPEN, NOW, locked=False) is No.STRANGER
    assert permissions.may_edit(VISITOR, AUTHOR, IDEAS_OPEN, NOW) is No.STRANGER
    assert permissions.may_withdraw(VISITOR, AUTHOR) is No.STRANGER
    assert permissions.may_mark_useful(VISITOR, AUTHOR) is No.STRANGER
    assert permissions.may_report(VISITOR, AUTHOR) is No.STRANGER


def test_comments_stay_open_until_the_round_closes_unless_the_thread_is_locked():
    assert permissions.may_comment(RESIDENT, IDEAS_OPEN, NOW, locked=False) is None
    assert permissions.may_comment(BADGE, IDEAS_OPEN, NOW, locked=False) is None
    assert permissions.may_comment(RESIDENT, IDEAS_OPEN, NOW, locked=True) is No.LOCKED
    assert permissions.may_comment(RESIDENT, ALL_OVER, NOW, locked=False) is No.ROUND_CLOSED
    assert permissions.may_comment(RESIDENT, CANCELLED, NOW, locked=False) is No.ROUND_CANCELLED


@pytest.mark.parametrize("actor", [one for one in EVERYBODY if one.is_signed_in])
def test_only_the_author_edits_withdraws_and_links_whatever_the_role(actor):
    assert permissions.may_edit(actor, AUTHOR, IDEAS_OPEN, NOW) is No.NOT_OWN
    assert permissions.may_withdraw(actor, AUTHOR) is No.NOT_OWN
    assert permissions.may_edit(actor, actor.id, IDEAS_OPEN, NOW) is None
    assert permissions.may_edit(actor, actor.id, ALL_OVER, NOW) is No.ROUND_CLOSED
    assert permissions.may_withdraw(actor, actor.id) is None
    assert permissions.may_link(actor, actor.id, Kind.IDEA, Kind.NEED, IDEAS_OPEN, NOW) is None
    assert permissions.may_link(actor, AUTHOR, Kind.IDEA, Kind.NEED, IDEAS_OPEN, NOW) is No.NOT_OWN


@given(kind=st.sampled_from(Kind), other=st.sampled_from(Kind))
def test_an_idea_answers_needs_and_a_proposal_builds_on_ideas_and_nothing_else_is_linked(kind, other):
    linked = (kind, other) in {(Kind.IDEA, Kind.NEED), (Kind.PROPOSAL, Kind.IDEA)}
    no = permissions.may_link(RESIDENT, RESIDENT.id, kind, other, IDEAS_OPEN, NOW)
    assert no is (None if linked else No.WRONG_LINK)


def test_a_useful_mark_and_a_report_are_for_the_words_of_others():
    assert permissions.may_mark_useful(RESIDENT, AUTHOR) is None
    assert permissions.may_mark_useful(RESIDENT, RESIDENT.id) is No.OWN
    assert permissions.may_report(RESIDENT, AUTHOR) is None
    assert permissions.may_report(RESIDENT, RESIDENT.id) is No.OWN_REPORT


@pytest.mark.parametrize("actor", EVERYBODY)
def test_each_power_belongs_to_one_role(actor):
    assert (permissions.may_run_rounds(actor) is None) == (actor is COMMISSIONER)
    assert (permissions.may_give_roles(actor, AUTHOR) is None) == (actor is ADMINISTRATOR)
    assert permissions.may_see_order(actor, phase_over=False) == (actor is COMMISSIONER)
    assert permissions.may_see_order(actor, phase_over=True)


def test_nobody_changes_their_own_roles():
    assert permissions.may_give_roles(ADMINISTRATOR, ADMINISTRATOR.id) is No.OWN_ROLES


@pytest.mark.parametrize("kind", [RestraintKind.SILENCE, RestraintKind.SUSPEND])
def test_whoever_is_silenced_reads_and_has_no_voice_for_now(kind):
    silenced = Actor(9, frozenset({Role.RESIDENT}), restraints=frozenset({kind}))
    round_ = IDEAS_OPEN
    refused = (
        permissions.may_post(silenced, Kind.IDEA, round_, NOW),
        permissions.may_vote(silenced, Kind.IDEA, AUTHOR, round_, NOW),
        permissions.may_comment(silenced, round_, NOW, locked=False),
        permissions.may_edit(silenced, silenced.id, round_, NOW),
        permissions.may_mark_useful(silenced, AUTHOR),
    )
    assert set(refused) == {No.SILENCED}
    assert permissions.may_report(silenced, AUTHOR) is None
    assert permissions.may_withdraw(silenced, silenced.id) is None
    assert silenced.is_suspended == (kind is RestraintKind.SUSPEND)


def test_whoever_is_held_keeps_a_voice_that_waits():
    held = Actor(9, frozenset({Role.RESIDENT}), restraints=frozenset({RestraintKind.HOLD}))
    assert held.is_held
    assert permissions.may_comment(held, IDEAS_OPEN, NOW, locked=False) is None


def test_counts_are_for_those_who_voted_and_after_close_for_all():
    assert permissions.may_see_counts(phase_over=True, has_voted=False)
    assert permissions.may_see_counts(phase_over=False, has_voted=True)
    assert not permissions.may_see_counts(phase_over=False, has_voted=False)


def test_the_words_of_addresses_and_the_values_of_choices():
    assert PLURALS == {"needs": Kind.NEED, "ideas": Kind.IDEA, "proposals": Kind.PROPOSAL, "topics": Kind.TOPIC}
    assert [kind.phase for kind in IN_ROUNDS] == [PhaseKind.NEEDS, PhaseKind.IDEAS, PhaseKind.PROPOSALS]
    assert {choice: choice.value_in_rankings for choice in Choice} == {
        Choice.AGREE: 1,
        Choice.DISAGREE: -1,
        Choice.UNSURE: 0,
    }


@pytest.mark.parametrize(
    ("actor", "round_", "voted_in", "no"),
    [
        (COMMISSIONER, IDEAS_OPEN, False, None),
        (COMMISSIONER, DRAFT, False, None),
        (COMMISSIONER, IDEAS_OPEN, True, No.VOTED_IN),
        (COMMISSIONER, ALL_OVER, False, No.ROUND_CLOSED),
        (COMMISSIONER, CANCELLED, True, No.ROUND_CANCELLED),
        *((actor, IDEAS_OPEN, False, No.NOT_COMMISSIONER) for actor in EVERYBODY if actor is not COMMISSIONER),
    ],
)
def test_a_round_goes_back_to_draft_while_nobody_has_voted_in_it(actor, round_, voted_in, no):
    assert permissions.may_return_to_draft(actor, round_, NOW, voted_in=voted_in) is no
