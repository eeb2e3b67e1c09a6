"""A round and kind frozen: the log of its deals and votes under pseudonyms, and the statement of what came of it.

The statement is what a snapshot's digest covers. It holds every figure of the result, and the digests of the log and of the
table of sums by area, so that one digest vouches for all three. Both are canonical JSON (keys sorted, no spaces, ASCII):
the same things give the same bytes. docs/certificates.md explains each field.
"""

import hashlib
import json
import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from app.rules.areas import read_shares, weigh_areas, with_pool
from app.rules.columns import Column, Flags, Reals, Whole, counts, flags, whole
from app.rules.dealt import RULE, RankingResult
from app.rules.dealt_columns import VOTE, DealtColumns, VoteColumns
from app.rules.dealt_votes import Sums
from app.rules.turnout import SMALL

RULE_VERSION = 1
"""Of the software's form of the rule; a change of any number in a result raises it."""

LOG, STATEMENT, TABLE = "folkmoot-log-1", "folkmoot-result-1", "folkmoot-sums-1"
"""What each document says that it is."""

DECIMALS = 6
"""Decimals of the estimated shares."""

UNLISTED = -1
"""The number of a contribution that is on no list any more, among deals."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a snapshot says of itself. `closes_at` is none while the phase is open; `corrects` names a snapshot before."""

    snapshot: str
    round: str
    kind: str
    allowance: int
    seed: int
    made_at: datetime
    closes_at: datetime | None
    corrects: str | None


@dataclass(frozen=True, slots=True)
class Salts:
    """Chance that keeps the digests of small tables from being guessed; hexadecimal."""

    log: str
    table: str


def canonical(document: Document) -> bytes:
    """The one form of a document in bytes."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def digest(contents: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(contents).hexdigest()


def is_sealed(log: bytes, results: bytes, seal: str) -> bool:
    """Whether a digest is that of a statement, and the statement vouches for the log; nothing is reckoned for it."""
    try:
        return digest(results) == seal and json.loads(results)["log_digest"] == digest(log)
    except (ValueError, KeyError, TypeError):
        return False


def freeze(columns: DealtColumns, deals: tuple[Column, Column, Column], pseudonym: Whole, salts: Salts) -> Document:
    """The log: people under `pseudonym` (one a person, a permutation), items by number, rows sorted.

    `deals` are person numbers, item numbers (−1 for what is not listed) and places, every card that was dealt. Votes under
    a quarantine are kept beside the others, so that lifting it can bring them back.
    """
    back = np.argsort(pseudonym)
    aside = {"aside": _votes(columns.aside, pseudonym)} if len(columns.aside.item) else {}
    return aside | {
        "format": LOG,
        "salt": salts.log,
        "table_salt": salts.table,
        "items": list(columns.items),
        "published": columns.published.tolist(),
        "first_dealt": [moment if math.isfinite(moment) else None for moment in columns.first_dealt.tolist()],
        "areas": [
            {"name": name, "population": people}
            for name, people in zip(columns.area_names, columns.population, strict=True)
        ],
        "people": {"verified": _listed(columns.verified[back]), "area": _listed(columns.area[back])},
        "deals": _sorted(("person", "item", "place"), (pseudonym[deals[0]], deals[1], deals[2])),
        "votes": _votes(columns, pseudonym),
    }


def _votes(columns: DealtColumns | VoteColumns, pseudonym: Whole) -> dict[str, list[int]]:
    return _sorted(VOTE, (pseudonym[columns.person], columns.item, columns.value, columns.dealt))


def thaw(log: Document, allowance: int) -> DealtColumns:
    """The columns of a log. Raises ValueError, KeyError or TypeError for what is no log of ours."""
    people, votes, deals = log["people"], log["votes"], log["deals"]
    verified, home = _flags(people["verified"]), whole_numbers(people["area"])
    card_of, card_item, place = (whole_numbers(deals[name]) for name in ("person", "item", "place"))
    aside = _thawed(log["aside"]) if "aside" in log else VoteColumns()
    _on_the_list(len(verified), card_of, whole_numbers(votes["person"]), aside.person)
    _on_the_list(len(log["items"]), card_item[card_item != UNLISTED], whole_numbers(votes["item"]), aside.item)
    if len(home) != len(verified):
        raise ValueError("The roll does not say of everybody where they live.")
    _once((whole_numbers(votes["person"]), aside.person), (whole_numbers(votes["item"]), aside.item))
    _once((card_of[card_item != UNLISTED],), (card_item[card_item != UNLISTED],))
    _once((card_of,), (place,))
    counted = place <= allowance
    cards = counts(card_of[counted], len(verified))
    seen = counted & (card_item >= 0)
    seen[seen] = verified[card_of[seen]]
    items = len(log["items"])
    columns = DealtColumns(
        items=tuple(log["items"]),
        titles=("",) * items,
        external=(None,) * items,
        published=np.array(log["published"], dtype=np.float64),
        people=np.arange(len(verified)),
        person=whole_numbers(votes["person"]),
        item=whole_numbers(votes["item"]),
        value=whole_numbers(votes["value"]),
        dealt=_flags(votes["dealt"]),
        verified=verified,
        area=home,
        cards_dealt=cards,
        area_names=tuple(area["name"] for area in log["areas"]),
        population=tuple(area["population"] for area in log["areas"]),
        first_dealt=np.array([math.inf if one is None else one for one in log["first_dealt"]], dtype=np.float64),
        dealt_to=counts(card_item[seen], items),
        aside=aside,
    )
    _every_answer_has_its_card(columns, card_of[counted], card_item[counted])
    return columns


def _on_the_list(many: int, *columns: Column) -> None:
    """Raises ValueError for a number that is none of so many: a sum over it would ask for all the memory there is."""
    for column in columns:
        if column.size and not 0 <= column.min() <= column.max() < many:
            raise ValueError("A row names a person or an item that is not on the list.")


def _once(person: tuple[Column, ...], other: tuple[Column, ...]) -> None:
    """Raises ValueError where somebody voted twice on an item, was dealt it twice, or has two cards in one place."""
    pairs = np.column_stack([np.concatenate(person), np.concatenate(other)])
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    if (pairs[1:] == pairs[:-1]).all(axis=1).any():
        raise ValueError("Somebody voted twice on one item, or was dealt a card twice.")


def deals_of(log: Document) -> tuple[Column, Column, Column]:
    """The deals of a log, as `freeze` takes them."""
    deals = log["deals"]
    return whole_numbers(deals["person"]), whole_numbers(deals["item"]), whole_numbers(deals["place"])


def _thawed(votes: Document) -> VoteColumns:
    person, item, value = (whole_numbers(votes[name]) for name in VOTE[:-1])
    return VoteColumns(person, item, value, _flags(votes["dealt"]))


def _every_answer_has_its_card(columns: DealtColumns, person: Column, item: Column) -> None:
    """Raises ValueError for a dealt vote on a card that was not dealt to that person, or beyond the allowance."""
    items = len(columns.items) + 1
    answers = columns.person[columns.dealt] * items + columns.item[columns.dealt]
    if not np.isin(answers, person * items + item).all():
        raise ValueError("A vote that counts answers no counted card.")


def statement(log: Document, facts: Facts) -> tuple[Document, Document]:
    """What came of a log: the statement, and the table of sums by area. Raises ValueError as the rule does."""
    columns = thaw(log, facts.allowance)
    ranked, sums = columns.rank(facts.seed), columns.sums()
    table = sums_by_area(columns, sums, log["table_salt"])
    found = {
        "format": STATEMENT,
        "snapshot": facts.snapshot,
        "round": facts.round,
        "kind": facts.kind,
        "rule": RULE,
        "rule_version": RULE_VERSION,
        "made_at": facts.made_at.isoformat(),
        "closes_at": facts.closes_at.isoformat() if facts.closes_at else None,
        "provisional": facts.closes_at is None or ranked.few_people,
        "corrects": facts.corrects,
        "allowance": facts.allowance,
        "seed": facts.seed,
        "cap": ranked.cap,
        "people": ranked.people,
        "answers": int(sums.answers.sum()),
        "voters": len(np.unique(columns.person)),
        "votes": len(columns.value),
        **({"quarantined": len(columns.aside.item)} if "aside" in log else {}),
        "items": _items(columns, ranked, sums),
        "table_digest": digest(canonical(table)),
        "log_digest": digest(canonical(log)),
    }
    return found, table


def sums_by_area(columns: DealtColumns, sums: Sums, salt: str) -> Document:
    """The sums that an order can be recomputed from, areas that do not stand alone in one pool.

    `shares` are those of the areas that stand alone and, last, of the pooled ones together; `counted` are people: of
    each that stands alone, then 0, then of the pool. `cells` and `people` are items × these × (agree, disagree, unsure):
    weights in millionths, and how many answers. The pool's areas stand in the last column, like people without an area,
    so that the rule pools them again and gets the same weights.
    """
    shares = read_shares(columns.population)
    areas = weigh_areas(shares, sums.counted)
    alone = areas.alone[:-1]
    pooled = math.fsum(shares[~alone])
    counted = [*sums.counted[:-1][alone].tolist(), 0, int(sums.counted[~areas.alone].sum())]
    return {
        "format": TABLE,
        "salt": salt,
        "areas": [name for name, stands in zip(columns.area_names, alone, strict=True) if stands],
        "shares": [*shares[alone].tolist(), pooled],
        "counted": counted,
        "cells": _with_gap(with_pool(sums.cells, areas)),
        "people": _with_gap(with_pool(columns.tally_by_area(), areas)),
    }


def may_be_published(table: Document) -> bool:
    """Whether every number of people in the table is none or at least five."""
    people = np.concatenate([whole_numbers(table["counted"]), np.array(table["people"], dtype=np.int64).reshape(-1)])
    return bool(((people == 0) | (people >= SMALL)).all())


def _with_gap(cells: Whole) -> list[Any]:
    """With an empty column before the pool: the place of the pooled areas' share."""
    return list(np.insert(cells, -1, 0, axis=1).tolist())


def _items(columns: DealtColumns, ranked: RankingResult, sums: Sums) -> list[Document]:
    """One entry an item: the placed in their order, then those that are too few to place."""
    weights = sums.cells.sum(axis=1)
    counted, dealt = columns.tally(columns.counted), columns.tally(columns.dealt)
    found, quarantined = columns.tally(~columns.dealt), columns.quarantined.tolist()
    entries = []
    for rank, number in enumerate(in_places(ranked.order, ranked.placed), start=1):
        first = float(columns.first_dealt[number])
        entries.append(
            {
                "number": number,
                "id": columns.items[number],
                "placed": bool(ranked.placed[number]),
                "rank": rank if ranked.placed[number] else None,
                **{name: float(getattr(ranked, name)[number]) for name in MEASURES},
                "estimate": np.round(ranked.estimate[number], DECIMALS).tolist(),
                "counted": counted[number].tolist(),
                "dealt": dealt[number].tolist(),
                "found": found[number].tolist(),
                "dealt_to": int(columns.dealt_to[number]),
                "weights": weights[number].tolist(),
                "squares": float(sums.squares[number]),
                "first_dealt": first if math.isfinite(first) else None,
                **({"quarantined": quarantined[number]} if any(quarantined) else {}),
            }
        )
    return entries


MEASURES = ("score", "net_low", "net_high", "rank_low", "rank_high")


def in_places(order: Whole, placed: Flags) -> list[int]:
    """Item numbers: those with a place in their order, then the others in theirs."""
    return [*order[placed[order]].tolist(), *order[~placed[order]].tolist()]


def _sorted(names: tuple[str, ...], rows: tuple[Any, ...]) -> dict[str, list[int]]:
    """Columns by name, rows by the first column, then the second: their order must tell nothing."""
    by = np.lexsort((rows[1], rows[0]))
    return {name: _listed(column[by]) for name, column in zip(names, rows, strict=True)}


def _listed(column: Any) -> list[int]:
    return list(np.asarray(column).astype(np.int64).tolist())


def whole_numbers(numbers: list[Any]) -> Whole:
    """Whole numbers of a file. Raises ValueError or TypeError where one has a fraction or is no number."""
    return whole(np.array(numbers)).astype(np.int64, copy=False)


def _flags(numbers: list[int]) -> Flags:
    return flags(whole_numbers(numbers) == 1)


def shares_of(table: Document) -> Reals:
    """The shares of a table as the rule takes them."""
    return np.array(table["shares"], dtype=np.float64)
