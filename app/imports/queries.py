"""SQL that brings in a whole conversation: many rows at a time, past the objects that pages use."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, select, update

from app.extensions import Base, db
from app.rounds.models import Round

BATCH = 2_000
"""Rows of one statement: enough to be quick, few enough to show progress and to stay small in memory."""


def digest_of(slug: str) -> tuple[bool, str | None]:
    """Whether there is a round of that name, and the digest of what it was imported from, if it was."""
    found = db.session.execute(select(Round.import_digest).where(Round.slug == slug)).first()
    return found is not None, found.import_digest if found else None


def add(model: type[Base], rows: Iterable[dict[str, Any]]) -> Iterator[int]:
    """Insert rows batch by batch; gives the size of each batch when it is in."""
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        db.session.execute(insert(_table(model)), batch)
        yield len(batch)


def add_keyed(model: type[Base], key: str, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Insert rows; gives the id of each by its value in the column `key`."""
    if not rows:
        return {}
    columns = _table(model).c
    statement = insert(_table(model)).returning(columns[key], columns.id)
    return dict(db.session.execute(statement, list(rows)).all())


def allow(round_id: int, cards: int) -> None:
    """Let so many cards of each person count in this round."""
    db.session.execute(update(Round).where(Round.id == round_id).values(allowance=cards))


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
