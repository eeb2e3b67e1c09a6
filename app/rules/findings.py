"""What stands beside an order: who was not heard, where people differ, and what another rule would say.

None of it moves the order. All of it is counted from counted votes (verified people, counted cards), the comparison with
the plain rules excepted, which is from all votes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from app.rules import opinions
from app.rules.columns import Flags, Reals, Whole, counts, flags
from app.rules.dealt import RankingResult
from app.rules.dealt_columns import DealtColumns
from app.rules.opinions import OpinionMap
from app.rules.ranking import Entry, Rule, Tally, order

ENOUGH_TO_TELL = 10
"""Answers that an area or a group needs on an item before anything is said of it there."""

STRONG = 0.6
"""The share of an area's or a group's answers that agree, from which an item is strong there."""

WEAK = 0.5
"""The estimated share of all residents that agrees, below which an item is weak overall."""

CONTESTED = 1 / 3
"""The estimated share of all residents that disagrees, from which an item is contested."""

TENTHS = 10


@dataclass(frozen=True, slots=True)
class Where:
    """An area (by name) or an opinion group (by letter), and how many in ten there agree, or disagree."""

    area: str
    group: str
    tenths: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What is worth knowing of one item beside its place.

    strong     where it is strong although it is weak overall: somebody's need that an average hides
    against    where more than half of those who answered disagree
    contested  a third of all residents or more disagree, by the estimate
    badge      agreed across all opinion groups
    """

    strong: tuple[Where, ...]
    against: tuple[Where, ...]
    contested: bool
    badge: bool


@dataclass(frozen=True, slots=True)
class Group:
    """An opinion group, named by a letter.

    left, top    its middle on the map, per cent from the left and the top
    likes, apart the items that it agrees with most, and those that set it apart from the others
    """

    letter: str
    people: int
    left: float
    top: float
    likes: tuple[int, ...]
    apart: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """All of it for a round and kind: one finding an item, the groups, and where people stand (see `dots`)."""

    items: tuple[Finding, ...]
    groups: tuple[Group, ...]
    silhouette: float
    dots: tuple["Dot", ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A spot of the opinion map (per cent from the left and the top), its group and how many people stand there."""

    left: float
    top: float
    group: int
    people: int


def findings(columns: DealtColumns, ranked: RankingResult, seed: int) -> Findings:
    """Everything beside the order. `seed` starts the opinion map."""
    rows = columns.counted
    person, item, value = columns.person[rows], columns.item[rows], columns.value[rows]
    items = len(columns.items)
    drawn = opinions.opinion_map(person, item, value, people=len(columns.people), items=items, seed=seed)
    agree, seen = opinions.count_by_group(person, item, value, drawn, items=items)
    disagree, _ = opinions.count_by_group(person, item, -value, drawn, items=items)
    named = columns.tally_by_area()[:, :-1]
    tables = _Tables(
        names=[Where(name, "", 0) for name in columns.area_names] + [Where("", letter(n), 0) for n in range(len(seen))],
        agree=np.concatenate([named[..., 0].T, agree]),
        disagree=np.concatenate([named[..., 1].T, disagree]),
        seen=np.concatenate([named.sum(axis=2).T, seen]),
    )
    badges = opinions.agreed_across(agree, seen)
    found = tuple(_finding(tables, number, ranked, badge=bool(badges[number])) for number in range(items))
    spots = dots(drawn)
    return Findings(found, _groups(drawn, spots, agree, seen), drawn.silhouette, spots)


def letter(number: int) -> str:
    """The letter of a group: A is the largest."""
    return "ABCDE"[number]


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """Areas, then groups × items: who agrees, disagrees, has answered."""

    names: list[Where]
    agree: Whole
    disagree: Whole
    seen: Whole

    def where(self, flags: Flags, part: Whole, number: int) -> tuple[Where, ...]:
        """The areas and groups for which the flag is set, with how many in ten of the item's answers there are `part`."""
        return tuple(
            Where(self.names[n].area, self.names[n].group, round(TENTHS * part[n, number] / self.seen[n, number]))
            for n in np.flatnonzero(flags)
        )


def _finding(tables: _Tables, number: int, ranked: RankingResult, *, badge: bool) -> Finding:
    enough = tables.seen[:, number] >= ENOUGH_TO_TELL
    weak = bool(ranked.placed[number]) and ranked.estimate[number, 0] < WEAK
    strong = enough & (tables.agree[:, number] >= STRONG * tables.seen[:, number]) & weak
    against = enough & (2 * tables.disagree[:, number] > tables.seen[:, number])
    return Finding(
        strong=tables.where(strong, tables.agree, number),
        against=tables.where(against, tables.disagree, number),
        contested=bool(ranked.placed[number] and ranked.estimate[number, 1] >= CONTESTED),
        badge=badge,
    )


MOST_NAMED = 3
"""Items that are named of each group."""


def _groups(drawn: OpinionMap, spots: tuple["Dot", ...], agree: Whole, seen: Whole) -> tuple[Group, ...]:
    size = counts(drawn.group[drawn.group >= 0], drawn.groups)
    share = (agree + 1) / (seen + 2)
    enough = seen >= opinions.ENOUGH_SEEN
    found = []
    for number in range(drawn.groups):
        others = np.delete(share, number, axis=0).mean(axis=0)
        likes = _most(share[number], enough[number] & (2 * agree[number] > seen[number]))
        apart = _most(np.abs(share[number] - others), flags(enough.all(axis=0)))
        left, top = _middle([spot for spot in spots if spot.group == number])
        found.append(Group(letter(number), int(size[number]), left, top, likes, apart))
    return tuple(found)


def _middle(spots: list["Dot"]) -> tuple[float, float]:
    people = sum(spot.people for spot in spots)
    left, top = (sum(getattr(spot, way) * spot.people for spot in spots) for way in ("left", "top"))
    return round(left / people, 1), round(top / people, 1)


def _most(amounts: Reals, among: Flags) -> tuple[int, ...]:
    best = np.argsort(-amounts, kind="stable")
    return tuple(int(number) for number in best[among[best]][:MOST_NAMED])


GRID = 40
"""Steps of the map each way: nobody's exact place is shown, and a page stays small with a hundred thousand people."""

MARGIN = 4.0
"""Per cent of the picture that stay free on each side."""


def dots(drawn: OpinionMap) -> tuple[Dot, ...]:
    """Where people stand, on a grid: one dot for all of a group on the same spot."""
    known = drawn.group >= 0
    if not known.any():
        return ()
    place = drawn.position[known]
    low, high = np.percentile(place, 1, axis=0), np.percentile(place, 99, axis=0)
    spot = np.clip(np.rint((place - low) / np.where(high > low, high - low, 1.0) * GRID), 0, GRID).astype(np.int64)
    keys = np.column_stack([spot, drawn.group[known]])
    found, people = np.unique(keys, axis=0, return_counts=True)
    scale = (100 - 2 * MARGIN) / GRID
    return tuple(
        Dot(MARGIN + float(x) * scale, 100 - MARGIN - float(y) * scale, int(group), int(n))
        for (x, y, group), n in zip(found, people, strict=True)
    )


def places(columns: DealtColumns, placed: Flags) -> dict[Rule, dict[int, int]]:
    """The place of each placed item under each plain rule, from all votes, dealt and found: item number → place.

    The rules are compared on the same items: those that have a place.
    """
    table = columns.tally(np.ones(len(columns.value), dtype=np.bool_))
    numbers = [int(number) for number in np.flatnonzero(placed)]
    entries = [
        Entry(
            columns.items[number],
            Tally(*(int(n) for n in table[number])),
            datetime.fromtimestamp(columns.published[number], UTC),
        )
        for number in numbers
    ]
    number_of = {columns.items[number]: number for number in numbers}
    return {rule: {number_of[place.key]: place.rank for place in order(entries, rule)} for rule in Rule}


@dataclass(frozen=True, slots=True)
class Shift:
    """How a plain rule differs: how many items stand elsewhere, by how many places at most, and which item does."""

    rule: Rule
    moved: int
    most: int
    number: int


def shifts(ours: dict[int, int], theirs: dict[Rule, dict[int, int]]) -> tuple[Shift, ...]:
    """How far each plain rule's places (item number → place) are from ours."""
    found = []
    for rule, place in theirs.items():
        moves = {number: abs(place[number] - rank) for number, rank in ours.items()}
        number = max(moves, key=lambda one: (moves[one], -one), default=-1)
        found.append(Shift(rule, sum(move > 0 for move in moves.values()), moves.get(number, 0), number))
    return tuple(found)
