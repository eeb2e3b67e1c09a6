import json
from pathlib import Path

import pytest

from app.rules.names import NameFault, fault, tidy

CONFUSABLES = (
    Path(__file__).parents[3] / "shared" / "data" / "confusables" / "confusable_homoglyphs" / "confusables.json"
)


@pytest.mark.parametrize(
    "name", ["Mary", "李", "محمد", "Σωκράτης", "X Æ A-12", "7 of 9", "Mary Moderator", "Root Vegetable"]
)
def test_names_of_people(name):
    assert fault(tidy(name)) is None


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u3164", "\u2800\u3164", "—", "👍"])
def test_nothing_to_read(name):
    assert fault(tidy(name)) is NameFault.EMPTY


@pytest.mark.parametrize(
    "name",
    [
        "The Folkmoot Moderation Team",
        "Council Staff",
        "adrninistrator",
        "ｍｏｄｅｒａｔｏｒ",
        "m\u200bod\u2060erator",
        "mo\u3164derator",
        "ɑdmın",
        "ᴍᴏᴅᴇʀᴀᴛᴏʀ",
        "𝓻𝓸𝓸𝓽",
        "ꓢꓔꓮꓝꓝ",
        "MODΕRΑΤΟR",
        "moderator\u202e",
        "s\u0336t\u0336a\u0336ff",
        "moderator",
        "Moderátor",
        "MODERATOR!",
        "Μοderatοr",
        "Аdministrаtor",
        "f0lkm00t",
        "$t@ff",
    ],
)
def test_offices(name):
    assert fault(tidy(name)) is NameFault.RESERVED


@pytest.mark.parametrize(
    "name",
    [
        "Aldermere Borough Council",
        "ALDERMERE BOROUGH  COUNCIL",
        "Aldеrmеre Borough Cоuncil",
        "Alderrnere-Borough-Council",
    ],
)
def test_names_of_bodies(name):
    assert fault(tidy(name), ["Brindle Repairs", "Aldermere Borough Council"]) is NameFault.TAKEN
    assert fault(tidy(name)) is None


def test_people_may_have_a_word_of_a_body_in_their_name():
    assert fault("Mary Brindle", ["Brindle Repairs"]) is None


@pytest.mark.skipif(not CONFUSABLES.exists(), reason=f"{CONFUSABLES.name} is not here")
def test_letters_that_look_like_latin_ones_are_read_as_such():
    """Nearly all letters of the scripts that telephones show: the table has some that look like two."""
    known = json.loads(CONFUSABLES.read_text("utf-8"))
    alike = [
        (latin, other["c"])
        for latin, others in known.items()
        if len(latin) == 1 and latin.isascii() and latin.isalpha()
        for other in others
        if len(other["c"]) == 1 and other["c"].isalpha() and ord(other["c"]) < 0x10000
    ]
    bodies = [(f"Zq{latin}x", fault(f"Zq{other}x", [f"Zq{latin}x"])) for latin, other in alike]
    missed = [one for one in bodies if one[1] is not NameFault.TAKEN]
    assert len(missed) < len(bodies) / 50, missed


def test_equal_names_are_equal():
    assert tidy("Zoe\u0308") == tidy("Zo\u00eb") == "Zo\u00eb"
