import pytest

from app.rules.names import NameFault, fault, tidy


@pytest.mark.parametrize(
    "name", ["Mary", "李", "محمد", "Σωκράτης", "X Æ A-12", "7 of 9", "Mary Moderator", "Root Vegetable"]
)
def test_names_of_people(name):
    assert fault(tidy(name)) is None


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u3164", "\u2800\u3164", "—", "👍"])
def test_nothing_to_read(name):
    assert fault(tidy(name)) is NameFault.EMPTY


@pytest.mark.parametrize(
    "name", ["moderator", "Moderátor", "MODERATOR!", "Μοderatοr", "Аdministrаtor", "f0lkm00t", "$t@ff"]
)
def test_offices(name):
    assert fault(tidy(name)) is NameFault.RESERVED


def test_equal_names_are_equal():
    assert tidy("Zoe\u0308") == tidy("Zo\u00eb") == "Zo\u00eb"
