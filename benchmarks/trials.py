"""One pass over a conversation: every attack, at every strength, under every rule; and what is counted of it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from app.rules.opinions import OpinionMap, opinion_map
from benchmarks.ballots import (
    ALL,
    ANSWERS,
    ATTACKS,
    HAND,
    NO_ALLOWANCE,
    SYBIL,
    UNTIL,
    Attack,
    Ballots,
    Plot,
    attackers,
    residents,
)
from benchmarks.conversations import Conversation
from benchmarks.orders import DEALT, GROUPS, dealt_order, group_scores, kendall, ordered, plain_scores

RATES = (0.01, 0.02, 0.05, 0.1)
DEALT_SHARES = (1.0, 1 / 3)
ALLOWANCE = 40
ALLOWANCES = (NO_ALLOWANCE, 60, ALLOWANCE)

HEADLINE = 0.05
"""Attackers, as a part of all people, in the table that is set against the targets."""

AGAIN = 3
"""The headline is tried so often in each pass: it is what the targets speak of."""

FIRST, LEADING = 5, 10
"""A target has won among the first five; a popular item should stay among the first ten."""

Array = np.ndarray[Any, Any]


class Case(NamedTuple):
    """What was tried. `half` of the conversations; `rate` attackers of all people; `draws` is empty for plain rules."""

    half: str
    rule: str
    attack: str
    draws: str
    rate: float
    answers: str
    dealt_share: float
    allowance: int


class Counts:
    """Sums and numbers of trials, by case."""

    def __init__(self) -> None:
        self.total: dict[Any, float] = defaultdict(float)
        self.runs: dict[Any, int] = defaultdict(int)

    def add(self, case: Any, value: float) -> None:
        """Count one trial."""
        self.total[case] += value
        self.runs[case] += 1

    def mean(self, case: Any) -> float:
        """The mean of a case; NaN where it was never tried."""
        return self.total[case] / self.runs[case] if case in self.runs else float("nan")


@dataclass(eq=False)
class Results:
    """What is counted.

    won     the target is among the first five
    low     the same, of targets in the lower half of the order from all votes only
    tau     how near the order without attackers comes to that from all votes
    stayed  a popular item is among the first ten
    each    as `won`, of `dealt-1` at the headline, by (conversation, answers, attack)
    """

    won: Counts
    low: Counts
    tau: Counts
    stayed: Counts
    each: Counts


def one_pass(talk: Conversation, half: str, results: Results, chance: np.random.Generator, *, groups: bool) -> None:
    """Try everything once on one conversation. `groups`: with group agreement, which takes far longer than the rest."""
    for answers in ANSWERS:
        for share in DEALT_SHARES:
            honest = residents(talk, answers, share, ALLOWANCE, chance)
            _fidelity(talk, Case(half, DEALT, "", "", 0.0, answers, share, ALLOWANCE), honest, results.tau)
            for attack, draws, rate in _plots():
                case = Case(half, DEALT, attack.name, draws, rate, answers, share, ALLOWANCE)
                _try(talk, case, attack, honest, results, chance)
        for _ in range(AGAIN):
            _headline(talk, half, answers, results, chance)
        _burst(talk, half, answers, results.stayed, chance)
    if groups:
        _with_groups(talk, half, results, chance)


def _plots() -> Iterator[tuple[Attack, str, float]]:
    for rate in RATES:
        for attack in ATTACKS:
            yield attack, UNTIL, rate
            if not attack.draws_all:
                yield attack, HAND, rate
        yield SYBIL, UNTIL, rate


def _plot(talk: Conversation, case: Case, honest: Ballots, target: int) -> Plot:
    hands = honest.cards[honest.cards > 0]
    count = max(1, round(talk.people * case.rate))
    return Plot(target, count, case.draws, case.allowance, hands if len(hands) else np.ones(1, dtype=np.int64))


def _target(talk: Conversation, chance: np.random.Generator) -> int:
    """Any item with votes enough that is not among the first ten."""
    return int(chance.choice(talk.full_order[LEADING:]))


def popular_items(talk: Conversation) -> Array:
    """Items by what is sure of their support, all votes being known: a high mean of few votes may be luck."""
    everything = residents(talk, ALL, 1.0, NO_ALLOWANCE, np.random.default_rng(0))
    return ordered(plain_scores(everything, talk.items)["wilson"], everything)


def _try(
    talk: Conversation, case: Case, attack: Attack, honest: Ballots, results: Results, chance: np.random.Generator
) -> None:
    """One attack under `dealt-1`, and under the plain rules, where these do not know it from one already counted."""
    target = _target(talk, chance)
    ballots = honest.joined(attackers(talk, attack, _plot(talk, case, honest, target), chance))
    has_won = target in dealt_order(ballots, talk.items)[1][:FIRST]
    results.won.add(case, has_won)
    if target in talk.full_order[len(talk.full_order) // 2 :]:
        results.low.add(case, has_won)
    if case.draws == UNTIL and case.dealt_share == 1 and case.allowance == ALLOWANCE:
        if case.rate == HEADLINE:
            results.each.add((talk.name, case.answers, attack.name), has_won)
        for rule, score in plain_scores(ballots, talk.items).items():
            results.won.add(case._replace(rule=rule, draws="", allowance=0), target in ordered(score, ballots)[:FIRST])


def _headline(talk: Conversation, half: str, answers: str, results: Results, chance: np.random.Generator) -> None:
    for allowance in ALLOWANCES:
        honest = residents(talk, answers, 1.0, allowance, chance)
        case = Case(half, DEALT, "", UNTIL, HEADLINE, answers, 1.0, allowance)
        if allowance != ALLOWANCE:
            _fidelity(talk, case._replace(draws="", rate=0.0), honest, results.tau)
        for attack in ATTACKS:
            _try(talk, case._replace(attack=attack.name), attack, honest, results, chance)


def _fidelity(talk: Conversation, case: Case, honest: Ballots, tau: Counts) -> None:
    """How near the order without attackers comes to the order from all votes, on items that had votes enough."""

    def near(score: Array) -> float:
        return kendall(score[talk.seen], talk.support[talk.seen])

    tau.add(case, near(dealt_order(honest, talk.items)[0]))
    if case.dealt_share == 1 and case.allowance == ALLOWANCE:
        for rule, score in plain_scores(honest, talk.items).items():
            tau.add(case._replace(rule=rule, allowance=0), near(score))


def _burst(talk: Conversation, half: str, answers: str, stayed: Counts, chance: np.random.Generator) -> None:
    """A tenth more people come for one of the five most popular items, by a link, and some of them play on."""
    honest = residents(talk, answers, 1.0, ALLOWANCE, chance)
    popular = int(chance.choice(popular_items(talk)[:FIRST]))
    before = popular in dealt_order(honest, talk.items)[1][:LEADING]
    stayed.add((half, "no burst", answers), before)
    for name, attack, draws in (
        ("burst, not verified", SYBIL, UNTIL),
        ("burst, an ordinary hand of cards", ATTACKS[1], HAND),
        ("burst, drawing until it comes", ATTACKS[0], UNTIL),
    ):
        case = Case(half, DEALT, attack.name, draws, 0.1, answers, 1.0, ALLOWANCE)
        ballots = honest.joined(attackers(talk, attack, _plot(talk, case, honest, popular), chance))
        after = popular in dealt_order(ballots, talk.items)[1][:LEADING]
        stayed.add((half, name, answers), after)
        if before:
            stayed.add((half, f"{name}; was there without it", answers), after)


def _with_groups(talk: Conversation, half: str, results: Results, chance: np.random.Generator) -> None:
    """Group agreement. The groups are those of everybody's full answers: better than the rule could know them."""
    for rate, attack in ((rate, attack) for rate in RATES for attack in (*ATTACKS, SYBIL)):
        target = _target(talk, chance)
        everybody = residents(talk, ALL, 1.0, NO_ALLOWANCE, chance)
        case = Case(half, GROUPS, attack.name, "", rate, ALL, 1.0, 0)
        theirs = attackers(talk, attack, _plot(talk, case._replace(allowance=ALLOWANCE), everybody, target), chance)
        groups = _groups(everybody.joined(theirs), talk.items, chance)
        for answers in ANSWERS:
            honest = residents(talk, answers, 1.0, NO_ALLOWANCE, chance)
            ballots = honest.joined(theirs)
            first = ordered(group_scores(ballots, groups, talk.items), ballots)[:FIRST]
            results.won.add(case._replace(answers=answers), target in first)
            if rate == HEADLINE and attack == ATTACKS[0]:
                score = group_scores(honest, groups, talk.items)[talk.seen]
                free = case._replace(attack="", rate=0.0, answers=answers)
                results.tau.add(free, kendall(score, talk.support[talk.seen]))


def _groups(ballots: Ballots, items: int, chance: np.random.Generator) -> OpinionMap:
    people = len(ballots.verified)
    seed = int(chance.integers(2**32))
    return opinion_map(ballots.person, ballots.item, ballots.value, people=people, items=items, seed=seed)
