"""How long what has done its work is kept."""

from datetime import datetime, timedelta

READ_FOR = timedelta(days=90)
"""A notice after it was read: a season in which somebody may look for it again."""

UNREAD_FOR = timedelta(days=365)
"""A notice that nobody read: whoever comes back within a year finds it."""

DONE_FOR = timedelta(days=30)
"""What followers and webhooks were told: long enough to find out why somebody was not."""

AT_A_TIME = 500
"""Rows in one transaction. SQLite has one writer: so many hold up others for a few milliseconds."""


def notice_goes(at: datetime, read_at: datetime | None, now: datetime) -> bool:
    """Whether a notice of that hour, read then or never, is taken away."""
    return read_at < now - READ_FOR if read_at is not None else at < now - UNREAD_FOR


def may_hold_some(at: datetime, now: datetime) -> bool:
    """Whether notices of that hour may be among those that go: none is read before it is made."""
    return at < now - READ_FOR
