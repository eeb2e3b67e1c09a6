"""Pictures: their names, what each must say, how many and how much."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.images import (
    LONGEST_EDGE,
    MAX_ALT,
    MOST_AN_HOUR,
    MOST_KEPT,
    MOST_PIXELS,
    MOST_PIXELS_WHOLE,
    PORTRAIT_EDGE,
    Fault,
    Name,
    markdown,
    may_add,
    may_stand,
    name_in,
    says_something,
    tidy_alt,
    too_many_pixels,
)

IDS = st.text("23456789abcdefghjkmnpqrstvwxyz", min_size=12, max_size=12)
EDGES = st.integers(1, LONGEST_EDGE)


@given(IDS, EDGES, EDGES)
def test_a_name_is_found_in_its_address(public_id, width, height):
    name = Name(public_id, width, height)
    assert name_in(name.address) == name


@given(IDS, EDGES)
def test_only_the_square_of_one_size_stands_beside_names(public_id, edge):
    assert Name(public_id, PORTRAIT_EDGE, PORTRAIT_EDGE).is_portrait
    assert Name(public_id, edge, PORTRAIT_EDGE).is_portrait == (edge == PORTRAIT_EDGE)
    assert Name(public_id, edge, edge).is_portrait == (edge == PORTRAIT_EDGE)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/images/k3mwk3mwk3mw-10x10.webp",
        "//evil.example/images/k3mwk3mwk3mw-10x10.webp",
        "/images/k3mwk3mwk3mw-10x10.webp?x=1",
        "/images/k3mwk3mwk3mw-10x10.webp/..",
        "/images/../k3mwk3mwk3mw-10x10.webp",
        "/images/k3mwk3mwk3mw-1601x10.webp",
        "/images/k3mwk3mwk3mw-0x10.webp",
        "/images/k3mwk3mwk3mw-10x010.webp",
        "/images/k3mwk3mwk3mw-10x10.svg",
        "/images/k3mwk3mwk3m-10x10.webp",
        "/images/k3mwk3mwk3mw-1٠x10.webp",
        "/images/k3mwk3mwk3mw-10x10.webp\n",
        "javascript:alert(1)",
        "",
    ],
)
def test_anything_else_is_no_picture_of_ours(address):
    assert name_in(address) is None


@pytest.mark.parametrize("alt", ["A step in front of the door", "Bus 42", "台阶和门", "Ταχυδρομείο"])
def test_words_say_what_it_shows(alt):
    assert says_something(alt)
    assert may_stand([alt, alt]) is None


@pytest.mark.parametrize(
    "alt", ["", "  ", "..", "IMG_1234.JPG", "img 2031", "photo", "Picture 1", "scan.webp", "DSC00123"]
)
def test_nothing_and_the_name_of_a_file_do_not(alt):
    assert not says_something(alt)
    assert may_stand(["A step", alt]) is Fault.NO_WORDS


def test_no_picture_needs_no_words():
    assert may_stand([]) is None


@given(st.text(string.printable + '[]()<>\\`"', max_size=MAX_ALT * 2))
def test_words_of_a_picture_can_end_nothing(alt):
    tidy = tidy_alt(alt)
    assert not set('[]<>\\`"\n') & set(tidy)
    assert len(tidy) <= MAX_ALT
    assert tidy_alt(tidy) == tidy


def test_how_it_is_written():
    name = Name("k3mwk3mwk3mw", 10, 20)
    assert markdown(name, "A [step]\nin front") == "![A (step) in front](/images/k3mwk3mwk3mw-10x20.webp)"


def test_a_photo_may_have_more_dots_than_what_must_be_unpacked_whole():
    edge = 5_000
    assert MOST_PIXELS_WHOLE < edge * edge < MOST_PIXELS
    assert not too_many_pixels(edge, edge, photo=True)
    assert too_many_pixels(edge, edge, photo=False)
    assert too_many_pixels(10_000, 10_000, photo=True)


def test_how_many_and_how_much():
    assert may_add(MOST_AN_HOUR - 1, MOST_KEPT - 10, 10) is None
    assert may_add(MOST_AN_HOUR, 0, 10) is Fault.TOO_OFTEN
    assert may_add(0, MOST_KEPT - 10, 11) is Fault.NO_ROOM
