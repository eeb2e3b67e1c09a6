"""Telling many people of what happened: a thousand a transaction, so that nobody else waits for long."""

import time
from datetime import datetime

from app.mentions import queries as mentions
from app.outbox import queries
from app.rules.outbox import BREATH_SECONDS
from app.transaction import transaction
from app.webhooks import queries as webhooks


def tell_all(now: datetime) -> int:
    """Tell whoever is still to be told; how many transactions that took. May run twice, or two at once, without harm."""
    steps = 0
    while tell_some(now):
        steps += 1
        time.sleep(BREATH_SECONDS)
    return steps


def tell_some(now: datetime) -> bool:
    """Tell the next thousand; whether there was anything to do."""
    with transaction():
        out = queries.lock_next()
        if out is None:
            return False
        may_be_told = queries.may_be_told(out)
        if may_be_told:
            queries.tell_called(out, mentions.to_tell(out, now), now)
        mentions.note_told(out.id)
        last = queries.tell_some(out, now) if may_be_told else None
        if last is None:
            if may_be_told:
                webhooks.leave(out, now)
            queries.note_done(out, now)
        else:
            queries.note_reached(out, last)
    return True
