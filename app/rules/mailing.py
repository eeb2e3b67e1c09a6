"""When a person gets mail, and how much at most."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.rules.uktime import UK


class Rhythm(StrEnum):
    """How often somebody wants mail about what they were told."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


class Ended(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    EMPTY = "empty"
    """Nothing was left to say: what it was about was taken down, read, or not wanted any more."""
    FAILED = "failed"


@dataclass(frozen=True)
class Choice:
    """What a person chose. Hours are those of a clock in the UK; from an hour until the same hour is never quiet."""

    rhythm: Rhythm = Rhythm.DAILY
    quiet_from: int = 21
    quiet_until: int = 8


DIGEST_HOUR = 8
"""Digests go out from this hour on: read with the morning's post."""

DIGEST_WINDOW = 3
"""Hours in which a digest of that day may still go, where the server was away. Later it would be no morning's post."""

DIGEST_WEEKDAY = 0
"""Weekly digests go on Mondays."""

AT_ONCE_GAP = timedelta(minutes=10)
"""Between two mails at once: what happens meanwhile comes together, and a quarrel does not ring every minute."""

AT_ONCE_A_DAY = 20
"""Mails to one person in 24 hours; what happens beyond that waits until the oldest of them is a day old."""

FIRST_WEEK = timedelta(days=7)
FIRST_WEEK_MAILS = 3
FIRST_WEEK_GAP = timedelta(days=1)
"""A new member gets the one welcome that confirms the address, then at most three mails in the first week, a day apart."""

STALE = timedelta(days=14)
"""What is older than this is no news to anybody, and stands under the notices."""

MOST_TRIES = 5
"""How often a mail that the mail server did not take is tried."""

LEASE = timedelta(minutes=10)
"""How long one process has for a mail; then another may try: the first was killed, or the mail server did not answer."""

MAX_SUBJECT = 120


def is_quiet(choice: Choice, at: datetime) -> bool:
    """Whether the person wants to be left alone at this moment."""
    hour, start, end = at.astimezone(UK).hour, choice.quiet_from, choice.quiet_until
    return start <= hour < end if start <= end else (hour >= start or hour < end)


def due(choice: Choice, joined_at: datetime, mails: Sequence[datetime], at: datetime) -> str | None:
    """The name of the mail that is due to a person with news, or none. The same name is the same mail: it goes once.

    `mails` are the moments of those of the last seven days.
    """
    if is_quiet(choice, at) or _too_new(joined_at, mails, at):
        return None
    if choice.rhythm is Rhythm.AT_ONCE:
        return _at_once(mails, at)
    if choice.rhythm is Rhythm.NONE or not _in_window(choice, at):
        return None
    day = at.astimezone(UK).date()
    if choice.rhythm is Rhythm.DAILY:
        return f"day/{day.isoformat()}"
    return f"week/{day.isoformat()}" if day.weekday() == DIGEST_WEEKDAY else None


def _too_new(joined_at: datetime, mails: Sequence[datetime], at: datetime) -> bool:
    if at >= joined_at + FIRST_WEEK:
        return False
    return len(mails) >= FIRST_WEEK_MAILS or any(mail > at - FIRST_WEEK_GAP for mail in mails)


def _at_once(mails: Sequence[datetime], at: datetime) -> str | None:
    today = [mail for mail in mails if mail > at - timedelta(days=1)]
    if len(today) >= AT_ONCE_A_DAY or any(mail > at - AT_ONCE_GAP for mail in today):
        return None
    bucket = at.replace(minute=at.minute - at.minute % 10, second=0, microsecond=0)
    return f"at/{bucket.isoformat(timespec='minutes')}"


def _in_window(choice: Choice, at: datetime) -> bool:
    """Whether digests go now: from the digests' hour or, where that is quiet, from the end of the quiet hours."""
    local = at.astimezone(UK)
    at_eight = local.replace(hour=DIGEST_HOUR)
    first = choice.quiet_until if is_quiet(choice, at_eight) else DIGEST_HOUR
    return first <= local.hour < first + DIGEST_WINDOW


def subject(words: str) -> str:
    """Words as a subject: one line, without signs that steer or hide, cut where it gets long."""
    visible = "".join(sign if not unicodedata.category(sign).startswith("C") else " " for sign in words)
    line = " ".join(visible.split())
    return line if len(line) <= MAX_SUBJECT else f"{line[: MAX_SUBJECT - 1].rstrip()}…"
