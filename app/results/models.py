"""Results that were frozen."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.contributions import Kind


class Snapshot(Base):
    """A round and kind as they stood at one moment, and what came of it. Never altered: triggers see to it.

    `log` holds deals and votes under pseudonyms, `roll` says who is who; both are compressed canonical JSON. `results`
    is the statement (see `rules/frozen.py`), `digest` its SHA-256. `closes_at` is none where the phase was still open.
    """

    __tablename__ = "snapshots"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, 10))
    rule: Mapped[str] = mapped_column(String(20))
    rule_version: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    cap: Mapped[float]
    allowance: Mapped[int]
    provisional: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"), index=True)
    log: Mapped[bytes] = mapped_column(LargeBinary)
    roll: Mapped[bytes] = mapped_column(LargeBinary)
    results: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_snapshots_round", "round_id", "kind", "id"),
        CheckConstraint("provisional OR closes_at IS NOT NULL", name="final"),
    )
