"""Who is called by name in a text, who is offered to be called, and who is told of it."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 10
"""People whom one text may call. An eleventh is refused, and the words kept: whoever writes should know who hears of it."""

NAME = r"(?<![\w@./\\+-])@([A-Za-z0-9](?:[A-Za-z0-9-]{0,78}[A-Za-z0-9])?)(?!-*[\w@]|\.\w)"
"""A handle after an @: no part of an address, of a path or of a longer word. A stroke before it makes it plain words."""

LONGEST = 80
"""Signs of a handle."""

OFFERED = 6
"""People who are offered at a time: what fits on a telephone above its keyboard."""

SHORTEST = 2
"""Letters from which people are offered who have not spoken here: one letter means everybody."""


def different(handles: Iterable[str]) -> tuple[str, ...]:
    """The same handles, each once, as accounts have them, in the order in which they stand."""
    return tuple(dict.fromkeys(handle.lower() for handle in handles))


@dataclass(frozen=True)
class Called:
    """How somebody stands to a text that calls them, and to its writer."""

    is_writer: bool = False
    is_open: bool = True
    """Whether the account was confirmed, and was not closed."""
    is_suspended: bool = False
    blocks: bool = False
    """Whether the person hears nothing of the writer."""
    may_read: bool = True


def may_be_called(called: Called) -> bool:
    """Whether somebody is offered to a writer, and told where called: nobody is told of what they may not read."""
    out_of_reach = called.is_writer or called.is_suspended or called.blocks
    return called.is_open and called.may_read and not out_of_reach


def is_told(called: Called, *, wants: bool, muted: bool) -> bool:
    """Whether a notice goes out: not to whoever wants none of this kind, or nothing of this discussion."""
    return may_be_called(called) and wants and not muted
