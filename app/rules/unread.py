"""What is new to a reader, and how much of it is told."""

from datetime import datetime
from typing import NamedTuple

MOST_NEW = 99
"""New comments of one discussion that are counted; above that it says “99+”."""

MANY = 2_000
"""So many events since the last visit are not gone through one by one: nearly all of them are comments."""

MOST_LISTED = 100
"""Discussions on a person's page: those with something new first, then those that were read last."""


def read_up_to(claimed: int, last: int) -> int:
    """How far a thread counts as read by what the page says: never further than the thread goes. Numbers of events."""
    return max(0, min(claimed, last))


def told(new: int) -> str:
    """“3”, or “99+”."""
    return f"{MOST_NEW}+" if new > MOST_NEW else str(new)


class New(NamedTuple):
    """A comment that came since, and the number of its event."""

    public_id: str
    sequence: int


class News(NamedTuple):
    """Where a person left off in a discussion, and what came since, in the order in which it came.

    `left_off` is a number in words, empty at the first visit: then nothing is new.
    """

    left_off: str
    since: datetime | None
    now: datetime
    new: tuple[New, ...]

    @property
    def number(self) -> str:
        """How many, as it is told."""
        return told(len(self.new))

    @property
    def are_many(self) -> bool:
        """Whether there are more than are counted."""
        return len(self.new) > MOST_NEW

    @property
    def shown(self) -> tuple[New, ...]:
        """Those that are marked."""
        return self.new[:MOST_NEW]

    def beyond(self, page: frozenset[str]) -> int | None:
        """The number of the first new one that is not among the comments of a page, where there is one."""
        off = [one.sequence for one in self.new if one.public_id not in page]
        return min([*off, *(one.sequence for one in self.new[MOST_NEW:])], default=None)
