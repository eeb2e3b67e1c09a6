"""SQL about devices, and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.extensions import db
from app.identifiers import public_id
from app.mailing.models import MailChoice
from app.notifications.models import Notice
from app.push.models import PushDevice
from app.rules.mailing import STALE
from app.rules.pushing import LEASE

DEVICES_AT_A_TIME = 500

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def lock_owner(person_id: int) -> None:
    """Let one person's devices be added one after the other, so that nobody has more than is allowed."""
    db.session.execute(select(User.id).where(User.id == person_id).with_for_update())


def devices_of(person_id: int) -> Sequence[PushDevice]:
    """A person's devices, the newest first."""
    mine = select(PushDevice).where(PushDevice.person_id == person_id)
    return db.session.scalars(mine.order_by(PushDevice.id.desc())).all()


def others_of(person_id: int, endpoint: str) -> int:
    """How many devices a person has beside this one."""
    others = (PushDevice.person_id == person_id) & (PushDevice.endpoint != endpoint)
    return db.session.scalars(select(func.count()).select_from(PushDevice).where(others)).one()


def add(person_id: int, said: dict[str, str], now: datetime) -> str:
    """Tell a person on this browser from now on, whoever was told there before; gives its public id."""
    newest = select(func.coalesce(func.max(Notice.id), 0)).where(Notice.person_id == person_id).scalar_subquery()
    values = {
        **said, "public_id": public_id(), "person_id": person_id, "made_at": now, "next_at": now, "failures": 0,
        "paused_at": None, "told_until": newest,
    }  # fmt: skip
    insert = _INSERTS[db.session.get_bind().dialect.name](PushDevice).values(**values)
    over = insert.on_conflict_do_update(index_elements=["endpoint"], set_=values)
    made: str = db.session.execute(over.returning(PushDevice.public_id)).scalar_one()
    return made


def drop(person_id: int, public_id: str) -> bool:
    """Forget one of a person's devices; whether there was one."""
    mine = delete(PushDevice).where(PushDevice.person_id == person_id, PushDevice.public_id == public_id)
    return db.session.execute(mine.returning(PushDevice.id)).first() is not None


def due(after: int, now: datetime) -> Sequence[Row[int, int, int]]:
    """Devices that there is news for and that may be told it, as (id, quiet_from, quiet_until)."""
    statement = (
        select(PushDevice.id, MailChoice.quiet_from, MailChoice.quiet_until)
        .join(User, User.id == PushDevice.person_id)
        .outerjoin(MailChoice, MailChoice.person_id == PushDevice.person_id)
        .where(PushDevice.id > after, _may_be_told(now), select(Notice.id).where(_news(now)).exists())
        .where(User.active.is_(True), User.closed_at.is_(None))
        .order_by(PushDevice.id)
        .limit(DEVICES_AT_A_TIME)
    )
    return db.session.execute(statement).all()


def claim(device_id: int, now: datetime) -> PushDevice | None:
    """Take a device for as long as one try may take; none where somebody else has it."""
    free = select(PushDevice).where(PushDevice.id == device_id, _may_be_told(now))
    fresh = free.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    device = db.session.scalars(fresh).one_or_none()
    if device is not None:
        device.next_at = now + LEASE
    return device


def note_told(device_id: int, until: int, next_at: datetime) -> None:
    """Note that the device was told all up to this notice, or that there was nothing to tell it."""
    values = {"told_until": until, "next_at": next_at, "failures": 0}
    db.session.execute(update(PushDevice).where(PushDevice.id == device_id).values(**values))


def note_failure(device_id: int, failures: int, next_at: datetime | None, now: datetime) -> None:
    """Note a failed try; without a next one the device is left in peace."""
    values = {"failures": failures} | ({"next_at": next_at} if next_at else {"paused_at": now})
    db.session.execute(update(PushDevice).where(PushDevice.id == device_id).values(**values))


def remove(device_id: int) -> None:
    """Forget a device whose browser has let go."""
    db.session.execute(delete(PushDevice).where(PushDevice.id == device_id))


def erase(person_id: int) -> None:
    """Forget all devices of a person."""
    db.session.execute(delete(PushDevice).where(PushDevice.person_id == person_id))


def _may_be_told(now: datetime) -> ColumnElement[bool]:
    return PushDevice.paused_at.is_(None) & (PushDevice.next_at <= now)


def _news(now: datetime) -> ColumnElement[bool]:
    new = (Notice.id > PushDevice.told_until) & (Notice.at > now - STALE)
    return (Notice.person_id == PushDevice.person_id) & Notice.read_at.is_(None) & new
