"""What the public is shown of how the site is run."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime
from app.extensions import Base


class AuditPublication(Base):
    """Where the audit log ended on one day, as the public was shown it. Never altered: triggers refuse it."""

    __tablename__ = "audit_publications"

    day: Mapped[date] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("sequence >= 0", name="sequence"),)


class ShownReason(Base):
    """That a moderator found the reason of a decision fit for the public. Gone when it is taken back."""

    __tablename__ = "shown_reasons"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
