"""What a round and kind look like to the rule `dealt-1`: votes, people, items and areas, one entry each.

The same columns come from the database, from a snapshot and from an auditor's file, and give the same order.
"""

import hashlib
from dataclasses import dataclass, field, replace

import numpy as np

from app.rules.columns import Column, Flags, Reals, Whole, counts, sums
from app.rules.dealt import RankingResult, rank_dealt
from app.rules.dealt_votes import Sums, add_up, cap, counted_people, read_people, read_votes, weights_in_millionths

ANSWERS = (1, -1, 0)
"""Agree, disagree, unsure: the order of the last axis of every table of answers."""


@dataclass(frozen=True, slots=True, eq=False)
class VoteColumns:
    """Votes alone, one entry each: `person`, `item`, `value` and `dealt` as in the round's columns."""

    person: Column = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    item: Column = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    value: Column = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    dealt: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    @classmethod
    def joined(cls, *parts: "VoteColumns | DealtColumns") -> "VoteColumns":
        """The votes of all of these, one after the other."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in VOTE))

    def only(self, rows: Flags) -> "VoteColumns":
        """Some of them."""
        return VoteColumns(*(getattr(self, name)[rows] for name in VOTE))


VOTE = ("person", "item", "value", "dealt")


@dataclass(frozen=True, slots=True, eq=False)
class DealtColumns:
    """A round and kind in columns; items are in the order of their ids.

    items, titles   one an item: public id, title
    external        one an item: its number in the conversation that it was imported from, or none
    published       one an item: seconds; settles ties under the plain rules
    people          one a person: the id of the account
    person, item, value, dealt   one a vote; `dealt` says that it answers a counted card
    verified, area, cards_dealt  one a person: area −1 for none, counted cards
    area_names, population       one an area of the round
    first_dealt     one an item: seconds, infinite if never
    dealt_to        one an item: how many verified people were dealt it as a counted card
    aside           votes under a quarantine, which are not among the others and which no rule sees
    """

    items: tuple[str, ...]
    titles: tuple[str, ...]
    external: tuple[str | None, ...]
    published: Reals
    people: Whole
    person: Column
    item: Column
    value: Column
    dealt: Flags
    verified: Flags
    area: Column
    cards_dealt: Column
    area_names: tuple[str, ...]
    population: tuple[int, ...]
    first_dealt: Reals
    dealt_to: Whole
    aside: VoteColumns = field(default_factory=VoteColumns)

    @property
    def all_votes(self) -> VoteColumns:
        """Every vote, those that are set aside last."""
        return VoteColumns.joined(self, self.aside)

    def set_aside(self, rows: Flags) -> "DealtColumns":
        """The same with these of `all_votes` set aside, and no others."""
        votes = self.all_votes
        kept = votes.only(~rows)
        return replace(self, **{name: getattr(kept, name) for name in VOTE}, aside=votes.only(rows))

    @property
    def quarantined(self) -> Whole:
        """How many votes on each item are set aside."""
        return counts(self.aside.item, len(self.items))

    def rank(self, seed: int) -> RankingResult:
        """The order by `dealt-1`. Raises ValueError where the record of deals and votes does not add up."""
        return rank_dealt(
            self.person,
            self.item,
            self.value,
            self.dealt,
            verified=self.verified,
            area=self.area,
            cards_dealt=self.cards_dealt,
            area_share=self.population,
            items=len(self.items),
            first_dealt=self.first_dealt,
            seed=seed,
        )

    def sums(self) -> Sums:
        """What the order needs of the votes, and no more: see `rank_sums`."""
        people = read_people(self.verified, self.area, self.cards_dealt, areas=len(self.population))
        columns = (self.person, self.item, self.value, self.dealt)
        votes = read_votes(columns, people=len(self.people), items=len(self.items))
        counted = counted_people(votes, people)
        weight = weights_in_millionths(people.cards_dealt, counted, cap(people.cards_dealt[counted]))
        return add_up(votes, people, counted, weight, shape=(len(self.items), len(self.population)))

    @property
    def counted(self) -> Flags:
        """Which votes count: answers of verified people to counted cards. One a vote."""
        return self.dealt & self.verified[self.person]

    def tally(self, rows: Flags) -> Whole:
        """How many of these votes agree, disagree, are unsure: items × 3."""
        found = [counts(self.item[rows & (self.value == answer)], len(self.items)) for answer in ANSWERS]
        return np.stack(found, axis=1)

    def tally_by_area(self) -> Whole:
        """The counted votes, unweighted: items × (areas and none) × 3."""
        columns = len(self.area_names) + 1
        rows = self.counted
        home = self.area[self.person[rows]]
        place = np.where(home >= 0, home, columns - 1)
        cell = (self.item[rows].astype(np.int64) * columns + place) * 3 + np.array([2, 0, 1])[self.value[rows]]
        return counts(cell, len(self.items) * columns * 3).reshape(len(self.items), columns, 3)

    def counted_by_area(self) -> Whole:
        """How many counted people each area has, and last those without one."""
        answered = sums(self.person[self.counted], np.ones(int(self.counted.sum())), len(self.people)) > 0
        home = np.where(self.area >= 0, self.area, len(self.area_names))
        return counts(home[answered], len(self.area_names) + 1)


def seed_of(slug: str, kind: str) -> int:
    """The seed of the ranges of a round and kind, from 0 to 2³² − 1: nobody chooses it."""
    return int.from_bytes(hashlib.sha256(f"{slug}:{kind}".encode()).digest()[:4], "big")
