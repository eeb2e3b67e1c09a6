"""Contributions in order: four plain rules that anybody can check with a pencil, and the door to the commissioner's.

The commissioner's order is `rank_dealt` (rules/dealt.py), which an organised minority cannot take over. The four plain
rules here are the yardstick beside it, as is `group_agreement` (rules/opinions.py).

A plain rule turns a tally (how many agreed, disagreed, were unsure) into a score; the higher score comes first. These
rules count every vote alike, so an organised group can move them.

Ties: scores are compared after rounding to nine decimals, so that every machine gives the same order. Equal scores go
to the contribution that more people answered, then to the one published earlier, then to the smaller public id. So each
contribution has a place of its own, and `rank` is that place: 1, 2, 3 … with no gaps and none shared.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.rules.dealt import RankingResult, rank_dealt
from app.rules.opinions import group_agreement

__all__ = [
    "Entry",
    "Place",
    "RankingResult",
    "Rule",
    "Score",
    "Tally",
    "agree_count",
    "bayesian_average",
    "group_agreement",
    "mean_vote",
    "net",
    "order",
    "rank_dealt",
    "scores",
    "wilson_lower_bound",
]

WILSON_Z = 1.2816
"""Standard deviations below the estimate: nine times in ten the true share lies above the bound."""

BAYES_WEIGHT = 10
"""How many average votes every contribution starts with, so that three friends do not make a leader."""

DECIMALS = 9
"""Decimals that scores keep. Beyond them sit differences between machines, not between contributions."""

Score = float


class Rule(StrEnum):
    """The rules by their names on the command line and in addresses."""

    NET = "net"
    AGREE = "agree"
    WILSON = "wilson"
    BAYES = "bayes"


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes on one contribution, one a person. Raises ValueError for a count below none."""

    agree: int = 0
    disagree: int = 0
    unsure: int = 0

    def __post_init__(self) -> None:
        """Refuse what no recount can give."""
        if min(self.agree, self.disagree, self.unsure) < 0:
            raise ValueError("a tally cannot hold fewer than no votes")

    @property
    def people(self) -> int:
        """How many people voted on it, the unsure among them."""
        return self.agree + self.disagree + self.unsure

    @property
    def net(self) -> int:
        """Agree less disagree."""
        return self.agree - self.disagree


@dataclass(frozen=True, slots=True)
class Entry:
    """A contribution as the rules see it: its public id, its tally, and when it was published (for ties only)."""

    key: str
    tally: Tally
    published: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contribution stands: 1 is first."""

    rank: int
    key: str
    score: Score


def net(tally: Tally) -> Score:
    """Agree less disagree: from −people to +people."""
    return tally.net


def agree_count(tally: Tally) -> Score:
    """How many agree, whatever the others say."""
    return tally.agree


def wilson_lower_bound(tally: Tally) -> Score:
    """The least share of agreement that the votes still make likely, from 0 to 1 (Wilson 1927, one side, z = 1.2816).

    The share is of all who voted: "unsure" is an answer that does not agree. Left out, an idea that three people like
    and three hundred are unsure of would look loved by all. No votes give 0.
    """
    people, z2 = tally.people, WILSON_Z**2
    if not people:
        return 0.0
    share = tally.agree / people
    centre = share + z2 / (2 * people)
    margin = WILSON_Z * math.sqrt((share * (1 - share) + z2 / (4 * people)) / people)
    return max(0.0, (centre - margin) / (1 + z2 / people))


def mean_vote(tallies: Iterable[Tally]) -> float:
    """The mean of all votes (agree 1, unsure 0, disagree −1), from −1 to 1; no votes give 0."""
    total = people = 0
    for tally in tallies:
        total += tally.net
        people += tally.people
    return total / people if people else 0.0


def bayesian_average(tally: Tally, prior: float) -> Score:
    """The mean vote after ten votes of `prior` are added, from −1 to 1; with no votes, the prior itself."""
    return (BAYES_WEIGHT * prior + tally.net) / (BAYES_WEIGHT + tally.people)


def scores(tallies: Sequence[Tally], rule: Rule) -> list[Score]:
    """Score every tally by one rule, in the order given.

    Under `bayes` the prior is the mean of all votes given here: so pass a round's contributions of one kind together.
    """
    score = _scorer(tallies, rule)
    return [score(tally) for tally in tallies]


def order(entries: Sequence[Entry], rule: Rule) -> list[Place]:
    """Put entries in order, first to last; the order in which they are given makes no difference."""
    found = zip(entries, scores([entry.tally for entry in entries], rule), strict=True)
    in_order = sorted(found, key=_by_score_then_ties)
    return [Place(rank, entry.key, score) for rank, (entry, score) in enumerate(in_order, start=1)]


def _scorer(tallies: Sequence[Tally], rule: Rule) -> Callable[[Tally], Score]:
    if rule is Rule.NET:
        return net
    if rule is Rule.AGREE:
        return agree_count
    if rule is Rule.WILSON:
        return lambda tally: _rounded(wilson_lower_bound(tally))
    prior = mean_vote(tallies)
    return lambda tally: _rounded(bayesian_average(tally, prior))


def _rounded(score: Score) -> Score:
    return round(score, DECIMALS) + 0.0  # the sum turns −0.0, which would be printed as such, into 0.0


def _by_score_then_ties(scored: tuple[Entry, Score]) -> tuple[Score, int, datetime, str]:
    entry, score = scored
    return -score, -entry.tally.people, entry.published, entry.key
