"""Personal data that a person may not mean to show: what it looks like.

Numbers with a check digit that a library knows (NHS, tax, IBAN) are only looked for here; `app/checks/reading.py` proves
them. No pattern looks back over what it has read: each run of signs is bounded, so that a long text costs what it is long.
"""

import re
from collections.abc import Iterator

from app.rules.checks import MOST_SIGNS, Found, Kind

NEAR = 60
"""Signs between a word and its number, or a sort code and its account, that belong together."""

_AREAS = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK "
    "FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP "
    "NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA "
    "WC WD WF WN WR WS WV YO ZE"
)
AREAS = frozenset(_AREAS.split())
"""The areas that a postcode may begin with: otherwise model numbers would be homes."""

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?=\w)[\w-]{1,63}(?:\.[\w-]{2,63}){1,6}(?![\w-])")
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2})[0-9][A-Za-z0-9]? ?[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}(?![A-Za-z0-9])"
)
_ORDINAL = re.compile(r"(?:1st|2nd|3rd)$", re.IGNORECASE)
_NI = re.compile(
    r"(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?"
    r"[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w+£$€.,])(?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?|\(?0)[127](?:\)?[ -]?[0-9]){8,9}(?![0-9])")
_CARD = re.compile(r"(?<![0-9])(?<![0-9][ -])[2-6][0-9]{3}(?:[ -]?[0-9]){9,15}(?![ -]?[0-9])")
_SORT_CODE = re.compile(r"(?<![0-9])[0-9]{2}([ -])[0-9]{2}\1[0-9]{2}(?![0-9])")
_ACCOUNT = re.compile(r"(?<![0-9])[0-9]{8}(?![0-9])")
_BANK_WORDS = re.compile(r"\bsort ?code\b|\baccount (?:number|no)\b|\ba/c\b", re.IGNORECASE)
_BANK_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{6}|[0-9]{2}[ -][0-9]{2}[ -][0-9]{2}|[0-9]{8})(?![0-9])")

NHS = re.compile(r"(?<![0-9])([0-9]{3}([ -]?)[0-9]{3}\2[0-9]{4})(?![0-9])")
NHS_WORD = re.compile(r"\bnhs\b", re.IGNORECASE)
TAX = re.compile(r"(?<![0-9])[0-9]{5} ?[0-9]{5}(?![0-9])")
TAX_WORD = re.compile(r"\butr\b|\btax ?payer reference\b|\btax reference\b", re.IGNORECASE)
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])")


def personal(text: str) -> list[Found]:
    """What looks like personal data and needs no library to be sure of; overlaps are left in."""
    text = text[:MOST_SIGNS]
    return [*_simple(text), *_postcodes(text), *_cards(text), *_banks(text)]


def said_before(word: re.Pattern[str], text: str, at: int) -> bool:
    """Whether that word stands shortly before this place."""
    return word.search(text, max(0, at - NEAR), at) is not None


def luhn(number: str) -> bool:
    """Whether the digits of a number keep the rule of payment cards (ISO/IEC 7812)."""
    digits = [int(sign) for sign in number if sign.isdecimal()][::-1]
    doubled = (2 * digit - 9 * (digit > 4) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _simple(text: str) -> Iterator[Found]:
    for kind, pattern in ((Kind.EMAIL, _EMAIL), (Kind.NI_NUMBER, _NI), (Kind.PHONE, _PHONE)):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), kind)


def _postcodes(text: str) -> Iterator[Found]:
    """Whole postcodes alone: a few homes. What only begins one ("M14") is a quarter of a town."""
    for match in _POSTCODE.finditer(text):
        if match[1].upper() in AREAS and not _ORDINAL.search(match[0]):
            yield Found(match.start(), match.end(), Kind.POSTCODE)


def _cards(text: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        if luhn(match[0]):
            yield Found(match.start(), match.end(), Kind.CARD)


def _banks(text: str) -> Iterator[Found]:
    """A sort code with an account number after it, or either after its name."""
    for match in _SORT_CODE.finditer(text):
        account = _ACCOUNT.search(text, match.end(), match.end() + NEAR)
        if account:
            yield Found(match.start(), account.end(), Kind.BANK)
    for word in _BANK_WORDS.finditer(text):
        number = _BANK_NUMBER.search(text, word.end(), word.end() + NEAR)
        if number:
            yield Found(number.start(), number.end(), Kind.BANK)
