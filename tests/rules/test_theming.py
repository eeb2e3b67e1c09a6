"""Which themes a title speaks of."""

import pytest

from app.rules.theming import MOST_SUGGESTED, stem, suggested

THEMES = {
    "transport": ["getting", "about", "bus", "taxi", "lifts"],
    "health": ["health", "doctor", "nurses", "lift"],
    "play": ["play", "children"],
}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("the buses never come", [("transport", ("buses",))]),
        ("a lift to the doctor", [("health", ("lift", "doctor")), ("transport", ("lift",))]),
        ("more of the same for her", []),
        ("", []),
        ("children playing", [("play", ("playing", "children"))]),
    ],
)
def test_shared_words_tell_a_theme(title, found):
    assert [(name, tuple(sorted(words))) for name, words in suggested(title.split(), THEMES)] == [
        (name, tuple(sorted(words))) for name, words in found
    ]


def test_a_few_at_most():
    many = {f"theme-{number}": ["bus"] for number in range(9)}
    assert [name for name, _ in suggested(["bus"], many)] == ["theme-0", "theme-1", "theme-2"][:MOST_SUGGESTED]


@pytest.mark.parametrize(("word", "short"), [("bus", "bus"), ("buses", "bus"), ("playing", "play"), ("ring", "ring")])
def test_forms_of_a_word_are_one(word, short):
    assert stem(word) == short
