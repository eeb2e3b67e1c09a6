"""The cards that the demo's people were dealt, by seeded chance: most votes answer one, some came from shared links."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.demo.tables import Posted
from app.identifiers import public_id
from app.rules.contributions import Kind

Row = dict[str, Any]
Ids = Mapping[str, int]
Pair = tuple[int, str]

SEED = 1649

DEALT = 0.7
"""The share of the votes that answer a card."""

SKIPPED = 0.04
"""The share of what a person did not vote on that they were dealt, and skipped."""

READING = timedelta(seconds=40)
"""The longest that anybody looks at a card before they answer."""


@dataclass(frozen=True)
class Card:
    """A card of the demo: which contribution, to whom, when; `answered` is none where it was skipped."""

    posted: Posted
    person: str
    at: datetime
    answered: datetime | None

    @property
    def pair(self) -> Pair:
        """What its votes have in common with it."""
        return self.posted.id, self.person


def deal(posted: list[Posted], players: list[str], voted: Mapping[Pair, datetime], chance: Random) -> list[Card]:
    """Every card, in the order of time. Nobody is dealt their own, nor anything before it was posted.

    `voted` says when each person voted first on each contribution.
    """
    cards = [card for one in posted for name in players for card in _cards(one, name, voted, chance)]
    return sorted(cards, key=lambda card: card.at)


def _cards(one: Posted, name: str, voted: Mapping[Pair, datetime], chance: Random) -> Iterator[Card]:
    at, drawn, looked = voted.get((one.id, name)), chance.random(), chance.random()
    if at and drawn < DEALT:
        yield Card(one, name, max(one.at, at - READING * looked), at)
    elif not at and name != one.text.author and drawn < SKIPPED:
        yield Card(one, name, one.at + (one.votes_until - one.at) * looked, None)


def rows(cards: list[Card], round_id: int, people: Ids) -> Iterator[Row]:
    """The cards as rows: each in its place among the person's cards of its kind."""
    places: Counter[tuple[str, str]] = Counter()
    for card in cards:
        kind = Kind(card.posted.text.kind)
        places[card.person, kind] += 1
        yield {
            "public_id": public_id(),
            "round_id": round_id,
            "kind": kind,
            "person_id": people[card.person],
            "contribution_id": card.posted.id,
            "place": places[card.person, kind],
            "at": card.at,
            "answered_at": card.answered,
            "skipped_at": None if card.answered else card.at,
        }
