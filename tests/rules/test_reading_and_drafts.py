"""What stays when words are taken back, whom a page may tell of it, and who may keep a draft."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.actors import VISITOR, Actor, Role
from app.rules.contributions import Kind
from app.rules.moderation import TextState, left_a_place, may_read, may_read_discussion
from app.rules.permissions import No, may_draft
from app.rules.phases import Timetable
from tests.rules.test_permissions import ALL_OVER, BADGE, CANCELLED, DRAFT, IDEAS_OPEN, RESIDENT

actors = st.just(VISITOR) | st.builds(Actor, st.integers(1, 4), st.frozensets(st.sampled_from(Role)))
texts = st.builds(TextState, st.integers(1, 4), st.booleans(), st.booleans(), st.booleans(), st.booleans())


@given(actor=actors, text=texts)
def test_a_discussion_is_read_wherever_the_words_are_and_outlives_their_withdrawal_alone(actor, text):
    if may_read(actor, text):
        assert may_read_discussion(actor, text)
    elif may_read_discussion(actor, text):
        assert text.withdrawn
        assert not text.hidden


@given(actor=actors, text=texts)
def test_a_page_tells_only_of_what_its_reader_could_have_read(actor, text):
    once = TextState(text.author_id, published=text.published, round_opened=text.round_opened)
    if left_a_place(actor, text):
        assert may_read(actor, once)
    if text.published and text.round_opened:
        assert left_a_place(actor, text)


@pytest.mark.parametrize("round_", [IDEAS_OPEN, ALL_OVER, CANCELLED])
@pytest.mark.parametrize("actor", [RESIDENT, BADGE])
def test_a_draft_is_kept_at_any_time(actor, round_):
    assert may_draft(actor, Kind.IDEA, round_) is None


def test_but_not_by_strangers_nor_for_what_the_round_does_without():
    assert may_draft(VISITOR, Kind.IDEA, IDEAS_OPEN) is No.STRANGER
    assert may_draft(RESIDENT, Kind.IDEA, DRAFT) is No.NOT_YET
    assert may_draft(RESIDENT, Kind.IDEA, Timetable(opened=True, cancelled=False, phases=())) is No.NO_SUCH_PHASE
