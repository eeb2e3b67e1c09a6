"""What carries meaning in a title, and how like two titles are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import similarity
from app.rules.similarity import FEWEST_WORDS, MOST_WORDS, likeness, question, stem, stems, weight

WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), max_size=30)
SIDES = st.lists(st.tuples(st.floats(0.01, 10), st.floats(0, 1)), max_size=12)


@pytest.mark.parametrize(
    "forms",
    [("fall", "falls", "falling"), ("light", "lights", "lighting"), ("carer", "carers"), ("care", "cares"), ("drop", "dropped", "dropping"),
     ("bus", "buses"), ("note", "notes"), ("house", "houses"), ("puppy", "puppies"), ("repair", "repairs", "repaired")],
)  # fmt: skip
def test_the_forms_of_a_word_have_one_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("bus", "bench"), ("night", "light"), ("care", "cars"), ("carers", "cars"), ("pass", "pas")]
)
def test_other_words_have_other_stems(one, other):
    assert stem(one) != stem(other)


@given(WORDS)
def test_a_stem_begins_its_word_so_that_it_can_be_looked_up(words):
    assert all(word.startswith(stem(word)) and stem(word) for word in words)


def test_stop_words_and_single_letters_do_not_count():
    assert stems(["the", "i", "a", "we", "need", "lift"]) == ["lift"]
    assert question(["what", "we", "need"]) == []


def test_a_short_title_takes_words_of_its_text_and_a_long_one_does_not():
    assert question(["help"], ["the", "lift", "stairs", "door"]) == ["help", "lift", "stair"]
    assert question(["lift", "stairs", "door"], ["garden"]) == ["lift", "stair", "door"]


@given(WORDS, WORDS)
def test_a_question_is_bounded_and_has_no_word_twice(title, text):
    found = question(title, text)
    assert len(found) == len(set(found)) <= MOST_WORDS
    assert len(found) >= min(FEWEST_WORDS, len(stems([*title, *text])))


@given(SIDES, SIDES)
def test_likeness_is_between_none_and_all(asked, found):
    assert 0 <= likeness(asked, found) <= 1 + 1e-9


def test_the_same_words_are_as_like_as_can_be_and_none_in_common_not_at_all():
    assert likeness([(2, 1), (1, 1)], [(2, 1), (1, 1)]) == pytest.approx(1)
    assert likeness([(2, 0)], [(1, 0)]) == likeness([], []) == 0


def test_a_rare_word_says_more_and_one_that_nobody_uses_little_more_than_a_rare_one():
    assert weight(500, 1_000) < weight(20, 1_000) < weight(0, 1_000) < 2 * weight(20, 1_000)


def test_in_a_young_round_no_word_is_common():
    assert weight(1, 1) == weight(1, 50) > weight(50, 50)


def test_stop_words_are_folded_as_search_folds_them():
    assert all(word == word.casefold() and word.isalnum() for word in similarity.STOP_WORDS)
