"""What people chose about mail, and each mail that was made for somebody."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column, only_while
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.mailing import Ended, Rhythm


class MailChoice(Base):
    """What a person chose; whoever chose nothing has no row."""

    __tablename__ = "mail_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    rhythm: Mapped[Rhythm] = mapped_column(enum_column(Rhythm))
    quiet_from: Mapped[int] = mapped_column(SmallInteger)
    quiet_until: Mapped[int] = mapped_column(SmallInteger)

    __table_args__ = (CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name="hours"),)


class Mailing(Base):
    """One mail to one person. Its name in the person's calendar is taken once: the database refuses it a second time."""

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    period: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[Ended | None] = mapped_column(enum_column(Ended))

    __table_args__ = (
        UniqueConstraint("person_id", "period"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended"),
        Index("ix_mailings_waiting", "id", **only_while(text("ended_at IS NULL"))),
    )
