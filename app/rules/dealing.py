"""Dealing cards: everybody has an order of their own, and the same allowance of cards that count.

The order comes from a secret of the round, the person and the contribution, and from nothing else. So nobody can foretell
it, nobody else's cards move it, and what is added or taken away leaves the rest in its order.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from heapq import nsmallest

from app.rules.actors import Actor
from app.rules.contributions import IN_ROUNDS, VOTE, Kind
from app.rules.permissions import No, may_vote
from app.rules.phases import Timetable, current_phase, opens_at

ALLOWANCE = 40
"""Cards of one kind that count for a person, where a round does not say otherwise."""

MOST_CARDS = 1_000
"""The largest allowance that a form takes: more cards than anybody answers with care."""

SOMEBODY_ELSE = 0
"""No person has this number: the author, for a question about what is not one's own."""

AHEAD = 64
"""So many first contributions of a person's order are kept: an allowance of cards, what is their own, and some to spare."""

_KEPT_HANDS = 256
"""People whose first contributions are kept in a process: as many as play at the same time, in half a megabyte."""

_BLOCK = 64
_ID_BYTES = 8


def next_card(secret: bytes, person: int, left: Iterable[int]) -> int | None:
    """The first in this person's order of the contributions that are left to deal; none where nothing is left."""
    return min(left, key=_marks(secret, person), default=None)


@lru_cache(_KEPT_HANDS)
def first_cards(secret: bytes, person: int, numbers: str) -> tuple[int, ...]:
    """The first `AHEAD` in this person's order of some contributions, whose ids come as one text with commas between.

    Kept, because the order of ten thousand is nearly all the work of a deal, and a person is dealt card after card of the
    same list. Other numbers are another list, so nothing kept is ever out of date.
    """
    return tuple(nsmallest(AHEAD, json.loads(f"[{numbers}]"), key=_marks(secret, person)))


def _marks(secret: bytes, person: int) -> Callable[[int], bytes]:
    """What the order goes by: HMAC-SHA256 with the round's secret over both ids, eight bytes each, the larger end first.

    It is worked out from two half-made digests, because `hmac` takes more than twice as long.
    """
    inner = sha256(_padded(secret, 0x36) + person.to_bytes(_ID_BYTES, "big"))
    outer = sha256(_padded(secret, 0x5C))

    def mark(contribution: int) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(contribution.to_bytes(_ID_BYTES, "big"))
        second.update(first.digest())
        return second.digest()

    return mark


def _padded(secret: bytes, sign: int) -> bytes:
    """The secret as HMAC mixes it in: a full block, each byte crossed with a constant (RFC 2104)."""
    short = secret if len(secret) <= _BLOCK else sha256(secret).digest()
    return bytes(byte ^ sign for byte in short.ljust(_BLOCK, b"\0"))


def is_counted(place: int, allowance: int) -> bool:
    """Whether the card in this place (1 is a person's first of the kind) is within the allowance."""
    return place <= allowance


def may_be_dealt(person: int, author: int, *, listed: bool) -> bool:
    """Whether a contribution may be dealt to a person: never their own, nor what is a draft, hidden or withdrawn."""
    return listed and person != author


def may_allow(was: int, becomes: int, *, opened: bool) -> bool:
    """Whether a round's allowance may become this: anything sensible before it opens, afterwards only more.

    What it is may stay, however large: an imported round allows as many as it has answers.
    """
    return becomes == was or (1 <= becomes <= MOST_CARDS and (not opened or becomes > was))


def may_play(actor: Actor, kind: Kind, round_: Timetable, now: datetime) -> No | None:
    """May this person be dealt cards of this kind now? Whoever may vote on what somebody else wrote."""
    return may_vote(actor, kind, SOMEBODY_ELSE, round_, now)


def kinds_to_play(round_: Timetable, now: datetime) -> tuple[Kind, ...]:
    """The kinds that are voted on now, the one of the round's current phase first."""
    acts, current = opens_at(round_, now), current_phase(round_, now)
    open_now = [kind for kind in IN_ROUNDS if VOTE[kind] in acts]
    return tuple(sorted(open_now, key=lambda kind: current is None or kind.phase != current.kind))
