"""Letters with a code each: a run that staff printed, its codes as digests, and the wrong codes that people gave."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app import identifiers
from app.columns import BigId, UtcDateTime
from app.extensions import Base

MAX_NOTE = 200


class LetterRun(Base):
    """Letters that were printed together, for one area or for any, that work until one day."""

    __tablename__ = "letter_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default=identifiers.public_id)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """None where the run was printed on the command line."""

    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    """Where the letters went; whoever types a code of theirs lives there."""

    note: Mapped[str] = mapped_column(String(MAX_NOTE), default="")
    how_many: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    __table_args__ = (CheckConstraint("how_many > 0", name="how_many"),)


class LetterCode(Base):
    """One letter's code: a keyed digest, from which nobody can print it again, and who used it. One person, one code."""

    __tablename__ = "letter_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("letter_runs.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("(used_by_id IS NULL) = (used_at IS NULL)", name="used"),)


class CodeTry(Base):
    """That somebody gave a wrong code, and when; never which. Kept for as long as it counts against the limit."""

    __tablename__ = "code_tries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
