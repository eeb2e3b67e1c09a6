"""The audit log: append-only, hash-chained from its first row.

An entry holds ids and keyed digests, never words that a person may ask us to erase. It is written in the transaction of
what it records: entries are queued while the transaction runs and written, under the lock of the chain's head, just
before it commits, so that no writer waits for the head while it still wants other locks.
"""

import hashlib
import hmac
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.columns import UtcDateTime
from app.extensions import Base, db
from app.openness.models import AuditPublication
from app.rules.chain import Broken, chain_digest, first_broken

_QUEUE = "folkmoot_audit"


class AuditEntry(Base):
    """One act: who did what to which object, when, and the digest that chains it to the entry before."""

    __tablename__ = "audit_entries"

    sequence: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    act: Mapped[str] = mapped_column(String(60), index=True)
    object_kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[str] = mapped_column(String(80), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    details: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The end of the chain: one row, locked by whoever appends."""

    __tablename__ = "audit_heads"

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class _Queued:
    actor_id: int | None
    act: str
    object_kind: str
    object_id: str
    round_id: int | None
    details: str


def record(
    actor_id: int | None, act: str, object_kind: str, object_id: str, *, round_id: int | None = None, **details: Any
) -> None:
    """Queue one entry for the end of the transaction that is under way.

    `act` is a verb such as "contribution.published"; `details` are ids, numbers, words of our own and keyed digests.
    """
    words = json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    entry = _Queued(actor_id, act, object_kind, object_id, round_id, words)
    db.session().info.setdefault(_QUEUE, []).append(entry)


def keyed_digest(key: bytes, text: str) -> str:
    """A digest that proves a text to whoever holds its key; when the key is erased with the text, it says nothing."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def verify(noted: str | None = None) -> tuple[int, Broken | None]:
    """How many entries there should be, and the first that is not as it was written; none where all are.

    `noted` is a digest that somebody kept: it must stand somewhere in the chain. Reads all from one snapshot; ends the
    read that came before it.
    """
    db.session.rollback()
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    head = db.session.scalars(select(AuditHead)).first()
    shown: dict[int, set[str]] = {}
    for publication in db.session.execute(select(AuditPublication.sequence, AuditPublication.digest)):
        shown.setdefault(publication.sequence, set()).add(publication.digest)
    in_turn = select(AuditEntry).order_by(AuditEntry.sequence).execution_options(yield_per=1_000)
    with closing(db.session.scalars(in_turn)) as entries:
        return head.sequence if head else 0, first_broken(entries, head, shown, noted)


@event.listens_for(db.session, "before_commit")
def _append(session: Session) -> None:
    queued: list[_Queued] = session.info.pop(_QUEUE, [])
    if not queued:
        return
    head = session.execute(
        select(AuditHead.sequence, AuditHead.digest).where(AuditHead.id == 1).with_for_update()
    ).one()
    sequence, previous, rows = head.sequence, head.digest, []
    for entry in queued:
        sequence, at = sequence + 1, clock.now()
        digest = chain_digest(previous, entry, sequence, at)
        rows.append({**vars(entry), "sequence": sequence, "at": at, "previous": previous, "digest": digest})
        previous = digest
    session.execute(insert(AuditEntry), rows)
    session.execute(update(AuditHead).where(AuditHead.id == 1).values(sequence=sequence, digest=previous))


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_QUEUE, None)
