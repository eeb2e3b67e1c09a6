"""How somebody wants pages to look, as their device keeps it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.looks import USUAL, Colours, Look, Spacing, TextSize, look_of

LOOKS = st.builds(Look, st.sampled_from(TextSize), st.sampled_from(Spacing), st.sampled_from(Colours))


@given(LOOKS)
def test_what_was_kept_comes_back(look):
    assert look_of(look.written) == look


@given(st.text())
def test_whatever_is_kept_gives_words_of_ours(kept):
    assert look_of(kept).written in {kept, USUAL.written}


@pytest.mark.parametrize(
    "kept", ["", "largest", "largest.wide", "largest.wide.dark.", "LARGEST.wide.dark", '"><b>.wide.dark']
)
def test_half_a_choice_or_a_foreign_one_is_none(kept):
    assert look_of(kept) == USUAL
