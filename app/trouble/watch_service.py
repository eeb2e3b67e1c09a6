"""The watch: looks at the votes of rounds that are open or have just closed, and leaves notes. It never acts."""

import json
from datetime import datetime, timedelta

from app import audit
from app.rules.contributions import Kind
from app.rules.trouble import Sign, Trouble, watch
from app.transaction import transaction
from app.trouble import watch_queries
from app.trouble.reading import NAMES
from app.trouble.watch_queries import Watched

JUST_CLOSED = timedelta(days=2)
"""For so long after the close a round is looked at: time for a run that was missed, and for the last hour's votes."""

DECIMALS = 3


def watch_votes(at: datetime) -> list[str]:
    """Look at every round that could be voted on at that hour or shortly before; gives the names of new notes.

    Running it again, or twice at once, notes nothing twice: a contribution has one note with the same signs.
    """
    made: list[str] = []
    for round_id, kind in watch_queries.rounds_to_watch(at, at - JUST_CLOSED):
        made += _watch(round_id, kind, at)
    return made


def _watch(round_id: int, kind: Kind, at: datetime) -> list[str]:
    seen = watch_queries.watched(round_id, kind, at)
    found = _look(seen)
    made = []
    with transaction():
        for number in found.note.nonzero()[0].tolist():
            name = _note(int(seen.items[number]), number, found, at)
            if name is not None:
                made.append(name)
                audit.record(None, "trouble.noted", "trouble_note", name, round_id=round_id)
    return made


def _look(seen: Watched) -> Trouble:
    person, item, value, dealt, when = seen.votes.T
    return watch(person, item, value, dealt == 1, when, area=seen.area, joined=seen.joined, items=len(seen.items))


def _note(contribution_id: int, number: int, found: Trouble, at: datetime) -> str | None:
    shown = [sign for sign in Sign if found.sign[number, sign]]
    figures = [
        {
            "sign": NAMES[sign],
            "share": round(float(found.share[number, sign]), DECIMALS),
            "deviation": round(float(found.deviation[number, sign]), DECIMALS),
        }
        for sign in shown
    ]
    return watch_queries.add_note(contribution_id, ",".join(NAMES[sign] for sign in shown), json.dumps(figures), at)
