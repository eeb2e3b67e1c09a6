"""The law on messages: one until the other accepts, so many a day, and a refusal that looks like silence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import messages as law
from app.rules.actors import VISITOR, Actor, Role
from app.rules.messages import Sent, Talk, TalkState
from app.rules.permissions import No
from app.rules.restraints import RestraintKind
from app.rules.trust import Step

RESIDENT = Actor(1, frozenset({Role.RESIDENT}))
HELD = replace(RESIDENT, restraints=frozenset({RestraintKind.HOLD}))
SILENCED = replace(RESIDENT, restraints=frozenset({RestraintKind.SILENCE}))
NOBODY_YET = Sent(Step.NEW)
ASKED = Talk(TalkState.ASKED, opened=True)

talks = st.builds(
    Talk, st.sampled_from(TalkState), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans()
)
counts = st.builds(Sent, st.sampled_from(Step), st.integers(0, 500), st.integers(0, 500))


def test_the_first_message_asks_and_the_second_waits_for_an_answer():
    assert law.may_write(RESIDENT, ASKED, NOBODY_YET) is None
    assert law.may_write(RESIDENT, replace(ASKED, said=True), NOBODY_YET) is No.REQUEST_WAITS
    assert law.may_write(RESIDENT, replace(ASKED, said=True, state=TalkState.DECLINED), NOBODY_YET) is No.REQUEST_WAITS
    assert law.may_write(RESIDENT, replace(ASKED, said=True, state=TalkState.ACCEPTED), NOBODY_YET) is None
    assert law.may_write(RESIDENT, Talk(TalkState.ASKED, opened=False), NOBODY_YET) is None


@pytest.mark.parametrize("step", Step)
def test_so_many_requests_and_messages_a_day(step):
    asks, sends = law.REQUESTS_A_DAY[step], law.MESSAGES_A_DAY[step]
    assert law.may_ask(RESIDENT, Sent(step, asks - 1, sends - 1)) is None
    assert law.may_ask(RESIDENT, Sent(step, asks, 0)) is No.REQUESTS_TODAY
    assert law.may_ask(RESIDENT, Sent(step, 0, sends)) is No.MESSAGES_TODAY
    accepted = Talk(TalkState.ACCEPTED, opened=True, said=True)
    assert law.may_write(RESIDENT, accepted, Sent(step, asks, sends - 1)) is None
    assert law.may_write(RESIDENT, accepted, Sent(step, 0, sends)) is No.MESSAGES_TODAY


def test_who_knows_the_site_longer_may_send_no_less():
    for limits in (law.REQUESTS_A_DAY, law.MESSAGES_A_DAY):
        assert list(limits.values()) == sorted(limits.values())
        assert limits.keys() == set(Step)


def test_whose_words_are_read_first_answers_and_asks_nobody():
    assert law.may_ask(HELD, NOBODY_YET) is No.HELD_ASKS_NOBODY
    assert law.may_write(HELD, Talk(TalkState.ACCEPTED, opened=False), NOBODY_YET) is None


@given(talks, counts)
def test_strangers_and_the_silenced_send_nothing(talk, sent):
    assert law.may_write(VISITOR, talk, sent) is No.STRANGER
    assert law.may_write(SILENCED, talk, sent) is No.SILENCED
    assert law.may_ask(SILENCED, sent) is No.SILENCED


@given(talks, counts)
def test_nothing_is_sent_to_a_closed_account_or_past_one_s_own_block(talk, sent):
    assert law.may_write(RESIDENT, replace(talk, closed=True), sent) is No.ACCOUNT_CLOSED
    assert law.may_write(RESIDENT, replace(talk, closed=False, blocked=True), sent) is No.BLOCKED_BY_YOU
    left = Talk(TalkState.ACCEPTED, opened=talk.opened, said=talk.said, left=True)
    assert law.may_write(RESIDENT, left, sent) is No.LEFT_TALK


@given(talks)
def test_only_whoever_was_asked_answers_and_an_acceptance_stays(talk):
    no = law.may_settle(talk)
    if talk.opened:
        assert no is No.NOT_ASKED
    elif talk.blocked:
        assert no is No.BLOCKED_BY_YOU
    else:
        assert no is (No.REQUEST_SETTLED if talk.state is TalkState.ACCEPTED else None)


@given(st.sampled_from(TalkState), st.booleans())
def test_a_refusal_and_a_block_look_like_silence(state, withheld):
    silence = law.is_delivered(TalkState.ASKED, withheld=False)
    assert law.is_delivered(state, withheld=withheld) is (state is TalkState.ACCEPTED and not withheld)
    assert law.is_delivered(TalkState.DECLINED, withheld=False) is silence
    assert law.is_delivered(TalkState.ACCEPTED, withheld=True) is silence


def test_the_first_message_is_short():
    assert law.longest(ASKED) == law.MAX_REQUEST
    assert law.longest(replace(ASKED, state=TalkState.DECLINED)) == law.MAX_REQUEST
    assert law.longest(replace(ASKED, state=TalkState.ACCEPTED)) == law.MAX_MESSAGE
    assert law.longest(Talk(TalkState.ASKED, opened=False)) == law.MAX_MESSAGE
