"""How it can be shown that a person lives here: by a code that came in a letter, or to staff in person."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.rules.actors import Actor
from app.rules.permissions import No

CODE_LENGTH = 8
"""Signs. Of an alphabet of thirty that is 6.6 × 10¹¹ codes: with 100,000 letters in the post, somebody who guesses five times a day
hits one in 3,600 years."""

GROUP = 4
"""A code is printed, and best read, in groups of this many signs."""

TRIES = 5
"""Wrong codes that a person may give within `TRIES_WITHIN`. A code that cannot be one, for its length, is no try."""

TRIES_WITHIN = timedelta(hours=24)

MOST_LETTERS = 500
"""Letters of one run on the page for staff; the command line prints larger runs."""

MOST_DAYS = 365
"""How long a code may work at most."""


class VerificationMethod(StrEnum):
    """The ways; each verification names one."""

    LETTER = "letter"
    IN_PERSON = "in_person"
    COMMAND_LINE = "command_line"
    IMPORT = "import"


class Proof(StrEnum):
    """What somebody showed to staff. Only the sort is kept, never the paper."""

    IDENTITY = "identity"
    BILL = "bill"
    TENANCY = "tenancy"
    HOME = "home"


class CodeFault(StrEnum):
    """Why what was typed cannot be a code, whatever was printed."""

    EMPTY = "empty"
    LENGTH = "length"
    SIGNS = "signs"


@dataclass(frozen=True)
class Code:
    """What is known of a code that was printed: who printed it, until when it works, what became of it."""

    printed_by: int | None
    expires_at: datetime
    withdrawn: bool
    used: bool


def tidy_code(typed: str) -> str:
    """The letters and digits of what was typed: small, and full-width forms made plain. Spaces and dashes fall away."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).lower() if sign.isalnum())


def code_fault(code: str, alphabet: Collection[str]) -> CodeFault | None:
    """Why these signs cannot be a code, or none. Whoever mistypes so has not tried to guess."""
    if not code:
        return CodeFault.EMPTY
    if len(code) != CODE_LENGTH:
        return CodeFault.LENGTH
    return None if set(code) <= set(alphabet) else CodeFault.SIGNS


def written(code: str) -> str:
    """The code as it is printed: capitals in groups, “K7QM-4XRT”."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP)).upper()


def may_verify(actor: Actor) -> No | None:
    """May this person print letters, withdraw them and see who is verified? Facilitators and administrators may."""
    return None if actor.verifies_residents else No.NOT_VERIFIER


def may_verify_person(actor: Actor, person: Actor) -> No | None:
    """May this person say that that one lives here, or where? Never of oneself; a badge is nobody's home."""
    no = may_verify(actor)
    if no is not None:
        return no
    if actor.id == person.id:
        return No.OWN_VERIFICATION
    return No.BADGE_LIVES_NOWHERE if person.is_organisation else None


def may_use_code(actor: Actor) -> No | None:
    """May this person type a code at all? Whoever is signed in, is no organisation, and is not verified yet."""
    if not actor.is_signed_in:
        return No.STRANGER
    if actor.is_organisation:
        return No.BADGE_LIVES_NOWHERE
    return No.VERIFIED_ALREADY if actor.verified else None


def judge_code(code: Code | None, actor: Actor, now: datetime) -> No | None:
    """Does this code verify this person now? `code` is none where no letter had it."""
    if code is None:
        return No.CODE_UNKNOWN
    if code.used:
        return No.CODE_USED
    if code.withdrawn:
        return No.CODE_WITHDRAWN
    if now >= code.expires_at:
        return No.CODE_EXPIRED
    return No.OWN_LETTERS if code.printed_by == actor.id else None


def tries_count_from(now: datetime) -> datetime:
    """The moment after which a wrong code counts against the limit."""
    return now - TRIES_WITHIN


def tries_left(tries: Collection[datetime], now: datetime) -> int:
    """How many wrong codes a person may still give now, who gave wrong ones at these moments."""
    return max(0, TRIES - len(_counting(tries, now)))


def next_try_at(tries: Collection[datetime], now: datetime) -> datetime:
    """When the person may try again: now, or when enough of the wrong ones are a day old."""
    counting = _counting(tries, now)
    return now if len(counting) < TRIES else counting[-TRIES] + TRIES_WITHIN


def _counting(tries: Collection[datetime], now: datetime) -> list[datetime]:
    return sorted(at for at in tries if at > tries_count_from(now))
