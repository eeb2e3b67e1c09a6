"""The orders in which contributions are listed, and the reader's own random one.

While people vote on a kind, its list is in a random order by default, so that nothing gets a head start. What leads is
shown to everybody only when voting on it has closed.
"""

import hashlib
import hmac
from datetime import date
from enum import StrEnum

PRIME = 2**31 - 1
"""Places (`Contribution.shuffle`) lie below it, so multiplying by a key modulo it moves each to a place of its own."""

VISITOR_SEED = "visitor"
"""Strangers have no session, and share the day's order: their page needs no cookie."""


class Order(StrEnum):
    """The ways to order a list; the words in its address."""

    BEST = "best"
    RANDOM = "random"
    NEWEST = "newest"
    DISCUSSED = "discussed"
    TOP = "top"
    NEAR = "near"


def orders(*, voting_open: bool, over: bool, searching: bool, at_home: bool = False) -> tuple[Order, ...]:
    """The orders on offer, the default one first. The best match is for searches, the top for what has closed.

    What is near first is for people who have said where they live.
    """
    plain = [Order.RANDOM, Order.NEWEST, Order.DISCUSSED]
    if not voting_open:
        plain = [Order.NEWEST, Order.DISCUSSED, Order.RANDOM]
    if over:
        plain = [Order.TOP, *plain]
    if at_home:
        plain = [*plain, Order.NEAR]
    return (Order.BEST, *plain) if searching else tuple(plain)


def shuffle_key(secret: str, seed: str, day: date) -> int:
    """The number, from 1 to PRIME − 1, that turns everybody's places into one reader's order of one day."""
    said = f"order\x00{seed}\x00{day.isoformat()}".encode()
    digest = hmac.new(secret.encode(), said, hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % (PRIME - 1) + 1
