"""Lines that a browser shows while the site is closed: how many, when again, and what an answer means."""

from datetime import datetime, timedelta
from enum import StrEnum

MOST_DEVICES = 10
"""Of one person: a telephone, a tablet, a desk, and a few that nobody remembers."""

MAX_ENDPOINT = 1_000
"""Signs of the address at which a push service takes lines for a browser; those that there are have up to six hundred."""

GAP = timedelta(minutes=1)
"""Between two lines on one device: a quarrel does not ring every second."""

KEPT_SECONDS = 86_400
"""How long a push service keeps a line for a device that is off. Later it is no news, and stands under the notices."""

LEASE = timedelta(minutes=2)
"""How long one process has for one try: more than the time-outs of a post together."""

BACKOFF = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=20),
)  # fmt: skip
"""After each failed try in a row; after the last the device is left in peace until it asks anew."""

BEST, FIRST_BAD = 200, 300
GONE = frozenset({404, 410})
"""Statuses by which a push service says that the browser has let go."""

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
             ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
"""What browsers call themselves: each names those that follow it, too."""

_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip


class Answer(StrEnum):
    """What a push service made of a line."""

    TAKEN = "taken"
    GONE = "gone"
    FAILED = "failed"


def answer(status: int) -> Answer:
    """What the status of its answer means."""
    if status in GONE:
        return Answer.GONE
    return Answer.TAKEN if BEST <= status < FIRST_BAD else Answer.FAILED


def next_try(failures: int, now: datetime) -> datetime | None:
    """When it is tried again after so many failures in a row; none where the device is left in peace."""
    return now + BACKOFF[failures - 1] if failures <= len(BACKOFF) else None


def device_name(agent: str) -> str:
    """How a person knows a device again: its browser and system, as far as the browser names them."""
    named = [next((name for sign, name in signs if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, named))
