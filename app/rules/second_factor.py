"""Who needs a second factor, and what rests until it is set up. The password of a moderator opens other people's words."""

import unicodedata
from enum import StrEnum

from app.rules.actors import Actor, Role
from app.rules.decisions import OFFICES
from app.rules.permissions import No

DIGITS = 6
"""Of a code that an app shows."""

RECOVERY_CODES = 8
"""Made at once, each for one sign-in: enough for two lost phones and some slips."""

GROUP = 4
"""A recovery code is written in groups of this many signs."""


class Known(StrEnum):
    """Why an administrator switches a person's second factor off: how they know that it is the person who asks.

    Only the sort is kept, so that the log holds no words about anybody.
    """

    IN_PERSON = "in_person"
    CALLED_BACK = "called_back"
    VOUCHED = "vouched"


def tidy_code(typed: str) -> str:
    """The code of an app as it is compared: digits of any script made plain; spaces and dashes, as some apps show them, fall away."""
    signs = (sign for sign in typed if not sign.isspace() and unicodedata.category(sign) != "Pd")
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in signs)


def is_code(tidied: str) -> bool:
    """Whether it can be a code at all."""
    return len(tidied) == DIGITS and tidied.isascii() and tidied.isdigit()


def tidy_recovery_code(typed: str) -> str:
    """A recovery code as it was written: small letters and digits in groups, however it was typed."""
    signs = "".join(sign for sign in unicodedata.normalize("NFKC", typed).lower() if sign.isalnum())
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def resting(held: frozenset[Role], *, asked: bool, has_one: bool) -> frozenset[Role]:
    """The roles that open nothing for now: offices of somebody who signs in with a password alone, where the site asks for more."""
    return held & OFFICES if asked and not has_one else frozenset()


def needs_one(held: frozenset[Role], *, asked: bool) -> bool:
    """Whether this person may not do without: the roles would rest."""
    return asked and not held.isdisjoint(OFFICES)


def may_switch_off(actor: Actor, person_id: int, *, has_one: bool) -> No | None:
    """May this administrator switch off the second factor of that person? Never their own: a stolen session would do it."""
    if not actor.is_administrator:
        return No.NOT_ADMINISTRATOR
    if actor.id == person_id:
        return No.OWN_SECOND_FACTOR
    return None if has_one else No.NO_SECOND_FACTOR
