"""The cards that the demo's people were dealt, by seeded chance: most votes answer one, some came from shared links."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.demo.tables import Person, Posted
from app.demo.vote_rows import NO_VOTES, Cast
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


def deal(posted: list[Posted], people: list[Person], casts: list[Cast], chance: Random) -> list[Card]:
    """Every card, in the order of time. Nobody is dealt their own, nor anything before it was posted."""
    first: dict[Pair, Cast] = {}
    for cast in casts:
        first.setdefault((cast.contribution_id, cast.person), cast)
    players = [person.key for person in people if not NO_VOTES & set(person.roles)]
    cards = [card for one in posted for name in players for card in _cards(one, name, first, chance)]
    return sorted(cards, key=lambda card: card.at)


def _cards(one: Posted, name: str, first: Mapping[Pair, Cast], chance: Random) -> Iterator[Card]:
    cast, drawn, looked = first.get((one.id, name)), chance.random(), chance.random()
    if cast and drawn < DEALT:
        yield Card(one, name, max(one.at, cast.at - READING * looked), cast.at)
    elif not cast and name != one.text.author and drawn < SKIPPED:
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
