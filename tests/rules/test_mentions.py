"""Who is called in a text, and who is told of it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.rules.mentions import NAME, Called, different, is_told, may_be_called

HANDLES = st.from_regex(r"\A[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?\Z")
WHO = st.builds(Called, st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans())


def names(text):
    return [match[1] for match in re.finditer(NAME, text)]


@given(
    HANDLES,
    st.sampled_from(["", "Well, ", "(", "“", "\n", "— "]),
    st.sampled_from(["", ".", ", yes", ")", "’s", "!", "-"]),
)
def test_a_handle_after_an_at_is_found_whatever_punctuation_stands_round_it(handle, before, after):
    assert names(f"{before}@{handle}{after}") == [handle]


@given(HANDLES, st.sampled_from(["joe", "x.", "/", "\\", "@", "é", "_", "a-"]))
def test_a_handle_within_a_word_an_address_or_a_path_is_none(handle, before):
    assert names(f"{before}@{handle}") == []


@given(HANDLES, st.sampled_from(["@example.org", ".org", "_x", "é"]))
def test_what_goes_on_as_an_address_or_a_longer_word_is_none(handle, after):
    assert names(f"@{handle}{after}") == []


@given(st.text(alphabet="@-a1 é.\n/_", max_size=300))
def test_whatever_is_found_is_a_handle(text):
    assert all(re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,78}[A-Za-z0-9])?", name) for name in names(text))


def test_a_name_longer_than_any_handle_is_none():
    assert names("@" + "a" * 81) == []
    assert names("@" + "a" * 80) == ["a" * 80]


@given(st.lists(HANDLES | HANDLES.map(str.upper)))
def test_each_is_called_once_in_the_order_of_the_text(handles):
    found = different(handles)
    assert len(set(found)) == len(found)
    assert set(found) == {handle.lower() for handle in handles}
    assert list(found) == sorted(found, key=[handle.lower() for handle in handles].index)


@given(WHO)
def test_nobody_is_called_who_is_gone_suspended_deaf_to_the_writer_or_may_not_read(who):
    one_of_them = who.is_writer or who.is_suspended or who.blocks or not who.is_open or not who.may_read
    assert may_be_called(who) is not one_of_them


@given(WHO, st.booleans(), st.booleans())
def test_nobody_is_told_who_may_not_be_called_does_not_want_it_or_muted_the_place(who, wants, muted):
    assert is_told(who, wants=wants, muted=muted) == (may_be_called(who) and wants and not muted)
    assert is_told(Called(), wants=True, muted=False)
