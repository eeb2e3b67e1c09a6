"""What a person may not do for a time: held, silenced, suspended. It ends by the hour, and nobody has to end it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum


class RestraintKind(StrEnum):
    """How a person is restrained.

    Held: what one posts waits for a moderator. Silenced: one reads, and cannot post, vote or comment. Suspended: one
    can sign in only to appeal and to download one's data. Votes that were cast before go on counting.
    """

    HOLD = "hold"
    SILENCE = "silence"
    SUSPEND = "suspend"


def holding(ends: Mapping[RestraintKind, datetime | None], now: datetime) -> frozenset[RestraintKind]:
    """What holds a person at this moment, given when each restraint ends: no longer at its last moment."""
    return frozenset(kind for kind, end in ends.items() if end is not None and now < end)
