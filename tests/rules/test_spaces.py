"""The law on spaces: who knows, who reads, who writes, who looks after them. Offices of the site count for nothing there."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import spaces as law
from app.rules.actors import VISITOR, Actor, Role
from app.rules.contributions import Kind
from app.rules.invitations import INVITED_FOR
from app.rules.moderation import TextState, left_a_place, may_read
from app.rules.permissions import No, may_comment, may_post, may_vote
from app.rules.phases import RoundState, Timetable, state_at
from app.rules.restraints import RestraintKind
from app.rules.spaces import INVITATIONS_A_DAY, MOST_INVITATIONS, MOST_SPACES, SpaceKind, SpaceRole
from tests.rules.test_organisations import BADGE, NOW, RESIDENT

SILENCED = Actor(4, frozenset({Role.RESIDENT}), restraints=frozenset({RestraintKind.SILENCE}))
HELD = Actor(5, frozenset({Role.RESIDENT}), restraints=frozenset({RestraintKind.HOLD}))
OPEN = Timetable(opened=False, cancelled=False, phases=(), is_space=True)
CLOSED = replace(OPEN, cancelled=True)

kinds, roles = st.sampled_from(SpaceKind), st.one_of(st.none(), st.sampled_from(SpaceRole))
actors = st.builds(Actor, st.integers(1, 4), st.frozensets(st.sampled_from(Role)), st.booleans())


@given(kind=kinds, role=roles)
def test_whoever_reads_knows_and_only_what_is_open_is_read_from_outside(kind, role):
    assert not law.is_read(kind, role) or law.is_known(kind, role)
    assert law.is_read(kind, None) == (kind is SpaceKind.OPEN)
    assert law.is_known(kind, None) == (kind is not SpaceKind.SECRET)


@given(actor=actors, role=roles)
def test_offices_of_the_site_count_for_nothing_within(actor, role):
    seen = law.within(actor, role)
    assert seen.id == actor.id
    assert seen.restraints == actor.restraints
    assert not seen.is_commissioner
    assert not seen.is_administrator
    assert not seen.verifies_residents
    assert seen.is_moderator == (role is SpaceRole.MODERATOR)


@given(actor=actors, text=st.builds(TextState, st.integers(1, 4), st.booleans(), st.booleans(), st.booleans()))
def test_what_is_outside_ones_reach_is_neither_read_nor_known(actor, text):
    beyond = TextState(text.author_id, text.published, text.withdrawn, text.hidden, outside=True)
    assert not may_read(actor, beyond)
    assert not left_a_place(actor, beyond)


def test_a_few_spaces_each():
    assert law.may_make(RESIDENT, 0) is None
    assert law.may_make(RESIDENT, MOST_SPACES) is No.TOO_MANY_SPACES
    assert law.may_make(VISITOR, 0) is No.STRANGER
    assert law.may_make(BADGE, 0) is No.BADGE_BELONGS
    assert law.may_make(SILENCED, 0) is No.SILENCED


@pytest.mark.parametrize(
    ("kind", "join", "ask"),
    [
        (SpaceKind.OPEN, None, No.NO_REQUESTS),
        (SpaceKind.REQUEST, No.NOT_OPEN_SPACE, None),
        (SpaceKind.INVITATION, No.NOT_OPEN_SPACE, No.NO_REQUESTS),
        (SpaceKind.SECRET, No.NOT_OPEN_SPACE, No.NO_REQUESTS),
    ],
)
def test_each_kind_has_its_way_in(kind, join, ask):
    assert law.may_join(RESIDENT, kind, closed=False, put_out=False) is join
    assert law.may_ask(RESIDENT, kind, closed=False, put_out=False) is ask
    for way in (law.may_join, law.may_ask):
        assert way(RESIDENT, kind, closed=True, put_out=False) is No.SPACE_CLOSED
        assert way(RESIDENT, kind, closed=False, put_out=True) is No.PUT_OUT
        assert way(BADGE, kind, closed=False, put_out=False) is No.BADGE_BELONGS
        assert way(VISITOR, kind, closed=False, put_out=False) is No.STRANGER
    assert law.may_take_up(RESIDENT, NOW + INVITED_FOR, NOW, closed=False) is None
    assert law.may_take_up(RESIDENT, NOW + INVITED_FOR, NOW, closed=True) is No.SPACE_CLOSED
    assert law.may_take_up(RESIDENT, NOW, NOW, closed=False) is No.INVITATION_OVER


def test_members_write_and_moderators_look_after():
    assert law.may_write(RESIDENT, SpaceRole.MEMBER) is None
    assert law.may_write(RESIDENT, None) is No.NOT_IN_SPACE
    assert law.may_write(HELD, SpaceRole.MEMBER) is No.HELD_NOT_HERE
    assert law.may_write(SILENCED, SpaceRole.MODERATOR) is No.SILENCED
    assert law.may_look_after(RESIDENT, SpaceRole.MODERATOR) is None
    assert law.may_look_after(RESIDENT, SpaceRole.MEMBER) is No.NOT_SPACE_MODERATOR
    assert law.may_look_after(VISITOR, None) is No.STRANGER
    assert law.keeps_a_moderator(1, loses_one=True) is No.LAST_SPACE_MODERATOR
    assert law.keeps_a_moderator(2, loses_one=True) is law.keeps_a_moderator(1, loses_one=False) is None


def test_people_talk_in_a_space_until_it_is_closed_and_nothing_else_is_open_there():
    assert state_at(OPEN, NOW) is RoundState.OPEN
    assert may_comment(RESIDENT, OPEN, NOW, locked=False) is None
    assert may_comment(RESIDENT, CLOSED, NOW, locked=False) is No.SPACE_CLOSED
    for kind in Kind:
        assert may_post(RESIDENT, kind, OPEN, NOW) is No.NO_SUCH_PHASE
        assert may_vote(RESIDENT, kind, 9, OPEN, NOW) is No.NO_SUCH_PHASE


def test_invitations_are_few_enough_at_a_time_and_in_a_day():
    assert law.may_invite(MOST_INVITATIONS - 1, INVITATIONS_A_DAY - 1, closed=False) is None
    assert law.may_invite(MOST_INVITATIONS, 0, closed=False) is No.TOO_MANY_INVITATIONS
    assert law.may_invite(0, INVITATIONS_A_DAY, closed=False) is No.INVITATIONS_TODAY
    assert law.may_invite(0, 0, closed=True) is No.SPACE_CLOSED


@pytest.mark.parametrize("before", SpaceKind)
@pytest.mark.parametrize("after", SpaceKind)
def test_what_was_written_for_members_is_never_opened_to_everybody(before, after):
    opens = before is not SpaceKind.OPEN and after is SpaceKind.OPEN
    assert law.may_become(before, after, holds_words=True) is (No.WRITTEN_FOR_MEMBERS if opens else None)
    assert law.may_become(before, after, holds_words=False) is None


names = st.sampled_from(["Fools", "fools", "Neighbours", "#abc"])


@given(kind=kinds)
def test_a_name_is_public_where_everybody_may_know_of_the_space(kind):
    assert law.is_public_face(kind) == (kind is not SpaceKind.SECRET)


@given(said=st.tuples(names, names | st.just("")), hidden=st.frozensets(names | st.sampled_from(["", "!?", "??"])))
def test_what_was_hidden_is_not_said_again(said, hidden):
    no = law.may_name(said, law.digests(*hidden))
    again = {words.lower() for words in said if words} & {words.lower() for words in hidden}
    assert (no is No.SAME_WORDS) == bool(again)


def test_what_was_hidden_is_known_in_other_letters_and_signs_tell_signs_apart():
    hidden = law.digests("The Fools!", "🖕", "")
    assert len(hidden) == 2
    for again in ("the f00ls", "THE FOOLS", "The-F\u043eols", "🖕"):
        assert law.may_name(("Friends", again), hidden) is No.SAME_WORDS
    for other in ("The Foals", "👍", "", "#abc"):
        assert law.may_name((other, ""), hidden) is None
