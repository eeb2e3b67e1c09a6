"""What answers a question, how well, and which of its words are shown; without a database."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.finding import (
    LONG,
    MOST_TERMS,
    SHORTEST,
    WIDE,
    Piece,
    Place,
    Term,
    What,
    corrected,
    marked,
    parts,
    score,
    slips,
    snippet,
    terms,
)

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def words(text):
    return re.findall(r"[^\W_]+", text.casefold())


def ask(question):
    return terms(question, words)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("", ()),
        ("falls", (Term(("falls",), begun=True),)),
        ("night falls", (Term(("night",)), Term(("falls",), begun=True))),
        ('"night falls"', (Term(("night", "falls")),)),
        ("“night falls” bath", (Term(("night", "falls")), Term(("bath",), begun=True))),
        ('"one"', (Term(("one",)),)),
        ('bath "night falls', (Term(("bath",)), Term(("night",)), Term(("falls",), begun=True))),
        ('""', ()),
    ],
)
def test_a_question_is_taken_apart(question, asked):
    assert ask(question) == asked


def test_a_long_question_loses_its_end_and_nothing_is_begun_in_the_middle():
    asked = ask(" ".join(f"word{number}" for number in range(30)))
    assert len(asked) == MOST_TERMS
    assert not any(term.begun for term in asked)


@given(st.text())
def test_no_sign_of_a_question_is_lost_but_quotes(question):
    assert re.sub(r'["“”„«»]', "", "".join(text for text, _ in parts(question))) == re.sub(r'["“”„«»]', "", question)


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("falls", ("falls", ""), ("falls at night", "")),
        ("falls", ("falls at night", ""), ("", "falls at night")),
        ("fal", ("falls", ""), ("", "falls")),
        ("falls", ("", "falls and falls"), ("", "falls")),
        ("fal", ("", "fal"), ("", "falls")),
        ("night falls", ("", "in the night falls"), ("", "falls in the night")),
        ("a b c", ("a", "b c"), ("", "a c b")),
    ],
)
def test_what_answers_better_stands_higher(question, better, worse):
    assert score(ask(question), *better) > score(ask(question), *worse)


@pytest.mark.parametrize(
    ("question", "title", "body"),
    [
        ("falls night", "falls", "day"),
        ('"falls night"', "falls", "night"),
        ('"fal"', "falls", ""),
        ("alls", "falls", ""),
    ],
)
def test_every_term_must_stand_there(question, title, body):
    assert score(ask(question), title, body) is None


def test_what_may_have_been_meant_counts_for_less():
    guessed = (Term(("flals",), near=("falls",)),)
    assert 0 < score(guessed, "falls at night", "") < score(ask("falls"), "falls at night", "")


def test_the_question_is_told_again_in_words_of_what_was_found():
    asked = (Term(("blue", "badge")), Term(("prking",), near=("parking", "pricing")), Term(("zq",), near=("zz",)))
    assert corrected(asked, "parking", "with a blue badge") == '"blue badge" parking zq'


@pytest.mark.parametrize(
    ("word", "forgiven"),
    [("a" * (SHORTEST - 1), 0), ("a" * SHORTEST, 1), ("a" * LONG, 2), ("1234567", 0)],
)
def test_longer_words_are_forgiven_more(word, forgiven):
    assert slips(word) == forgiven


@given(st.integers(0, 999_999), st.sampled_from(What), st.from_regex(r"[a-z0-9-]{1,80}", fullmatch=True))
def test_a_place_is_read_as_it_was_written(worth, what, public_id):
    place = Place.of(worth, AT, what, public_id)
    assert Place.read(str(place)) == place


@given(st.text())
def test_what_is_no_place_is_none_or_reads_the_same(said):
    place = Place.read(said)
    assert place is None or [int(n) for n in str(place).split(".")[:3]] == [int(n) for n in said.split(".")[:3]]


def test_better_and_newer_stand_first():
    later = AT.replace(hour=10)
    order = [
        Place.of(9, AT, What.COMMENT, "z"),
        Place.of(8, later, What.COMMENT, "a"),
        Place.of(8, AT, What.CONTRIBUTION, "b"),
        Place.of(8, AT, What.CONTRIBUTION, "c"),
        Place.of(8, AT, What.COMMENT, "a"),
    ]
    assert sorted(order) == order


def test_hits_are_marked_and_begun_words_too():
    assert marked("Falls, at night; fall.", ask("night fal"), str.casefold) == (
        Piece("Falls", hit=True), Piece(", at "), Piece("night", hit=True), Piece("; "), Piece("fall", hit=True),
        Piece("."),
    )  # fmt: skip


def test_a_snippet_begins_near_its_first_hit_and_ends_at_a_word():
    text = "one two " * 40 + "needle " + "three four " * 40
    pieces = snippet(text, ask("needle"), str.casefold)
    assert pieces[0] == Piece("… ")
    assert pieces[-1] == Piece(" …")
    assert Piece("needle", hit=True) in pieces
    assert pieces[1].text.split()[0] in {"one", "two"}


def test_hits_far_behind_the_first_are_left_out():
    pieces = snippet("needle " + "one two " * 60 + "needle", ask("needle"), str.casefold)
    assert sum(piece.hit for piece in pieces) == 1


def test_a_text_without_blanks_is_cut_all_the_same():
    pieces = snippet("界" * 500 + "?needle", ask("needle"), str.casefold)
    assert Piece("needle", hit=True) in pieces
    assert sum(len(piece.text) for piece in snippet("x" * 900, ask("needle"), str.casefold)) <= WIDE + 4


@given(st.text(max_size=600), st.text(min_size=1, max_size=5))
def test_a_snippet_says_nothing_that_the_text_does_not(text, question):
    said = "".join(piece.text for piece in snippet(text, ask(question), str.casefold))
    assert said.removeprefix("… ").removesuffix(" …") in text or said in text
    assert "".join(piece.text for piece in marked(text, ask(question), str.casefold)) == text
