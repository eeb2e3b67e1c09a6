"""What is told to other programs, how it is signed, when it is tried again, and where it never goes.

The scheme is that of standardwebhooks.com, so that receivers find libraries in every language.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from app.rules.outbox import Happened

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

EVENTS = {
    Happened.COMMENT: "comment.posted",
    Happened.CONTRIBUTION: "contribution.published",
    Happened.ROUND_OPENED: "round.opened",
    Happened.ROUND_EXTENDED: "round.extended",
    Happened.ROUND_CANCELLED: "round.cancelled",
}

BACKOFF = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20),
)  # fmt: skip
"""After each failed try, as the scheme suggests: a receiver that is mended within two days has missed nothing."""

MOST_FAILURES = 20
"""Failed tries in a row, of whatever was to be told, after which a receiver is paused."""

LEASE = timedelta(minutes=2)
"""How long one process has for one try: more than the time-outs of a post together."""

GONE = 410
"""A receiver that answers so wants to hear nothing more."""

MAX_ADDRESS = 500

TUNNELS: tuple[IPv6Network, ...] = (
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2002::/16"),
)
"""Addresses that stand for others, inner ones among them."""


class Delivered(StrEnum):
    """What became of a delivery."""

    TAKEN = "taken"
    FAILED = "failed"
    DROPPED = "dropped"
    """It was taken down before it was told, so it is not told."""


class Fault(StrEnum):
    """Why an address cannot be used."""

    SHAPE = "shape"
    NOT_SECRET = "not_secret"  # noqa: S105 - No password: it says that the line is not.
    INNER = "inner"
    UNKNOWN = "unknown"


def fault_of(address: str, *, https_only: bool, longest: int = MAX_ADDRESS) -> Fault | None:
    """What is wrong with the words of an address; where it leads is another question."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return Fault.SHAPE
    plain = len(address) <= longest and address.isascii() and address.isprintable() and " " not in address
    if not plain or not host or port == 0 or parts.username is not None or parts.fragment or "\\" in address:
        return Fault.SHAPE
    if parts.scheme == "https":
        return None
    return (
        Fault.NOT_SECRET if parts.scheme == "http" and https_only else Fault.SHAPE if parts.scheme != "http" else None
    )


def may_go_to(address: str, inner: Iterable[Network] = ()) -> bool:
    """Whether an IP address is on the public internet, or in an inner network that the operator named."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if any(found in network for network in inner if network.version == found.version):
        return True
    if any(found in tunnel for tunnel in TUNNELS if tunnel.version == found.version):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def secret_of(key: str, public_id: str) -> bytes:
    """A receiver's secret. It is worked out, and stored nowhere: a copy of the database lets nobody sign for us."""
    return hmac.new(key.encode(), f"webhook:{public_id}".encode(), hashlib.sha256).digest()


def shown(secret: bytes) -> str:
    """A secret as it is given to a person."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def signature(secret: bytes, message_id: str, timestamp: int, body: str) -> str:
    """What proves that a message is ours and unchanged."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return f"v1,{base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()}"


def next_try(tries: int, now: datetime) -> datetime | None:
    """When it is tried again after so many failed tries; none when it is given up."""
    return now + BACKOFF[tries - 1] if tries <= len(BACKOFF) else None
