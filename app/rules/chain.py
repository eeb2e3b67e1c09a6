"""The chain of the audit log: how an entry's digest is made, and how it is found out that one is not as it was written."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

GENESIS = "0" * 64
"""What the first entry's `previous` says: there was nothing before it."""


class Head(Protocol):
    """The end of the chain: the last entry's place and digest; place 0 and `GENESIS` before the first."""

    sequence: Any
    digest: Any


class Fault(StrEnum):
    """What is wrong at the first entry that is not as it was written."""

    ALTERED = "altered"
    """Its fields and its digest do not agree, or the entry after it remembers another one: changed, or moved here."""
    MISSING = "missing"
    """It should stand here, and does not."""
    ADDED = "added"
    """It stands before the first entry, or after the last that the head knows."""
    HEAD = "head"
    """The head is gone, or says another digest than the last entry."""
    PUBLISHED = "published"
    """The chain was written anew: it agrees with itself, and not with a digest that was shown to the public."""
    NOTED = "noted"
    """The chain agrees with itself, and a digest that somebody noted earlier does not stand in it."""


@dataclass(frozen=True)
class Broken:
    """The first entry that is not as it was written. `since`: where it may lie earlier, the earliest that it can be."""

    sequence: int
    fault: Fault
    since: int | None = None


def chain_digest(previous: str, entry: Any, sequence: int, at: datetime) -> str:
    """The digest of an entry: SHA-256 over the previous digest and the entry's fields as canonical JSON."""
    fields = [sequence, at.isoformat(), entry.actor_id, entry.act, entry.object_kind, entry.object_id, entry.round_id]
    words = json.dumps([previous, *fields, entry.details], separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(words.encode()).hexdigest()


def first_broken(
    entries: Iterable[Any], head: Head | None, published: Mapping[int, AbstractSet[str]], noted: str | None = None
) -> Broken | None:
    """The first altered, missing, moved or added entry, or none where the chain is whole.

    `entries` come in the order of their sequence. `published`: digests that the public has seen, by the place in the
    chain that was its end then; 0 for an empty one. `noted`: a digest that somebody kept, wherever it stands.
    """
    walk = _Walk(published, noted)
    for broken in walk.over(entries, head):
        return broken
    return walk.broken_end(head) or walk.broken_promise()


class _Walk:
    """One reading of the chain, from its first entry to its end."""

    def __init__(self, published: Mapping[int, AbstractSet[str]], noted: str | None) -> None:
        self.previous, self.place = GENESIS, 0
        self.published, self.noted = published, noted
        self.seen_noted = noted in {None, GENESIS}
        self.kept_until, self.promise_broken_at = 0, None if self._keeps_promise() else 0

    def over(self, entries: Iterable[Any], head: Head | None) -> Iterator[Broken]:
        """What is wrong, entry by entry."""
        for place, entry in enumerate(entries, start=1):
            fault = self._fault(place, entry, head)
            if fault is not None:
                yield fault
            self.place, self.previous = place, entry.digest
            self._remember()

    def _fault(self, place: int, entry: Any, head: Head | None) -> Broken | None:
        if entry.sequence < place or (head is not None and place > head.sequence):
            return Broken(entry.sequence, Fault.ADDED)
        if entry.sequence > place:
            return Broken(place, Fault.MISSING)
        if entry.digest != chain_digest(entry.previous, entry, place, entry.at):
            return Broken(place, Fault.ALTERED)
        if entry.previous != self.previous:  # It is whole, and remembers another entry before it.
            return Broken(max(place - 1, 1), Fault.ALTERED)
        return None

    def _keeps_promise(self) -> bool:
        return self.published.get(self.place, {self.previous}) == {self.previous}

    def _remember(self) -> None:
        self.seen_noted = self.seen_noted or self.previous == self.noted
        if self.promise_broken_at is not None:
            return
        if not self._keeps_promise():
            self.promise_broken_at = self.place
        elif self.place in self.published:
            self.kept_until = self.place

    def broken_end(self, head: Head | None) -> Broken | None:
        """What is wrong with where the chain ends."""
        promised = max(self.published, default=0)
        known = promised if head is None else max(head.sequence, promised)
        if known > self.place:
            return Broken(self.place + 1, Fault.MISSING)
        if head is None or head.digest != self.previous:
            return Broken(self.place, Fault.HEAD)
        return None

    def broken_promise(self) -> Broken | None:
        """What is wrong with a chain that agrees with itself."""
        if self.promise_broken_at is not None:
            return Broken(self.promise_broken_at, Fault.PUBLISHED, since=self.kept_until + 1)
        return None if self.seen_noted else Broken(self.place, Fault.NOTED, since=1)
