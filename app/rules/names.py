"""Which names people may go by: any that can be seen and read aloud, in any script, and none that claims an office."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from app.rules import lookalikes

OFFICES = frozenset({
    "administration", "administrator", "admin", "anonymous", "commissioner", "council", "everybody", "facilitator",
    "folkmoot", "folkmootteam", "formermember", "moderation", "moderator", "nobody", "official", "panelmember",
    "resident", "root", "staff", "superuser", "support", "system", "theadministrator", "thecouncil", "themoderator",
    "thestaff", "webmaster",
})  # fmt: skip
"""Names that, alone, would make others believe that the site or the council speaks."""

WITH_OFFICES = frozenset({"and", "for", "of", "our", "site", "team", "the", "your"})
"""Words that make no other name of an office: “The Folkmoot Moderation Team”."""

LOOKALIKES = (
    str.maketrans("аеорсухіјѕԁһѵмтнквг", "aeopcyxijsdhvmthkbr")
    | str.maketrans("αβεικμνορτυχηζγσ", "abeikmvoptyxhzyo")
    | str.maketrans("01l34578@$|", "oiieastbasi")
)
"""Cyrillic and Greek letters, digits and signs that are read as Latin ones."""

BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
"""Letters in name only: fillers that show nothing."""


class NameFault(StrEnum):
    """Why a name cannot be used."""

    EMPTY = "empty"
    RESERVED = "reserved"
    TAKEN = "taken"
    """It reads like the name of a body that others know."""


def tidy(name: str) -> str:
    """The same name in composed form (NFC), so that equal names are equal."""
    return unicodedata.normalize("NFC", name).strip()


def fault(name: str, bodies: Iterable[str] = ()) -> NameFault | None:
    """What is wrong with a tidied name, if anything. `bodies` are the names of others that nobody may go by."""
    if not any(sign.isalnum() and sign not in BLANKS for sign in name):
        return NameFault.EMPTY
    read = read_in_a_hurry(name)
    if read in _OFFICES_READ or _is_of_offices(name):
        return NameFault.RESERVED
    return NameFault.TAKEN if read in map(read_in_a_hurry, bodies) else None


def _is_of_offices(name: str) -> bool:
    """Whether it says nothing but offices."""
    said = [read_in_a_hurry(word) for word in name.split()]
    return not _OFFICES_READ.isdisjoint(said) and _OFFICES_READ.union(_WITH_READ).issuperset(filter(None, said))


def read_in_a_hurry(name: str) -> str:
    """The name as a hurried reader takes it: marks, case, spaces, signs and look-alikes away."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(lookalikes.LOOKALIKES).translate(LOOKALIKES)
    read = "".join(sign for sign in plain if sign.isalnum() and sign not in BLANKS)
    return read.replace("rn", "m").replace("vv", "w")


_OFFICES_READ = frozenset(map(read_in_a_hurry, OFFICES))
_WITH_READ = frozenset(map(read_in_a_hurry, WITH_OFFICES))
