"""One commit, then the announcements. The only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from app import live
from app.extensions import db

BEGINNINGS: dict[str, dict[str, object]] = {
    "sqlite": {"immediate": True},
    "postgresql": {"isolation_level": "READ COMMITTED"},
}
"""How a transaction begins on each database. What only reads goes without one on PostgreSQL: see `create_app`."""

_OPEN = "folkmoot_transaction"
_QUEUE = "folkmoot_announcements"


class NestedTransaction(RuntimeError):
    """A transaction was begun inside another: a programming error, because only the outer one could keep its word."""


@contextmanager
def transaction() -> Iterator[None]:
    """Everything inside happens, or nothing does.

    Ends the read that came before it and begins anew: on SQLite with BEGIN IMMEDIATE. Commits once; then sends what was
    announced. What was rolled back is never announced. Refuses nesting.
    """
    session = db.session()
    if session.info.get(_OPEN):
        raise NestedTransaction
    session.rollback()
    session.info[_OPEN] = True
    queue: list[live.ThreadEvent] = []
    session.info[_QUEUE] = queue
    try:
        session.connection(execution_options=BEGINNINGS[session.get_bind().dialect.name])
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_OPEN] = False
        session.info[_QUEUE] = []
    for event in queue:
        live.emit(event)


def announce(event: live.ThreadEvent) -> None:
    """Queue an event to be sent after the commit."""
    session = db.session()
    if not session.info.get(_OPEN):
        raise RuntimeError("Announced outside a transaction: nothing would ever send it.")
    session.info[_QUEUE].append(event)


def commit_security() -> None:
    """Commit what Flask-Security wrote in its own flows (a confirmation, a changed password, a new account)."""
    db.session.commit()
