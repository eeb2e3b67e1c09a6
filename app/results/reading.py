"""Results as they are read: plain data that pages, exports and commands share. Nothing here asks a database."""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np

from app.rules.contributions import Kind
from app.rules.dealt import RULE, RankingResult
from app.rules.dealt_columns import DealtColumns
from app.rules.frozen import RULE_VERSION, in_places
from app.rules.ranking import Rule, Score


class Way(StrEnum):
    """The ways to put contributions in order, by their names on the command line and in addresses."""

    DEALT = RULE
    NET = Rule.NET
    AGREE = Rule.AGREE
    WILSON = Rule.WILSON
    BAYES = Rule.BAYES


@dataclass(frozen=True)
class Item:
    """A contribution in its place. `rank` is none for one that is too few to place.

    The counts are of votes that nobody set aside; `quarantined` votes come on top of them.
    """

    rank: int | None
    id: str
    external_id: str | None
    title: str
    score: Score
    agree: int
    disagree: int
    unsure: int
    people: int
    quarantined: int

    @property
    def with_quarantined(self) -> int:
        """How many voted, counting those whose votes are set aside."""
        return self.people + self.quarantined


@dataclass(frozen=True)
class Answers:
    """How many votes say what."""

    agree: int
    disagree: int
    unsure: int


@dataclass(frozen=True)
class DealtItem(Item):
    """A contribution under the rule `dealt-1`.

    The counts of `Item` are of all votes; `dealt` are those that answer a counted card, `found` the others, `counted`
    the dealt ones of verified people. `estimate`: of 100 residents, who agree, disagree, are unsure. `dealt_to`: how many
    verified people were dealt the card.
    """

    net_low: float
    net_high: float
    rank_low: float
    rank_high: float
    placed: bool
    dealt: Answers
    found: Answers
    counted: Answers
    estimate: tuple[int, int, int]
    dealt_to: int
    number: int = field(metadata={"inside": True})
    """Its number among the columns; not published."""

    @property
    def answers(self) -> int:
        """How many counted answers it has."""
        return self.counted.agree + self.counted.disagree + self.counted.unsure

    @property
    def found_people(self) -> int:
        """How many voted without a card."""
        return self.found.agree + self.found.disagree + self.found.unsure


@dataclass(frozen=True)
class Ranking:
    """The order by one rule: `people` voted, `votes` times in all, without the votes that are `quarantined`.

    Hidden and withdrawn contributions are left out.
    """

    round: str
    kind: Kind
    rule: Way
    people: int
    votes: int
    quarantined: int
    items: list[Item]

    columns = tuple(one.name for one in fields(Item))
    """What a table shows of each contribution, in this order."""

    def as_json(self) -> dict[str, Any]:
        """What is published. Votes set aside are told where there are any."""
        found = asdict(self)
        for one in (found, *found["items"]) if not self.quarantined else ():
            del one["quarantined"]
        return found

    def rows(self) -> list[list[Any]]:
        """The items as rows under `columns`."""
        return [[getattr(item, name) for name in self.columns] for item in self.items]


PARTS = ("dealt", "found", "counted")


@dataclass(frozen=True)
class DealtRanking(Ranking):
    """The order by `dealt-1`: how it was reckoned, when, and which snapshot it is from (none: counted just now)."""

    items: list[DealtItem]  # type: ignore[assignment]
    rule_version: int
    cap: float
    allowance: int
    provisional: bool
    seed: int
    counted_people: int
    counted_answers: int
    made_at: datetime
    snapshot: str | None
    digest: str | None

    columns = (  # The last ones are the same in each row: a table that was passed on still says what it is.
        *Ranking.columns,
        *("net_low", "net_high", "rank_low", "rank_high", "placed"),
        *(f"{part}_{answer.name}" for part in PARTS for answer in fields(Answers)),
        *("estimated_agree", "estimated_disagree", "estimated_unsure", "dealt_to"),
        *("rule", "rule_version", "made_at", "snapshot"),
    )

    def as_json(self) -> dict[str, Any]:
        """What is published; the number of an item among our columns is not."""
        found = asdict(self)
        for item in found["items"]:
            del item["number"]
        return found | {"made_at": self.made_at.isoformat()}

    def rows(self) -> list[list[Any]]:
        """The items as rows under `columns`, the parts of each spread out."""
        source = [self.rule, self.rule_version, self.made_at.isoformat(), self.snapshot]
        return [[*_row(item), *source] for item in self.items]


def _row(item: DealtItem) -> list[Any]:
    named = [getattr(item, one.name) for one in fields(Item)]
    ranges = [item.net_low, item.net_high, item.rank_low, item.rank_high, item.placed]
    parts = [number for part in PARTS for number in asdict(getattr(item, part)).values()]
    return [*named, *ranges, *parts, *item.estimate, item.dealt_to]


@dataclass(frozen=True)
class Source:
    """Where columns come from: when they were read, or the snapshot that holds them. `open` says that votes may change."""

    made_at: datetime
    allowance: int
    seed: int
    open: bool
    snapshot: str | None = None
    digest: str | None = None


def dealt_ranking(slug: str, kind: Kind, columns: DealtColumns, ranked: RankingResult, source: Source) -> DealtRanking:
    """The published form of an order by `dealt-1`: the placed in their order, then those that are too few to place."""
    return DealtRanking(
        round=slug,
        kind=kind,
        rule=Way.DEALT,
        people=len(np.unique(columns.person)),
        votes=len(columns.value),
        quarantined=len(columns.aside.item),
        items=_items(columns, ranked),
        rule_version=RULE_VERSION,
        cap=ranked.cap,
        allowance=source.allowance,
        provisional=source.open or ranked.few_people,
        seed=source.seed,
        counted_people=ranked.people,
        counted_answers=int(columns.counted.sum()),
        made_at=source.made_at,
        snapshot=source.snapshot,
        digest=source.digest,
    )


def _items(columns: DealtColumns, ranked: RankingResult) -> list[DealtItem]:
    flags = {"dealt": columns.dealt, "found": ~columns.dealt, "counted": columns.counted}
    tables = {name: columns.tally(rows).tolist() for name, rows in flags.items()}
    return [
        _item(number, rank, columns, ranked, {name: Answers(*table[number]) for name, table in tables.items()})
        for rank, number in enumerate(in_places(ranked.order, ranked.placed), start=1)
    ]


def _item(number: int, rank: int, columns: DealtColumns, ranked: RankingResult, parts: dict[str, Answers]) -> DealtItem:
    dealt, found = parts["dealt"], parts["found"]
    agree, disagree, unsure = (getattr(dealt, one.name) + getattr(found, one.name) for one in fields(Answers))
    return DealtItem(
        rank=rank if ranked.placed[number] else None,
        id=columns.items[number],
        external_id=columns.external[number],
        title=columns.titles[number],
        score=float(ranked.score[number]),
        agree=agree,
        disagree=disagree,
        unsure=unsure,
        people=agree + disagree + unsure,
        quarantined=int(columns.quarantined[number]),
        net_low=float(ranked.net_low[number]),
        net_high=float(ranked.net_high[number]),
        rank_low=float(ranked.rank_low[number]),
        rank_high=float(ranked.rank_high[number]),
        placed=bool(ranked.placed[number]),
        dealt=dealt,
        found=found,
        counted=parts["counted"],
        estimate=of_a_hundred(*ranked.estimate[number].tolist()),
        dealt_to=int(columns.dealt_to[number]),
        number=number,
    )


def of_a_hundred(*shares: float) -> tuple[int, int, int]:
    """Shares as whole numbers that sum to 100, by the largest remainders; all 0 where the shares are."""
    if not sum(shares):
        return (0, 0, 0)
    floors = [int(100 * share) for share in shares]
    rests = sorted(range(3), key=lambda place: (floors[place] - 100 * shares[place], place))
    for place in rests[: 100 - sum(floors)]:
        floors[place] += 1
    return (floors[0], floors[1], floors[2])
