"""SQL about frozen results."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.results.models import Snapshot
from app.rounds.models import Phase, Round
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.frozen import Facts
from app.rules.phases import PhaseKind
from app.rules.refusals import Missing


@dataclass(frozen=True)
class Frozen:
    """A snapshot without its contents: how it is named, and what it says of itself."""

    id: int
    round_id: int
    digest: str
    provisional: bool
    cap: float
    facts: Facts


@dataclass(frozen=True)
class Contents:
    """What a snapshot holds, as bytes: log and roll unpacked, the statement as it was published."""

    log: bytes
    roll: bytes
    results: bytes


MADE_AFTER_CLOSE = Snapshot.made_at >= Snapshot.closes_at
"""A rehearsal (see `close_phases`) says when the phase would close, and was made before that."""


def latest(round_id: int, kind: Kind, *, final: bool) -> Frozen | None:
    """The newest snapshot of a round and kind, corrections included; `final`: of those made after the close, rehearsals left out."""
    statement = _frozen().where(Snapshot.round_id == round_id, Snapshot.kind == kind)
    if final:
        statement = statement.where(MADE_AFTER_CLOSE)
    return _read(db.session.execute(statement.order_by(Snapshot.id.desc()).limit(1)).first())


def by_public_id(public_id: str) -> Frozen:
    """A snapshot by its name. Raises Missing."""
    found = _read(db.session.execute(_frozen().where(Snapshot.public_id == public_id)).first())
    if found is None:
        raise Missing
    return found


def contents(snapshot_id: int) -> Contents:
    """What it holds. What was altered so that it cannot be unpacked is empty, and matches no digest."""
    row = db.session.execute(
        select(Snapshot.log, Snapshot.roll, Snapshot.results).where(Snapshot.id == snapshot_id)
    ).one()
    return Contents(_unpacked(row.log), _unpacked(row.roll), row.results)


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return b""


def closed_and_not_frozen(at: datetime, *, rehearsed: bool) -> Sequence[Any]:
    """The phases of needs, ideas and proposals that are over at that hour and have no snapshot: slug and phase kind.

    `rehearsed`: rehearsals count as snapshots.
    """
    kinds = {kind.phase: kind for kind in IN_ROUNDS}
    found: list[Any] = []
    for phase, kind in kinds.items():
        found += db.session.execute(_without_snapshot(phase, kind, at, rehearsed=rehearsed)).all()
    return found


def is_frozen(round_id: int, kind: Kind, *, rehearsed: bool) -> bool:
    """Whether there is a snapshot made after the close; `rehearsed`: or a rehearsal of one."""
    return bool(db.session.scalar(select(_final(round_id, kind, rehearsed=rehearsed))))


def lock_round(round_id: int) -> None:
    """Wait until nobody else freezes this round, until the transaction ends."""
    db.session.execute(select(Round.id).where(Round.id == round_id).with_for_update()).one()


def _without_snapshot(phase: PhaseKind, kind: Kind, at: datetime, *, rehearsed: bool) -> Select[*tuple[Any, ...]]:
    return (
        select(Round.slug, Phase.kind)
        .join(Phase, Phase.round_id == Round.id)
        .where(
            Round.opened_at.is_not(None),
            Round.cancelled_at.is_(None),
            Phase.kind == phase,
            Phase.closes_at <= at,
            ~_final(Round.id, kind, rehearsed=rehearsed),
        )
        .order_by(Phase.closes_at, Round.id)
    )


def _final(round_id: Any, kind: Kind, *, rehearsed: bool) -> Any:
    made = Snapshot.closes_at.is_not(None) if rehearsed else MADE_AFTER_CLOSE
    return exists().where(Snapshot.round_id == round_id, Snapshot.kind == kind, made)


def _frozen() -> Select[*tuple[Any, ...]]:
    before = aliased(Snapshot)
    return (
        select(
            Snapshot.id,
            Snapshot.round_id,
            Snapshot.public_id,
            Snapshot.kind,
            Snapshot.allowance,
            Snapshot.seed,
            Snapshot.cap,
            Snapshot.provisional,
            Snapshot.made_at,
            Snapshot.closes_at,
            Snapshot.digest,
            Round.slug,
            before.public_id.label("corrects"),
        )
        .join(Round, Round.id == Snapshot.round_id)
        .outerjoin(before, before.id == Snapshot.corrects_id)
    )


def _read(row: Any) -> Frozen | None:
    if row is None:
        return None
    facts = Facts(
        snapshot=row.public_id,
        round=row.slug,
        kind=row.kind.value,
        allowance=row.allowance,
        seed=row.seed,
        made_at=row.made_at,
        closes_at=row.closes_at,
        corrects=row.corrects,
    )
    return Frozen(row.id, row.round_id, row.digest, row.provisional, row.cap, facts)
