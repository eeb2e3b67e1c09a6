"""Invariant 4 as a rule: hidden words are for moderators and their author alone."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.rules.actors import VISITOR, Actor, Role
from app.rules.moderation import TextState, left_a_place, may_read, may_read_discussion

AUTHOR = Actor(1, frozenset({Role.RESIDENT}))
OTHER = Actor(2, frozenset({Role.RESIDENT}))

actors = st.one_of(
    st.just(VISITOR),
    st.builds(Actor, st.integers(1, 4), st.frozensets(st.sampled_from(Role)), st.booleans()),
)
texts = st.builds(TextState, st.integers(1, 4), st.booleans(), st.booleans(), st.booleans(), st.booleans())


@given(actor=actors, text=texts)
def test_hidden_or_withdrawn_words_reach_nobody_but_moderators_and_their_author(actor, text):
    if may_read(actor, text) and (text.hidden or text.withdrawn):
        assert actor.is_moderator or actor.id == text.author_id


@given(actor=actors, text=texts)
def test_words_under_lock_reach_nobody(actor, text):
    under_lock = replace(text, locked=True)
    assert not may_read(actor, under_lock)
    assert not may_read_discussion(actor, under_lock)


@given(actor=actors, text=texts)
def test_a_draft_is_its_authors_alone(actor, text):
    if not text.published:
        assert may_read(actor, text) == (actor.id == text.author_id)


@given(actor=actors, text=texts)
def test_a_round_that_was_never_opened_is_its_commissioners(actor, text):
    if text.published and not text.round_opened and may_read(actor, text):
        assert actor.is_commissioner


@given(actor=actors, author=st.integers(1, 4))
def test_what_is_published_and_whole_is_everybodys(actor, author):
    assert may_read(actor, TextState(author))


def test_the_author_reads_their_own_hidden_words():
    assert may_read(AUTHOR, TextState(1, hidden=True))
    assert not may_read(OTHER, TextState(1, hidden=True))


@given(actor=actors, text=texts)
def test_a_place_is_told_only_of_what_its_reader_could_once_have_read(actor, text):
    whole = TextState(text.author_id, published=text.published, round_opened=text.round_opened)
    assert left_a_place(actor, text) == (text.published and may_read(actor, whole))


@given(actor=actors, text=texts)
def test_a_discussion_stays_when_the_author_takes_the_words_back_and_goes_with_what_was_hidden(actor, text):
    if may_read(actor, text):
        assert may_read_discussion(actor, text)
    if may_read_discussion(actor, text) and text.hidden:
        assert actor.is_moderator or actor.id == text.author_id


def test_what_was_withdrawn_can_still_be_talked_about():
    assert may_read_discussion(OTHER, TextState(1, withdrawn=True))
    assert not may_read_discussion(OTHER, TextState(1, withdrawn=True, hidden=True))
