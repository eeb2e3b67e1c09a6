"""Personal data in a text, as far as libraries know it: telephone numbers of the world, numbers with check digits."""

from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type
from rapidfuzz import fuzz
from stdnum import iban
from stdnum.gb import nhs, utr

from app.rules import checks_personal as patterns
from app.rules.checks import MOST_SIGNS, Found, Kind, apart

HOME = "GB"
"""Numbers without a country are read as from here."""

SOMEBODYS = frozenset({
    PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.PERSONAL_NUMBER, PhoneNumberType.VOIP,
})  # fmt: skip
"""Numbers of people. A helpline (0300, 0800) belongs in a public talk."""

MOST_TRIES = 200
"""Candidates that are looked at in one text; nobody has as many telephones."""


def personal(text: str) -> list[Found]:
    """All personal data in a text, in its order, without overlaps."""
    text = text[:MOST_SIGNS]
    return apart([*patterns.personal(text), *_phones(text), *_health(text), *_taxes(text), *_ibans(text)])


def alike(text: str, other: str) -> float:
    """How like two texts are, word by word, from 0 to 100; the order of the words does not matter."""
    return fuzz.token_sort_ratio(text, other)


def _phones(text: str) -> Iterator[Found]:
    for match in PhoneNumberMatcher(text, HOME, leniency=Leniency.VALID, max_tries=MOST_TRIES):
        if number_type(match.number) in SOMEBODYS:
            yield Found(match.start, match.end, Kind.PHONE)


def _health(text: str) -> Iterator[Found]:
    """NHS numbers as they are printed (3, 3, 4), or run together shortly after the name."""
    for match in patterns.NHS.finditer(text):
        named = match[2] or patterns.said_before(patterns.NHS_WORD, text, match.start())
        if named and nhs.is_valid(match[1]):
            yield Found(match.start(), match.end(), Kind.NHS_NUMBER)


def _taxes(text: str) -> Iterator[Found]:
    for match in patterns.TAX.finditer(text):
        if patterns.said_before(patterns.TAX_WORD, text, match.start()) and utr.is_valid(match[0]):
            yield Found(match.start(), match.end(), Kind.TAX_NUMBER)


def _ibans(text: str) -> Iterator[Found]:
    """Account numbers of the world; the words after one may look like more of it, so shorter readings are tried too."""
    for match in patterns.IBAN.finditer(text):
        parts = match[0].split(" ")
        for length in range(len(parts), 0, -1):
            said = " ".join(parts[:length])
            if iban.is_valid(said):
                yield Found(match.start(), match.start() + len(said), Kind.BANK)
                break
