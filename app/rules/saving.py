"""Saved searches: how many a person may keep, how far they count, and what is told of those that are followed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.rules.finding import Term, What, score

MOST_SAVED = 20
"""Searches of one person: a list that is read in one go."""

MOST_COUNTED = 99
"""“99+ new” says all that anybody wants to know."""


def in_words(count: int) -> str:
    """The count as it is shown."""
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


FOLLOWED = frozenset({"", What.CONTRIBUTION.value, What.COMMENT.value})
"""Searches that can be followed, by what they look for: what people write. What they find is told together, not each alone."""

BETWEEN = timedelta(minutes=55)
"""From one look at a followed search to the next: what is posted meanwhile is told together."""

SETTLED = timedelta(minutes=1)
"""What was posted within it is looked at the next time: another transaction may be about to add something as old."""

AT_ONCE = 1_000
"""Texts that are compared at once, and comments; then the next ones, until all have been."""

FARTHEST = timedelta(days=7)
"""How old what is told may be: a queue that stood still, or somebody who wants to hear of new texts again, brings no flood."""


@dataclass(frozen=True)
class Posted:
    """A text that was posted: its folded words, and where it stands, by the names in addresses."""

    title: str
    body: str
    author_id: int
    at: datetime
    round: str
    area: str = ""
    themes: frozenset[str] = frozenset()
    what: What = What.CONTRIBUTION
    """A comment stands where its contribution does, and has no title."""


@dataclass(frozen=True)
class Kept:
    """A followed search: whose it is, since when, and what its address says; empty where that says nothing."""

    person_id: int
    since: datetime
    terms: tuple[Term, ...]
    round: str = ""
    area: str = ""
    theme: str = ""
    what: str = ""


def brings(kept: Kept, posted: Posted) -> bool:
    """Whether a text is news to whoever follows a search: it answers, it came since, and somebody else wrote it."""
    if posted.author_id == kept.person_id or posted.at <= kept.since or not kept.terms:
        return False
    here = kept.round in {"", posted.round} and kept.area in {"", posted.area}
    here = here and kept.what in {"", posted.what} and (not kept.theme or kept.theme in posted.themes)
    return here and score(kept.terms, posted.title, posted.body) is not None


def cursor(followed_since: datetime, told_at: datetime | None, now: datetime) -> datetime:
    """After which moment texts are news: whoever stopped meanwhile is not told of the time between."""
    return max(followed_since, told_at or followed_since, now - FARTHEST)
