"""Which names people may go by: any that can be seen and read aloud, in any script, and none that claims an office."""

import unicodedata
from enum import StrEnum

OFFICES = frozenset({
    "administration", "administrator", "admin", "anonymous", "commissioner", "council", "everybody", "facilitator",
    "folkmoot", "folkmootteam", "formermember", "moderation", "moderator", "nobody", "official", "panelmember",
    "resident", "root", "staff", "superuser", "support", "system", "theadministrator", "thecouncil", "themoderator",
    "thestaff", "webmaster",
})  # fmt: skip
"""Names that, alone, would make others believe that the site or the council speaks."""

LOOKALIKES = (
    str.maketrans("аеорсухіјѕԁһѵмтнквг", "aeopcyxijsdhvmthkbr")
    | str.maketrans("αβεικμνορτυχ", "abeikmvoptyx")
    | str.maketrans("01l34578@$|", "oiieastbasi")
)
"""Cyrillic and Greek letters, digits and signs that are read as Latin ones."""

BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
"""Letters in name only: fillers that show nothing."""


class NameFault(StrEnum):
    """Why a name cannot be used."""

    EMPTY = "empty"
    RESERVED = "reserved"


def tidy(name: str) -> str:
    """The same name in composed form (NFC), so that equal names are equal."""
    return unicodedata.normalize("NFC", name).strip()


def fault(name: str) -> NameFault | None:
    """What is wrong with a tidied name, if anything."""
    if not any(sign.isalnum() and sign not in BLANKS for sign in name):
        return NameFault.EMPTY
    return NameFault.RESERVED if _read(name) in _OFFICES_READ else None


def _read(name: str) -> str:
    """The name as a hurried reader takes it: marks, case, spaces, signs and look-alikes away."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(LOOKALIKES)
    return "".join(sign for sign in plain if sign.isalnum())


_OFFICES_READ = frozenset(map(_read, OFFICES))
