"""Keys of texts that are being written: each names one place, and nothing else passes for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.identifiers import ALPHABET, PUBLIC_ID_LENGTH
from app.rules.contributions import Kind
from app.rules.drafts import (
    FIELDS,
    MAX_KEY,
    Place,
    Writing,
    comment_key,
    edit_key,
    form_of,
    keys_of,
    new_key,
    place,
    round_key,
)

ids = st.text(ALPHABET, min_size=PUBLIC_ID_LENGTH, max_size=PUBLIC_ID_LENGTH)
slugs = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?", fullmatch=True)
kinds = st.sampled_from(Kind)


@given(ids, ids, kinds, slugs)
def test_every_key_names_the_place_that_it_was_made_for(one, other, kind, slug):
    assert place(comment_key(one)) == Place(Writing.COMMENT, one)
    assert place(comment_key(one, other)) == Place(Writing.REPLY, one, other)
    assert place(edit_key(one)) == Place(Writing.EDIT, one)
    assert place(new_key(kind, slug)) == Place(Writing.NEW, slug, kind=kind)
    assert place(round_key(slug)) == Place(Writing.ROUND, slug)
    assert place(round_key()) == Place(Writing.ROUND, "new")


@given(kinds, slugs)
def test_the_fields_of_a_form_have_keys_of_their_own_that_lead_back_to_it(kind, slug):
    form = new_key(kind, slug)
    keys = keys_of(form)
    assert len(set(keys)) == len(FIELDS) + 1
    assert {form_of(key) for key in keys} == {form}
    assert {place(key) for key in keys} == {place(form)}
    assert all(len(key) <= MAX_KEY for key in keys)


@given(slugs, slugs, kinds, kinds)
def test_no_two_forms_share_a_key(slug, other, kind, kind_of_other):
    if (slug, kind) != (other, kind_of_other):
        assert not set(keys_of(new_key(kind, slug))) & set(keys_of(new_key(kind_of_other, other)))


@pytest.mark.parametrize(
    "key",
    [
        "", "comment", "comment-", "comment-a-b-c", "edit-", "edit-../x", "edit-a.", "edit-a.body", "new-idea-",
        "new-thing-x", "new-idea-x.title.title", "round-", "ROUND-x", "edit-a\n", "edit-a b", "<script>", "comment-é",
        "edit-" + "a" * 13, "round-" + "a" * 81, "*",
    ],
)  # fmt: skip
def test_anything_else_names_nothing(key):
    assert place(key) is None


@given(st.text())
def test_any_text_at_all_has_an_answer(text):
    assert place(text) is None or len(text) <= MAX_KEY
