"""Certificates: one file with which anybody can work out a frozen result again, and see whether it was altered.

A public certificate holds the statement (every figure of the result, see `frozen`) and, where no number in it tells of fewer
than five people, the sums by area. An auditors' certificate holds the statement and the whole log under pseudonyms.
The digest of the statement stands on the results page; the statement vouches for table and log by their digests.

`tools/verify_certificate.py` does the same a second time, in one file that knows nothing of this software.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from app.rules import intervals
from app.rules.columns import Reals
from app.rules.dealt import ENOUGH_PEOPLE, RULE, Standing, enough_answers, in_order, rank_sums
from app.rules.dealt_votes import ANSWERS, MILLION, Sums
from app.rules.frozen import (
    DECIMALS,
    MEASURES,
    RULE_VERSION,
    Document,
    Facts,
    canonical,
    digest,
    in_places,
    may_be_published,
    shares_of,
    statement,
    whole_numbers,
)

FORMAT = "folkmoot-certificate-1"

UNREADABLE = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError, RecursionError, MemoryError,
)  # fmt: skip
"""What reading an altered file may raise: it says nothing more than that the file is not ours."""


class Altered(ValueError):
    """The file does not hold together; the sentence says where."""


class Step(StrEnum):
    """What was checked, in order; the commands put it into words."""

    DIGEST = "digest"
    ARITHMETIC = "arithmetic"
    TABLE = "table"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a sound certificate is of, and which steps could be taken. `withheld`: the sums by area are not in it."""

    statement: Document
    digest: str
    steps: tuple[Step, ...]
    withheld: bool


def public_certificate(found: Document, table: Document) -> bytes:
    """The file for everybody: without the sums by area where a number in them tells of one to four people."""
    return _file(_sealed(found) | ({"table": table} if may_be_published(table) else {}))


def auditors_certificate(found: Document, log: Document) -> bytes:
    """The file for auditors: the whole log under pseudonyms."""
    return _file(_sealed(found) | {"log": log})


def verify(contents: bytes, expected: str | None = None) -> Verdict:
    """Work the result out again from a file; `expected` is the digest that the results page shows.

    Raises Altered, with a sentence, where anything does not match.
    """
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):  # Numbers that nobody can reckon with.
            return _verify(contents, expected)
    except Altered:
        raise
    except UNREADABLE as error:
        raise Altered("This is not a certificate, or it was altered: it cannot be read as one.") from error


def _verify(contents: bytes, expected: str | None) -> Verdict:
    document = json.loads(contents)
    found, seal = _statement_of(document, contents)
    if expected is not None and seal != _digest_in(expected):
        raise Altered("The digest does not match: this is not the result that was published.")
    _check_arithmetic(found)
    steps = [Step.DIGEST] if expected is not None else []
    steps.append(Step.ARITHMETIC)
    if "table" in document:
        _check_table(found, document["table"])
        steps.append(Step.TABLE)
    if "log" in document:
        _check_log(found, document["log"])
        steps.append(Step.LOG)
    return Verdict(found, seal, tuple(steps), withheld=not {"table", "log"} & document.keys())


def _statement_of(document: Document, contents: bytes) -> tuple[Document, str]:
    """The statement of a file that is written and sealed as ours are, and its digest."""
    if document["format"] != FORMAT or document.keys() - {"format", "statement", "digest", "table", "log"}:
        raise Altered("This is not a certificate of a kind that we know.")
    if _file(document) != contents:
        raise Altered("The file was altered: it is not written as certificates are.")
    found, seal = document["statement"], digest(canonical(document["statement"]))
    if seal != document["digest"]:
        raise Altered("The statement was altered: it does not have the digest that the file says.")
    if (found["rule"], found["rule_version"]) != (RULE, RULE_VERSION):
        raise Altered("This certificate is of another rule, or another version of it, than the one that we can check.")
    if not all(_is_name(found[name]) for name in ("snapshot", "round", "kind")):
        raise Altered("The statement does not say what it is of: somebody has altered it.")
    return found, seal


def _digest_in(told: str) -> str:
    """The digest as somebody copied it, perhaps with “sha256” before it, as the results page has it."""
    return told.strip().lower().removeprefix("sha256").lstrip(" :")


def _is_name(name: object) -> bool:
    """Whether this can be shown on a terminal as it is: a name of ours, and no signs that steer one."""
    return isinstance(name, str) and name.isascii() and name.isprintable()


def _check_arithmetic(found: Document) -> None:
    """From the items' totals alone: who has a place, the order from the scores, and the ranges."""
    items = _Items(found["items"])
    _check_counts(found, items)
    order = in_order(items.measure("score"), items.first_dealt)
    placed = enough_answers(items.answers)
    if in_places(order, placed) != [item["number"] for item in found["items"]]:
        raise Altered("The order does not follow from the scores: somebody has altered it.")
    ranks = [item["rank"] for item in found["items"]]
    many = int(placed.sum())
    if ranks != [*range(1, many + 1), *[None] * (len(ranks) - many)]:
        raise Altered("The places are not numbered as the order says: somebody has altered them.")
    if [item["placed"] for item in items.ordered] != placed.tolist():
        raise Altered("It is not so that these have enough answers for a place: somebody has altered that.")
    effective = intervals.effective_answers(items.weights.sum(axis=1) / MILLION, items.squares)
    sure = intervals.unknown(len(order))
    if items.answers.sum():
        alpha = intervals.concentrations(items.weights, effective)
        sure = intervals.ranges(alpha, order, placed, found["seed"])
    for name in MEASURES[1:]:
        if not np.array_equal(getattr(sure, name), items.measure(name)):
            raise Altered("The ranges do not follow from the sums: somebody has altered one or the other.")


def _check_counts(found: Document, items: "_Items") -> None:
    """Numbers of votes that are in the file twice, and what follows from them."""
    told = [found["answers"], found["votes"], found.get("quarantined", 0)]
    there = [items.counted.sum(), items.dealt.sum() + items.found.sum(), items.quarantined.sum()]
    if told != there:
        raise Altered("The numbers of votes do not add up: somebody has altered one of them.")
    if not (items.counted >= 0).all() or not (items.counted <= items.dealt).all() or (items.found < 0).any():
        raise Altered("More votes count than were given: somebody has altered that.")
    if not (items.weights >= 0).all() or not (items.weights <= items.counted * MILLION).all():
        raise Altered("Votes weigh more than they can: somebody has altered that.")
    if found["provisional"] is not (found["closes_at"] is None or found["people"] < ENOUGH_PEOPLE):
        raise Altered("Whether the result is provisional does not follow from the rest: somebody has altered it.")


def _check_table(found: Document, table: Document) -> None:
    """From the sums by area: the scores and the estimates, too."""
    if digest(canonical(table)) != found["table_digest"]:
        raise Altered("The sums by area were altered: they are not the ones that the result was made from.")
    items = _Items(found["items"])
    counted, shape = whole_numbers(table["counted"]), (len(items.answers), len(table["counted"]), ANSWERS)
    cells, people = (whole_numbers(table[name]).reshape(shape) for name in ("cells", "people"))
    if not np.array_equal(cells.sum(axis=1), items.weights):
        raise Altered("The sums by area do not add up to the items' totals.")
    if (people < 0).any() or not np.array_equal(people.sum(axis=1), items.counted):
        raise Altered("The numbers of people by area do not add up to the items' totals.")
    if (counted < 0).any() or counted.sum() != found["people"]:
        raise Altered("The counted people by area do not add up to their number.")
    sums = Sums(cells, items.squares, items.answers, counted)
    standing = rank_sums(sums, shares_of(table), items.first_dealt, found["seed"])
    _compare(standing, items)


def _compare(standing: Standing, items: "_Items") -> None:
    for name in MEASURES:
        if not np.array_equal(getattr(standing, name), items.measure(name)):
            raise Altered("The scores do not follow from the sums by area: somebody has altered one or the other.")
    shares = np.array([item["estimate"] for item in items.ordered], dtype=np.float64).reshape(standing.estimate.shape)
    if not np.array_equal(np.round(standing.estimate, DECIMALS), shares):
        raise Altered("The estimates do not follow from the sums by area: somebody has altered one or the other.")


def _check_log(found: Document, log: Document) -> None:
    """From the votes and deals themselves: everything."""
    if digest(canonical(log)) != found["log_digest"]:
        raise Altered("The log was altered: it is not the one that the result was made from.")
    facts = Facts(
        snapshot=found["snapshot"],
        round=found["round"],
        kind=found["kind"],
        allowance=found["allowance"],
        seed=found["seed"],
        made_at=datetime.fromisoformat(found["made_at"]),
        closes_at=datetime.fromisoformat(found["closes_at"]) if found["closes_at"] else None,
        corrects=found["corrects"],
    )
    if canonical(statement(log, facts)[0]) != canonical(found):
        raise Altered("The result does not follow from the log: somebody has altered one or the other.")


class _Items:
    """The items of a statement in columns, by their numbers."""

    def __init__(self, items: list[Document]) -> None:
        self.ordered = sorted(items, key=lambda item: item["number"])
        if [item["number"] for item in self.ordered] != list(range(len(items))):
            raise Altered("The items are not numbered as they should be: one is missing, or there twice.")
        self.counted, self.dealt, self.found, self.weights = (
            whole_numbers([item[name] for item in self.ordered]).reshape(len(items), ANSWERS)
            for name in ("counted", "dealt", "found", "weights")
        )
        self.answers = self.counted.sum(axis=1)
        self.quarantined = whole_numbers([item.get("quarantined", 0) for item in self.ordered])
        self.squares = self.measure("squares")
        self.first_dealt: Reals = np.array(
            [np.inf if item["first_dealt"] is None else item["first_dealt"] for item in self.ordered], dtype=np.float64
        )

    def measure(self, name: str) -> Reals:
        """One of the measures, one an item."""
        return np.array([item[name] for item in self.ordered], dtype=np.float64)


def _sealed(found: Document) -> Document:
    """A statement with its digest: who alters a figure must alter both, and then the results page says otherwise."""
    return {"format": FORMAT, "statement": found, "digest": digest(canonical(found))}


def _file(document: Document) -> bytes:
    return canonical(document) + b"\n"
