"""What the automatic checks may say of a text, and what follows. They advise: a moderator decides, nothing is hidden.

What they find is a kind, a place in the text, and plain words for why. The text itself is never part of a finding, so
that no finding carries a phone number into a log, a notice or a report.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.rules.trust import Step

MOST_SIGNS = 20_000
"""Signs of one text that are looked at: as many as a text may have. The forms refuse longer ones."""


class Kind(StrEnum):
    """What a check can find."""

    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    NHS_NUMBER = "nhs_number"
    NI_NUMBER = "ni_number"
    TAX_NUMBER = "tax_number"
    BANK = "bank"
    CARD = "card"
    WATCHED = "watched"
    ADVERT = "advert"
    REPEAT = "repeat"
    FLOOD = "flood"
    UNREADABLE = "unreadable"


PERSONAL = frozenset({
    Kind.PHONE, Kind.EMAIL, Kind.POSTCODE, Kind.NHS_NUMBER, Kind.NI_NUMBER, Kind.TAX_NUMBER, Kind.BANK, Kind.CARD,
})  # fmt: skip
"""Of these a person is warned before posting, and may post all the same."""


class Follows(StrEnum):
    """What follows from what was found: nothing, a note for the moderators, or that the text waits for one."""

    NOTHING = "nothing"
    FLAG = "flag"
    HOLD = "hold"


@dataclass(frozen=True, order=True)
class Found:
    """Something in a text: where it begins and ends, and what it is."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Advice:
    """What one check says of a whole text: its kind, how sure it is, and why in short words."""

    kind: Kind
    follows: Follows
    why: tuple[str, ...] = ()


class Held(StrEnum):
    """Why a text waits for a moderator."""

    FIRST_POSTS = "first_posts"
    HOLD_FIRST = "hold_first"
    CHECKS = "checks"


MOST_FIRST_POSTS = 20
"""Of nobody more texts are read first for being new: whoever should be watched for longer gets a decision, with a reason."""


def first_posts(of_site: int, of_round: int | None) -> int:
    """How many first texts of a new person wait: as the round says or, where it says nothing, as the site does."""
    return of_site if of_round is None else of_round


def apart(found: Iterable[Found]) -> list[Found]:
    """What was found, in the order of the text, without what overlaps.

    Of two the one that begins earlier stands; where both begin together, the longer.
    """
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end, one.kind)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def news(kinds: Iterable[Kind], warned_of: Iterable[str]) -> list[Kind]:
    """The kinds of personal data that the person was not warned of yet, in their usual order."""
    found, before = set(kinds) & PERSONAL, set(warned_of)
    return [kind for kind in Kind if kind in found and kind not in before]


def outcome(advice: Sequence[Advice], step: Step) -> Follows:
    """What follows from all that was said of a text.

    Of a trusted person nothing is held on a machine's word: the moderators are told, and decide.
    """
    said = {one.follows for one in advice}
    if Follows.HOLD in said and step is not Step.TRUSTED:
        return Follows.HOLD
    return Follows.FLAG if said - {Follows.NOTHING} else Follows.NOTHING


def held_for(*, restrained: bool, posted: int, first_posts: int, follows: Follows) -> Held | None:
    """Why a text waits for a moderator, or none: it is posted at once.

    `restrained`: a moderator decided that this person's texts are read first. `posted`: how many texts of this person
    ever stood; `first_posts`: how many of a person the site reads first.
    """
    if restrained:
        return Held.HOLD_FIRST
    if posted < first_posts:
        return Held.FIRST_POSTS
    return Held.CHECKS if follows is Follows.HOLD else None
