"""What the demo round is made of: one frozen class for each table of `content/*.toml`, and what becomes of its texts.

Times are relative, so that the round is always under way: `days_ago` counts back from the last evening, at seven, and a
comment's `hours` count from what it answers.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Area:
    """A part of the place, with how many people live there."""

    key: str
    name: str
    population: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an account; `demo_sign_in` names the account that a newcomer can sign in to."""

    key: str
    handle: str
    display_name: str
    area: str
    about: str = ""
    verified: bool = False
    roles: tuple[str, ...] = ()
    demo_sign_in: str | None = None


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A body that writes under a badge and does not vote."""

    key: str
    handle: str
    name: str
    area: str
    about: str


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One of the site's themes; `keywords` are words of titles that speak of it."""

    key: str
    name: str
    description: str
    keywords: str


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A dated part of the round: days from the day of loading, hours by the clock of the place."""

    kind: str
    opens_in: int
    closes_in: int
    opens_at: str = "09:00"
    closes_at: str = "17:00"


@dataclass(frozen=True, kw_only=True)
class Tendency:
    """How people vote: the shares that agree and are unsure (the rest disagree), and the share that votes at all."""

    agree: float
    unsure: float
    turnout: float


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A moderator's decision, so many hours after what it is about was posted."""

    by: str
    rule: int
    hours: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """A person's complaint, so many hours after what it is about was posted. It waits until a moderator decides."""

    by: str
    hours: float
    reason: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """A need, an idea or a proposal; `links` are the keys of what it answers or builds on."""

    kind: str
    key: str
    author: str
    area: str
    days_ago: float
    title: str
    body: str
    votes: Tendency
    links: tuple[str, ...] = ()
    cost_pounds: int | None = None
    outcomes: str = ""
    who_would: str = ""
    edited_hours: float | None = None
    earlier_body: str = ""
    hidden: Judgement | None = None
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comment:
    """One person's words; `after` counts the hours from the posting of the contribution."""

    key: str
    author: str
    hours: float
    after: float
    body: str
    parent: str | None = None
    quote: str | None = None
    asks: bool = False
    """Whether it is a question to those who decide."""
    answer: str | None = None
    """The reply that answers it: its author said so when it was written."""
    useful: int = 0
    edited_hours: float | None = None
    earlier_body: str = ""
    withdrawn_hours: float | None = None
    hidden: Judgement | None = None
    reports: tuple[Report, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether everybody may read it."""
        return self.hidden is None and self.withdrawn_hours is None


@dataclass(frozen=True, kw_only=True)
class Thread:
    """What was said about one contribution."""

    contribution: str
    comments: tuple[Comment, ...]
    lock: Judgement | None = None


@dataclass(frozen=True, kw_only=True)
class DemoRound:
    """All of it. Every key that anything names exists."""

    slug: str
    title: str
    question: str
    in_short: str
    aims: str
    decider_name: str
    decider_post: str
    opened_by: str
    budget_pounds: int
    budget_note: str
    round_areas: tuple[str, ...]
    phases: tuple[Phase, ...]
    areas: tuple[Area, ...]
    themes: tuple[Theme, ...]
    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    contributions: tuple[Contribution, ...]
    threads: tuple[Thread, ...]


@dataclass(frozen=True)
class Posted:
    """A contribution in the database: its id, its name in addresses, when it was posted, until when people voted."""

    text: Contribution
    id: int
    public_id: str
    at: datetime
    votes_until: datetime


@dataclass(frozen=True)
class Said:
    """A comment on its way into the database: its name in addresses, its number in the thread, when it was written."""

    words: Comment
    public_id: str
    number: int
    at: datetime


@dataclass(frozen=True)
class Act:
    """An entry of the audit log: when, by whom, what, on which object. `text` is logged as a digest keyed by `key`."""

    at: datetime
    by_id: int
    act: str
    kind: str
    name: str
    details: dict[str, Any] = field(default_factory=dict)
    key: bytes = b""
    text: str = ""


def later(at: datetime, hours: float | None) -> datetime | None:
    """So many hours after a moment; none for what did not happen."""
    return None if hours is None else at + timedelta(hours=hours)
