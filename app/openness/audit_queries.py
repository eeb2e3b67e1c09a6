"""SQL about the end of the audit log, as the public is shown it day by day."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.audit import AuditHead
from app.extensions import db
from app.openness.models import AuditPublication

DAYS_A_PAGE = 31
"""A month on one page."""


def latest_day() -> date | None:
    """The last day on which the end of the log was shown; none before the first."""
    return db.session.scalar(select(func.max(AuditPublication.day)))


def publish(day: date, at: datetime) -> bool:
    """Keep for that day where the log ends now; false where the day has its line already."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    head = db.session.execute(select(AuditHead.sequence, AuditHead.digest)).one()
    row = {"day": day, "sequence": head.sequence, "digest": head.digest, "at": at}
    made = dialect.insert(AuditPublication).values(row).on_conflict_do_nothing().returning(AuditPublication.day)
    return db.session.execute(made).first() is not None


def publication(day: date) -> AuditPublication:
    """What was shown for that day."""
    return db.session.get_one(AuditPublication, day)


def publications(before: date | None = None) -> Sequence[AuditPublication]:
    """What was shown, the latest day first, one more than a page holds."""
    statement = select(AuditPublication).order_by(AuditPublication.day.desc()).limit(DAYS_A_PAGE + 1)
    return db.session.scalars(statement if before is None else statement.where(AuditPublication.day < before)).all()


def all_publications() -> Sequence[AuditPublication]:
    """All that was ever shown, the first day first."""
    return db.session.scalars(select(AuditPublication).order_by(AuditPublication.day)).all()
