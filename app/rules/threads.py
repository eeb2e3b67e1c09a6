"""Where a comment stands in its thread: its path, its depth, and whether it waits behind a link.

A path is the parent's path and the comment's own number: sorted, paths are the order of reading.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

SEGMENT_LENGTH = 5
"""Signs of base 36 for one number: sixty million comments in a thread."""

SHOWN_LEVELS = 5
"""Levels of nesting on a page; at 320 pixels a sixth would leave no room for words."""

SHOWN_REPLIES = 3
"""Replies to one comment that a page shows at once; the others wait behind a link."""

DEEPEST = 40
"""The depth at which replies are set beside, not below: a path must fit into an index (200 signs of 2,700)."""

PAGE_SIZE = 50
"""Comments on one page."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CURSOR = re.compile(rf"(?:([0-9]{{1,9}})-)?((?:[0-9a-z]{{{SEGMENT_LENGTH}}}){{1,{DEEPEST + 1}}})")


class Order(StrEnum):
    """How the top-level comments of a page are ordered; replies stand below what they answer, oldest first."""

    OLDEST = "oldest"
    USEFUL = "useful"


@dataclass(frozen=True)
class Spot:
    """Where a comment stands. A top-level comment has depth 0."""

    path: str
    depth: int
    folded: bool


@dataclass(frozen=True)
class Cursor:
    """After which comment a page begins; `useful` is the count of its top-level comment, in that order."""

    path: str
    useful: int | None = None

    def __str__(self) -> str:
        return self.path if self.useful is None else f"{self.useful}-{self.path}"


def segment(number: int) -> str:
    """A comment's number as its part of a path: 1 → `00001`, 36 → `00010`."""
    digits = ""
    for _ in range(SEGMENT_LENGTH):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def spot(number: int, parent: Spot | None = None, earlier_replies: int = 0) -> Spot:
    """Where the comment of that number goes, below its parent, which has so many replies already.

    It waits behind a link when it is the fourth or later reply, when its parent waits, or below the fifth level.
    """
    if parent is None:
        return Spot(segment(number), 0, folded=False)
    depth = parent.depth + 1
    folded = parent.folded or earlier_replies >= SHOWN_REPLIES or depth >= SHOWN_LEVELS
    return Spot(parent.path + segment(number), depth, folded)


def ancestors(path: str) -> list[str]:
    """The paths of all that a comment stands below, its top-level comment first."""
    return [path[:end] for end in range(SEGMENT_LENGTH, len(path), SEGMENT_LENGTH)]


def after_branch(path: str) -> str:
    """What sorts after every path of a branch, and before the next one."""
    return path + "~"


def branch_depth(depth: int, open_depth: int) -> int:
    """The depth of the ancestor whose branch, shown by itself, has a folded comment of this depth in it.

    `open_depth` is the depth of its nearest ancestor that is not folded. Branches are opened one from another, each
    showing five levels.
    """
    step = SHOWN_LEVELS - 1
    return open_depth + step * ((depth - open_depth - 1) // step)


def waiting_replies(replies: int, level: int, *, whole_branch: bool) -> int:
    """How many direct replies wait behind a link, below a comment on this level (from 0) of a page or a branch."""
    if level >= SHOWN_LEVELS - 1:
        return replies
    return 0 if whole_branch else max(0, replies - SHOWN_REPLIES)


def cursor(words: str | None, order: Order) -> Cursor | None:
    """Read a cursor from an address; none where it says nothing that we wrote for this order."""
    match = _CURSOR.fullmatch(words or "")
    if match is None or (match[1] is None) == (order is Order.USEFUL):
        return None
    return Cursor(match[2], int(match[1]) if match[1] else None)
