"""What people's reports weigh, and when many of them put a text behind a click until a moderator has looked.

Numbers alone never take a text out of sight. Behind a click its words are still there for everybody; a moderator decides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.rules.trust import Step

COVER_AT = 3.0
"""Weight of unconnected reporters from which a text goes behind a click: three people who are known here, or six who are
new. Fewer could be one quarrel; more would leave an insult in the open for a night."""

BY_STEP = {Step.NEW: 0.5, Step.FAMILIAR: 1.0, Step.TRUSTED: 1.0}
"""What a report weighs at first. Long conduct gives nobody a heavier one: trust is no voice."""

LEAST_WEIGHT = 0.1
"""What is left of the weight of somebody whose reports never have anything behind them: a report costs weight, never the
right."""

FREE_MISTAKES = 2
"""Unfounded reports that cost nothing: whoever reports in good faith is wrong now and then."""

HALVED_BY = 2
"""So many more of them halve what is left: one bad evening costs half, a habit of it nearly all."""

SAME_HOUR = timedelta(hours=1)
"""Accounts made so close together count as one reporter."""

SHARED = 2
"""Other texts that two people reported both, from which they count as one reporter."""


def report_weight(upheld: int, unfounded: int) -> float:
    """What is left of the weight of a person's reports, by what became of earlier ones: 1 at first, never nothing.

    Only reports that a moderator called without ground count against a person; one that was merely not upheld was fair
    to send. Each good report makes up for one of them.
    """
    excess = max(0, unfounded - upheld - FREE_MISTAKES)
    return max(LEAST_WEIGHT, float(0.5 ** (excess // HALVED_BY)))


@dataclass(frozen=True)
class Reporter:
    """A person who reported: the step, the sign-up, the organisation, and what became of earlier reports."""

    id: int
    step: Step
    since: datetime
    organisation: int | None = None
    upheld: int = 0
    unfounded: int = 0

    @property
    def weight(self) -> float:
        """By the step, and by what became of earlier reports; never nothing."""
        return max(LEAST_WEIGHT, BY_STEP[self.step] * report_weight(self.upheld, self.unfounded))


def connected(one: Reporter, other: Reporter, shared: int) -> bool:
    """Whether two reporters may be one: the same organisation, sign-ups side by side, or the same other texts reported.

    `shared`: how many other texts both reported.
    """
    same_body = one.organisation is not None and one.organisation == other.organisation
    return same_body or abs(one.since - other.since) <= SAME_HOUR or shared >= SHARED


def groups(reporters: Sequence[Reporter], shared: Mapping[frozenset[int], int]) -> list[list[Reporter]]:
    """The reporters, parted so that whoever is connected, directly or through others, stands together.

    `shared`: by pair of ids, how many other texts both reported; pairs that are not there shared none.
    """
    found: list[list[Reporter]] = []
    for one in reporters:
        near: list[list[Reporter]] = []
        far: list[list[Reporter]] = []
        for group in found:
            joined = any(connected(one, other, shared.get(frozenset({one.id, other.id}), 0)) for other in group)
            (near if joined else far).append(group)
        found = [*far, [one, *(other for group in near for other in group)]]
    return found


def together(reporters: Sequence[Reporter], shared: Mapping[frozenset[int], int]) -> float:
    """What all reports on one text weigh: each group of connected reporters as much as its weightiest member."""
    return sum(max(one.weight for one in group) for group in groups(reporters, shared))


def covers(weight: float, *, looked_at: datetime | None, changed_at: datetime | None) -> bool:
    """Whether reports of this weight put a text behind a click.

    A text at which a moderator looked stays in the open, however many report it then, until its author changes it.
    """
    settled = looked_at is not None and (changed_at is None or changed_at <= looked_at)
    return weight >= COVER_AT and not settled


def shared_texts(reported: Mapping[int, Collection[int | str]]) -> dict[frozenset[int], int]:
    """For each pair of people, how many texts both reported, given what each reported."""
    people = sorted(reported)
    both = {
        frozenset({one, other}): len(set(reported[one]) & set(reported[other]))
        for place, one in enumerate(people)
        for other in people[place + 1 :]
    }
    return {pair: number for pair, number in both.items() if number}
