"""Who may join two that say the same, who may part them, and what a move makes of votes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.actors import Actor, Role
from app.rules.contributions import Kind
from app.rules.duplicates import (
    MOST_WAITING,
    Before,
    Side,
    Step,
    Way,
    may_answer,
    may_end,
    may_move,
    may_propose,
    may_see,
    may_stand_together,
    moved_to,
)
from app.rules.permissions import No, may_join
from app.rules.phases import Phase, PhaseKind, Timetable
from app.rules.voting import Choice

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)

ANNE, BEN, OTHER = Actor(1), Actor(2), Actor(3)
MODERATOR = Actor(4, frozenset({Role.MODERATOR}))
LEAD, FOLLOWER = Side(10, Kind.IDEA, 1, 1), Side(11, Kind.IDEA, 1, 2)
NOTHING = Before()


@pytest.mark.parametrize(
    ("actor", "way", "no"),
    [
        (ANNE, Way.LINK, None),
        (BEN, Way.LINK, None),
        (ANNE, Way.MERGE, None),
        (MODERATOR, Way.LINK, None),
        (MODERATOR, Way.MERGE, No.AUTHORS_MERGE),
        (OTHER, Way.LINK, No.NO_PART_IN_IT),
        (OTHER, Way.MERGE, No.NO_PART_IN_IT),
        (Actor(), Way.LINK, No.NO_PART_IN_IT),
    ],
)
def test_authors_propose_and_moderators_only_link(actor, way, no):
    assert may_propose(actor, way, LEAD, FOLLOWER, NOTHING) == no


def test_a_moderator_who_wrote_one_of_them_may_merge():
    mine = replace(FOLLOWER, author_id=MODERATOR.id)
    assert may_propose(MODERATOR, Way.MERGE, LEAD, mine, NOTHING) is None


@pytest.mark.parametrize(
    ("before", "actor", "no"),
    [
        (Before(running=True), ANNE, No.PROPOSED_ALREADY),
        (Before(declined_by=frozenset({2})), ANNE, No.DECLINED_BEFORE),
        (Before(declined_by=frozenset({2})), MODERATOR, No.DECLINED_BEFORE),
        (Before(declined_by=frozenset({2})), BEN, None),
        (Before(waiting=MOST_WAITING - 1), ANNE, None),
        (Before(waiting=MOST_WAITING), ANNE, No.TOO_MANY_WAIT),
        (Before(waiting=MOST_WAITING), MODERATOR, None),
    ],
)
def test_nobody_is_pestered(before, actor, no):
    assert may_propose(actor, Way.LINK, LEAD, FOLLOWER, before) == no


@pytest.mark.parametrize(
    ("lead", "follower", "no"),
    [
        (LEAD, FOLLOWER, None),
        (LEAD, LEAD, No.SAME_ONE),
        (LEAD, replace(FOLLOWER, kind=Kind.NEED), No.NOT_ALIKE),
        (LEAD, replace(FOLLOWER, round_id=2), No.NOT_ALIKE),
        (replace(LEAD, whole=False), FOLLOWER, No.UNAVAILABLE),
        (LEAD, replace(FOLLOWER, whole=False), No.UNAVAILABLE),
        (replace(LEAD, follows=True), FOLLOWER, No.FOLLOWS_ANOTHER),
        (LEAD, replace(FOLLOWER, follows=True), No.FOLLOWS_ANOTHER),
        (replace(LEAD, leads=True), FOLLOWER, None),
        (LEAD, replace(FOLLOWER, leads=True), No.LEADS_OTHERS),
    ],
)
def test_which_two_can_stand_together(lead, follower, no):
    assert may_stand_together(lead, follower) == no


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=40))
def test_whatever_is_joined_and_parted_each_cluster_has_one_lead(acts):
    leads: dict[int, int] = {}
    for lead, follower, joins in acts:
        if not joins:
            leads.pop(follower, None)
            continue
        sides = [
            Side(one, Kind.IDEA, 1, one, follows=leads.get(one, other) != other, leads=any(
                led == one for who, led in leads.items() if who != other
            ))
            for one, other in ((lead, follower), (follower, lead))
        ]  # fmt: skip
        if may_stand_together(*sides) is None and leads.get(lead) != follower:
            leads[follower] = lead
    assert not set(leads) & set(leads.values())


@pytest.mark.parametrize("actor", [ANNE, BEN])
def test_an_author_answers_while_it_waits(actor):
    assert may_answer(actor, Step.WAITING, 1, 2) is None
    assert may_answer(actor, Step.JOINED, 1, 2) == No.PROPOSED_ALREADY
    assert may_answer(actor, Step.ENDED, 1, 2) == No.ENDED_ALREADY


@pytest.mark.parametrize("actor", [OTHER, MODERATOR, Actor()])
def test_nobody_consents_for_an_author(actor):
    assert may_answer(actor, Step.WAITING, 1, 2) == No.NOT_OWN


def test_either_author_or_a_moderator_undoes_it_and_a_proposer_takes_it_back():
    for actor in (ANNE, BEN, MODERATOR):
        assert may_end(actor, Step.JOINED, 1, 2, 9) is None
        assert may_end(actor, Step.ENDED, 1, 2, 9) == No.ENDED_ALREADY
    assert may_end(OTHER, Step.WAITING, 1, 2, OTHER.id) is None
    assert may_end(OTHER, Step.JOINED, 1, 2, OTHER.id) == No.NO_PART_IN_IT
    assert may_end(OTHER, Step.WAITING, 1, 2, 9) == No.NO_PART_IN_IT


def test_only_its_parties_see_a_pairing():
    assert all(may_see(actor, 1, 2, 3) for actor in (ANNE, BEN, OTHER, MODERATOR))
    assert not any(may_see(actor, 1, 2, 9) for actor in (OTHER, Actor()))


@pytest.mark.parametrize(
    ("step", "lead", "said", "no"),
    [
        (Step.JOINED, LEAD, Choice.AGREE, None),
        (Step.WAITING, LEAD, Choice.AGREE, No.NOT_JOINED),
        (Step.ENDED, LEAD, Choice.AGREE, No.NOT_JOINED),
        (Step.JOINED, replace(LEAD, whole=False), Choice.AGREE, No.UNAVAILABLE),
        (Step.JOINED, LEAD, Choice.UNSURE, No.NO_SUCH_VOTE),
        (Step.JOINED, LEAD, Choice.DISAGREE, No.NO_SUCH_VOTE),
        (Step.JOINED, LEAD, None, No.NO_SUCH_VOTE),
    ],
)
def test_only_a_vote_that_agrees_moves_and_only_while_they_are_joined(step, lead, said, no):
    assert may_move(step, lead, said) == no


CHOICES = st.sampled_from([*Choice, None])


@given(st.dictionaries(st.integers(0, 20), st.tuples(CHOICES, CHOICES), max_size=20), st.sets(st.integers(0, 20)))
def test_moves_change_nobody_s_voice_on_the_lead_and_make_nobody_count_twice(said, movers):
    """`said`: of the lead and of the follower. Whoever agreed with either still counts once, or has said otherwise of the lead."""
    before = {who for who, choices in said.items() if Choice.AGREE in choices}
    after = dict(said)
    for who in movers & said.keys():
        on_lead, on_follower = said[who]
        if may_move(Step.JOINED, LEAD, on_follower) is None:
            after[who] = (moved_to(on_lead), None)
    assert all(now[0] == was[0] for was, now in zip(said.values(), after.values(), strict=True) if was[0] is not None)
    supporters = {who for who, choices in after.items() if Choice.AGREE in choices}
    assert supporters <= before
    assert all(said[who][0] in {Choice.DISAGREE, Choice.UNSURE} for who in before - supporters)


def test_they_are_joined_while_people_vote_on_them():
    day = timedelta(days=1)
    table = Timetable(opened=True, cancelled=False, phases=(Phase(PhaseKind.IDEAS, NOW - day, NOW + day),))
    assert may_join(ANNE, Kind.IDEA, table, NOW) is None
    assert may_join(ANNE, Kind.IDEA, table, NOW + 2 * day) in {No.TOO_LATE, No.ROUND_CLOSED}
    assert may_join(ANNE, Kind.NEED, table, NOW) == No.NO_SUCH_PHASE
    assert may_join(Actor(), Kind.IDEA, table, NOW) == No.STRANGER
