"""SQL about second codes."""

from sqlalchemy import or_, select, update

from app.accounts.models import User
from app.extensions import db


def take_step(person_id: int, step: int) -> bool:
    """Note the half minute of a code that was right; whether it is later than the one of every code before.

    One statement asks and writes, so that of two who give the same code at once one alone gets in.
    """
    later = or_(User.last_code_step.is_(None), User.last_code_step < step)
    taken = update(User).where(User.id == person_id, later).values(last_code_step=step).returning(User.id)
    return db.session.scalars(taken.execution_options(synchronize_session=False)).first() is not None


def last_step(person_id: int) -> int | None:
    """The half minute of the last code that was taken."""
    return db.session.scalars(select(User.last_code_step).where(User.id == person_id)).one_or_none()
