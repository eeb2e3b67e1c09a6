"""One commit, then the announcements. The only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from app import live, queue
from app.extensions import db

BEGINNINGS: dict[str, dict[str, object]] = {
    "sqlite": {"immediate": True},
    "postgresql": {"isolation_level": "READ COMMITTED"},
}
"""How a transaction begins on each database. What only reads goes without one on PostgreSQL: see `create_app`."""

_OPEN = "folkmoot_transaction"
_QUEUE = "folkmoot_announcements"
_WAKE = "folkmoot_wake"


class NestedTransaction(RuntimeError):
    """A transaction was begun inside another: a programming error, because only the outer one could keep its word."""


@contextmanager
def transaction(*, one_write: bool = False) -> Iterator[None]:
    """Everything inside happens, or nothing does.

    Ends the read that came before it and begins anew: on SQLite with BEGIN IMMEDIATE. Commits once; then sends what was
    announced. What was rolled back is never announced. Refuses nesting.

    With `one_write`, a promise that all is written by one statement that asks for itself whether what was read still
    holds: on PostgreSQL that is a transaction of its own, two trips shorter, and what it locks is free sooner. Nothing
    need be ended for it there, because reads go without a transaction.
    """
    session = db.session()
    if session.info.get(_OPEN):
        raise NestedTransaction
    announcements: list[live.Announcement] = []
    session.info.update({_OPEN: True, _QUEUE: announcements, _WAKE: False})
    try:
        dialect = session.get_bind().dialect.name
        if not (one_write and dialect == "postgresql"):
            session.rollback()
            session.connection(execution_options=BEGINNINGS[dialect])
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_OPEN] = False
        session.info[_QUEUE] = []
    for event in announcements:
        live.emit(event)
    if session.info.pop(_WAKE, False):
        queue.of_app().wake()


def announce(event: live.Announcement) -> None:
    """Queue what is to be sent after the commit."""
    session = db.session()
    if not session.info.get(_OPEN):
        raise RuntimeError("Announced outside a transaction: nothing would ever send it.")
    session.info[_QUEUE].append(event)


def wake_jobs() -> None:
    """Have what was noted in this transaction done soon after the commit."""
    db.session().info[_WAKE] = True


def commit_security() -> None:
    """Commit what Flask-Security wrote in its own flows (a confirmation, a changed password, a new account)."""
    db.session.commit()
