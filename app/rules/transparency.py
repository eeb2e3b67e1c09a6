"""What the public is told of moderation: figures by month in which nobody can be recognised, and reasons fit to be shown."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from statistics import median

from app.rules.actors import Actor
from app.rules.permissions import No
from app.rules.uktime import on_the_clock, opening

FEWEST = 5
"""Numbers of reports below this are not told: who reported could be guessed from them."""

QUOTE = 4
"""So many words in a row that also stand in the hidden text are a quotation of it; three happen by chance."""

DAYS_BEYOND_ANY_MONTH = 32


class AppealOutcome(StrEnum):
    """What came of an appeal."""

    WAITING = "waiting"
    UPHELD = "upheld"
    REFUSED = "refused"


@dataclass(frozen=True)
class ReportFact:
    """A report: when it was made, for which reason, and when it was settled."""

    at: datetime
    reason: str
    settled_at: datetime | None


@dataclass(frozen=True)
class DecisionFact:
    """A decision: when, what it did, under which rule (none where nothing was found), by whom or what."""

    at: datetime
    verb: str
    rule: int | None
    automated: bool = False
    appeal: AppealOutcome | None = None


@dataclass(frozen=True)
class MonthReport:
    """One month. A number of reports is none where it is too small to be told; so are the hours to a decision."""

    month: date
    reports: int | None
    reports_by_reason: Mapping[str, int | None]
    median_hours: float | None
    decisions: int
    by_rule: Mapping[int, int]
    by_verb: Mapping[str, int]
    automated: int
    appeals: int
    upheld: int

    @property
    def automated_share(self) -> float:
        """How many of a hundred decisions no person made."""
        return 100 * self.automated / self.decisions if self.decisions else 0.0


def month_report(month: date, reports: Iterable[ReportFact], decisions: Iterable[DecisionFact]) -> MonthReport:
    """The figures of the month that begins on that day; what belongs to other months is left aside."""
    start, end = bounds(month)
    told = list(reports)
    made = Counter(one.reason for one in told if start <= one.at < end)
    settled = [(one.at, one.settled_at) for one in told if one.settled_at is not None]
    waits = [(then - at) / timedelta(hours=1) for at, then in settled if start <= then < end]
    decided = [one for one in decisions if start <= one.at < end]
    return MonthReport(
        month=month,
        reports=_told(made.total()),
        reports_by_reason=suppressed(made),
        median_hours=median(waits) if len(waits) >= FEWEST else None,
        decisions=len(decided),
        by_rule=Counter(one.rule for one in decided if one.rule is not None),
        by_verb=Counter(one.verb for one in decided),
        automated=sum(one.automated for one in decided),
        appeals=sum(one.appeal is not None for one in decided),
        upheld=sum(one.appeal is AppealOutcome.UPHELD for one in decided),
    )


def suppressed(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts, without those that are too small, and without the next ones from which, with the total, they follow."""
    hidden = {name for name, count in counts.items() if 0 < count < FEWEST}
    others = sorted((count, name) for name, count in counts.items() if count >= FEWEST)
    while hidden and others and (len(hidden) < 2 or sum(counts[name] for name in hidden) < FEWEST):
        hidden.add(others.pop(0)[1])
    return {name: None if name in hidden else count for name, count in counts.items()}


def _told(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


def month_of(moment: datetime) -> date:
    """The first day of the UK month in which a moment lies."""
    return on_the_clock(moment)[0].replace(day=1)


def bounds(month: date) -> tuple[datetime, datetime]:
    """The moments at which a UK month begins and the next one does."""
    return opening(month, time()), opening(month_after(month), time())


def month_after(month: date) -> date:
    """The first day of the month that follows."""
    return (month + timedelta(days=DAYS_BEYOND_ANY_MONTH)).replace(day=1)


def whole_months(first: datetime | None, now: datetime) -> list[date]:
    """The months from a first moment on that are over, the latest first. A running month would tell of each report."""
    months: list[date] = []
    month = month_of(first) if first is not None else month_of(now)
    while month < month_of(now):
        months.insert(0, month)
        month = month_after(month)
    return months


def may_show_reason(actor: Actor) -> No | None:
    """May this person show a moderator's reason to the public, or take it back from it? Moderators may."""
    return None if actor.is_moderator else No.NOT_MODERATOR


def gives_away(reason: str, names: Iterable[str], text: str) -> bool:
    """Whether a reason names one of these people, or quotes the text that it is about."""
    said = _words(reason)
    if any(_stands_in(_words(name), said) for name in names):
        return True
    hidden = _words(text)
    runs = {tuple(hidden[place : place + QUOTE]) for place in range(len(hidden) - QUOTE + 1)}
    return any(tuple(said[place : place + QUOTE]) in runs for place in range(len(said) - QUOTE + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _stands_in(few: list[str], many: list[str]) -> bool:
    return bool(few) and any(many[place : place + len(few)] == few for place in range(len(many)))
