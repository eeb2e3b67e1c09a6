"""Each night what has done its work is taken away, in steps so small that nobody waits for long."""

import time
from collections.abc import Callable
from datetime import datetime

from app.outbox import thin_queries as queries
from app.rules.outbox import BREATH_SECONDS
from app.rules.thinning import may_hold_some, notice_goes
from app.transaction import transaction


def thin(now: datetime) -> int:
    """Take away old notices, and what told them; how many rows went. May run twice, or two at once, without harm."""
    gone = _thin_notices(now)
    _until_none(queries.let_go, now)
    return gone + _until_none(queries.drop_deliveries, now) + _until_none(queries.drop_outbox, now)


def _thin_notices(now: datetime) -> int:
    """Go through them in the order of their making, up to those that are too young to be among those that go."""
    after, gone = 0, 0
    while found := queries.notices_after(after):
        after = found[-1].id
        ids = [row.id for row in found if notice_goes(row.at, row.read_at, now)]
        if ids:
            with transaction():
                queries.drop_notices(ids)
            time.sleep(BREATH_SECONDS)
        gone += len(ids)
        if not may_hold_some(found[-1].at, now):
            break
    return gone


def _until_none(step: Callable[[datetime], int], now: datetime) -> int:
    gone = 0
    while True:
        with transaction():
            some = step(now)
        if not some:
            return gone
        gone += some
        time.sleep(BREATH_SECONDS)
