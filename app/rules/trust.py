"""How a new person comes to be trusted: by conduct, in named steps, each with its reasons.

A step decides how many links, pictures, mentions and posts an hour a person may send, and whether what a check found
holds a text back or only flags it. It never touches a vote, a ballot or a place in a ranking.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.rules import mentions as calls


class Step(StrEnum):
    """Where a person stands; the page puts each into words."""

    NEW = "new"
    FAMILIAR = "familiar"
    TRUSTED = "trusted"


class Counted(StrEnum):
    """What a step asks for, and what takes it away."""

    DAYS = "days"
    STANDING = "standing"
    HIDDEN = "hidden"


class Thing(StrEnum):
    """What is limited."""

    LINKS = "links"
    PICTURES = "pictures"
    MENTIONS = "mentions"
    POSTS = "posts"


HIDDEN_COUNTS_FOR_DAYS = 90
"""A text that a moderator hid is held against its author for a season, not for ever."""

STANDS_AFTER_HOURS = 24
"""A text counts once it has stood for a day: moderators aim to look within one."""


@dataclass(frozen=True)
class Conduct:
    """What a person did here: whole days since signing up, texts that stand, texts hidden in the last season."""

    days: int
    standing: int
    hidden: int = 0


@dataclass(frozen=True)
class Asked:
    """What a step asks for: at least so many days and standing texts, at most so many hidden ones."""

    days: int
    standing: int
    hidden: int


STEPS = {
    Step.FAMILIAR: Asked(days=1, standing=3, hidden=1),
    Step.TRUSTED: Asked(days=14, standing=10, hidden=0),
}
"""Three texts that stood for a day are more than an advertiser gets; ten in a fortnight are a habit. One hidden text
does not make a stranger of anybody, two do."""


@dataclass(frozen=True)
class Reason:
    """One thing that a step asks for: what there is, and what it takes."""

    of: Counted
    has: int
    asks: int

    @property
    def met(self) -> bool:
        """Whether it is met: hidden texts may not be more, the others not fewer."""
        return self.has <= self.asks if self.of is Counted.HIDDEN else self.has >= self.asks


@dataclass(frozen=True)
class Standing:
    """A person's step, why it is that, and what the next one asks for (nothing at the last)."""

    step: Step
    because: tuple[Reason, ...]
    next: Step | None
    next_asks: tuple[Reason, ...]


@dataclass(frozen=True)
class Limits:
    """The most that one text may hold, and the most texts in an hour."""

    links: int
    pictures: int
    mentions: int
    posts: int


LIMITS = {
    Step.NEW: Limits(links=2, pictures=1, mentions=3, posts=20),
    Step.FAMILIAR: Limits(links=6, pictures=4, mentions=6, posts=60),
    Step.TRUSTED: Limits(links=20, pictures=10, mentions=calls.MOST, posts=120),
}
"""A newcomer who argues from two sources in a lively thread meets none of these; an advertiser meets all of them."""


@dataclass(frozen=True)
class Excess:
    """What is too much: how many there are, and how many there may be."""

    of: Thing
    given: int
    most: int


def standing(conduct: Conduct) -> Standing:
    """The highest step whose every reason is met, and what the one after it asks for."""
    step = Step.NEW
    because: tuple[Reason, ...] = ()
    for higher, asked in STEPS.items():
        reasons = _reasons(conduct, asked)
        if not all(reason.met for reason in reasons):
            return Standing(step, because, higher, reasons)
        step, because = higher, reasons
    return Standing(step, because, None, ())


def _reasons(conduct: Conduct, asked: Asked) -> tuple[Reason, ...]:
    return (
        Reason(Counted.DAYS, conduct.days, asked.days),
        Reason(Counted.STANDING, conduct.standing, asked.standing),
        Reason(Counted.HIDDEN, conduct.hidden, asked.hidden),
    )


def excess(step: Step, *, links: int, pictures: int, mentions: int, posts: int) -> Excess | None:
    """The first thing of which there is too much at this step; `posts` are those of the last hour, this one included."""
    most = LIMITS[step]
    for thing, given, allowed in (
        (Thing.POSTS, posts, most.posts),
        (Thing.LINKS, links, most.links),
        (Thing.PICTURES, pictures, most.pictures),
        (Thing.MENTIONS, mentions, most.mentions),
    ):
        if given > allowed:
            return Excess(thing, given, allowed)
    return None
