"""Conversations to try the rules on: real ones where they are there, otherwise made up. Areas are always made up."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FOLDERS = Path("../shared/data/polis-opendata")
"""Where the real conversations lie, seen from the repository."""

NONE = 2
"""In a table of answers (1, 0, −1): none was given."""

AREA_SHARES = np.array([0.28, 0.22, 0.18, 0.14, 0.11, 0.07])
"""Six made-up areas: their parts of the population."""

AREA_TURNOUT = np.array([0.7, 1.0, 1.3, 0.9, 1.2, 0.6])
"""How eager the people of each area are beside the others. Opinions do not depend on the area."""

MADE_UP = 4
MADE_UP_PEOPLE, MADE_UP_ITEMS = 300, 80

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Conversation:
    """Who said what in the end, authors' votes on their own comments left out.

    person, item, value  one a vote, numbers from 0
    table                people × items: 1, 0, −1, or NONE
    area                 one a person, made up
    support              one an item: the mean of all its votes
    seen                 whether an item has votes enough for a place: five, and half the median
    """

    name: str
    person: Array
    item: Array
    value: Array
    table: Array
    area: Array
    support: Array
    seen: Array

    @property
    def people(self) -> int:
        """How many people voted."""
        return len(self.table)

    @property
    def items(self) -> int:
        """How many items there are."""
        return self.table.shape[1]

    @property
    def full_order(self) -> Array:
        """The items with votes enough, by the mean of all their votes: what the rules should find again."""
        order = np.argsort(-self.support, kind="stable")
        return order[self.seen[order]]


def conversation(name: str, table: Array) -> Conversation:
    """A conversation from its table of answers; people and items without any are left out."""
    table = table[(table != NONE).any(axis=1)]
    table = table[:, (table != NONE).any(axis=0)]
    person, item = np.nonzero(table != NONE)
    value = table[person, item].astype(np.int64)
    heard = np.bincount(item, minlength=table.shape[1])
    chance = np.random.default_rng(len(person))
    return Conversation(
        name=name,
        person=person,
        item=item,
        value=value,
        table=table,
        area=homes(len(table), chance),
        support=np.bincount(item, value, table.shape[1]) / heard,
        seen=(heard >= 5) & (heard >= np.median(heard) / 2),
    )


def homes(people: int, chance: np.random.Generator) -> Array:
    """An area for each, by population and eagerness."""
    part = AREA_SHARES * AREA_TURNOUT
    return chance.choice(len(part), people, p=part / part.sum())


def read(folder: Path) -> Conversation:
    """A conversation of Polis: the last vote of a person on a comment counts, at equal times the later row."""
    with (folder / "comments.csv").open(newline="", encoding="utf-8") as lines:
        authors = {row["comment-id"]: row["author-id"] for row in csv.DictReader(lines) if row["moderated"] != "-1"}
    with (folder / "votes.csv").open(newline="", encoding="utf-8") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: int(row["timestamp"]))
    last = {
        (row["voter-id"], row["comment-id"]): int(row["vote"])
        for row in rows
        if authors.get(row["comment-id"], row["voter-id"]) != row["voter-id"]
    }
    people = {name: number for number, name in enumerate(sorted({who for who, _ in last}))}
    items = {name: number for number, name in enumerate(sorted({what for _, what in last}))}
    table = np.full((len(people), len(items)), NONE, dtype=np.int8)
    for (who, what), value in last.items():
        table[people[who], items[what]] = value
    return conversation(folder.name, table)


def made_up(number: int, people: int = MADE_UP_PEOPLE, items: int = MADE_UP_ITEMS) -> Conversation:
    """A conversation of people in two dimensions of opinion, most of whom answer little and a few much."""
    chance = np.random.default_rng(1_000 + number)
    leaning = chance.normal(size=(people, 2)) @ chance.normal(size=(2, items)) + chance.normal(0.6, 1.0, items)
    agrees = chance.random((people, items)) < 1 / (1 + np.exp(-leaning))
    table = np.where(agrees, 1, -1).astype(np.int8)
    table[chance.random((people, items)) < 0.15] = 0
    eager = chance.beta(1.0, 1.5, (people, 1))
    table[chance.random((people, items)) > eager] = NONE
    return conversation(f"made-up-{number + 1}", table)


def conversations(folders: Path = FOLDERS) -> list[Conversation]:
    """The real conversations by name, or some that are made up."""
    found = sorted(folder.parent for folder in folders.glob("*/votes.csv"))
    return [read(folder) for folder in found] or [made_up(number) for number in range(MADE_UP)]
