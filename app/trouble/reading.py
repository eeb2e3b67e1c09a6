"""Notes and quarantines as people read them: plain data. Nothing here asks a database."""

import json
from dataclasses import dataclass
from datetime import datetime

from app.rules.contributions import Kind
from app.rules.quarantine import Quarantine as Facts
from app.rules.trouble import Sign

NAMES = {sign: sign.name.lower() for sign in Sign}
"""What each sign is called in rows and on screen."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One sign: its name, and of 100 agreeing votes how many show it."""

    sign: str
    of_a_hundred: int


@dataclass(frozen=True, slots=True)
class Note:
    """A note on the votes of a contribution."""

    public_id: str
    at: datetime
    figures: tuple[Figure, ...]
    looked_at: datetime | None
    looked_by: str | None
    looked_words: str
    contribution: str
    kind: Kind
    title: str
    round_title: str


@dataclass(frozen=True, slots=True)
class Case:
    """A quarantine with the names of those concerned, and what the law needs to know of it."""

    id: int
    public_id: str
    round_id: int
    facts: Facts
    round_slug: str
    round_title: str
    contribution: str | None
    kind: Kind | None
    title: str | None
    person: str
    handle: str
    proposed_by: str
    proposed_at: datetime
    reason: str
    confirmed_by: str | None
    confirmed_at: datetime | None
    lifted_by: str | None
    lifted_at: datetime | None
    lift_reason: str
    objection: str
    objected_at: datetime | None
    answer: str
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who agrees with a contribution: what is unusual about this vote."""

    handle: str
    name: str
    votes: int
    found: bool
    new: bool
    at: datetime


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a row."""
    return tuple(Figure(one["sign"], round(100 * one["share"])) for one in json.loads(text))
