"""The same words again and again, and many texts in a short time. How like two texts are is measured elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.rules.checks import Advice, Follows, Kind

ALIKE = 90.0
"""Likeness, of 100, from which two texts are the same one: a word or two was changed."""

SHORTEST = 30
"""Signs below which the same words again are manners: "Thank you", "I agree"."""

LOOK_BACK = timedelta(days=7)
"""How long a text of one's own is remembered for this."""

MOST_COMPARED = 30
"""The latest texts that a new one is compared with."""

HOLD_FROM = 2
"""Earlier ones like it from which the next waits: once may be a mistake, or meant for another thread."""

FLOOD = 10
"""Texts in so short a time from which a moderator is told; a lively talk has fewer."""

FLOOD_TIME = timedelta(minutes=5)


def repeat(likeness: Iterable[float]) -> Advice | None:
    """What follows where a text is like earlier ones of the same person, given how like each of them is (0 to 100)."""
    same = sum(1 for one in likeness if one >= ALIKE)
    if not same:
        return None
    return Advice(Kind.REPEAT, Follows.HOLD if same >= HOLD_FROM else Follows.FLAG, (str(same),))


def flood(earlier: Sequence[datetime], now: datetime) -> Advice | None:
    """What follows where a person sends very many texts in a short time, given when the earlier ones were sent."""
    lately = sum(1 for at in earlier if now - at <= FLOOD_TIME) + 1
    return Advice(Kind.FLOOD, Follows.FLAG, (str(lately),)) if lately >= FLOOD else None
