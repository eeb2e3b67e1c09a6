"""SQL about webhooks, and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import RoleRecord, User, user_roles
from app.contributions.models import Contribution
from app.extensions import db
from app.identifiers import public_id
from app.outbox.models import Outgoing
from app.rounds.models import Round
from app.rules.actors import VISITOR, Role
from app.rules.outbox import Happened
from app.rules.webhooks import LEASE, Delivered
from app.threads.models import Comment
from app.visibility import comment_may_be_read_by, contribution_is_listed, round_is_open_to
from app.webhooks.models import Delivery, Webhook

LOG_LENGTH = 30

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def webhooks() -> Sequence[Webhook]:
    """All that were not removed, the newest first."""
    return db.session.scalars(select(Webhook).where(Webhook.removed_at.is_(None)).order_by(Webhook.id.desc())).all()


def webhook(name: str, *, lock: bool = False) -> Webhook | None:
    """The one of this public id."""
    found = select(Webhook).where(Webhook.public_id == name, Webhook.removed_at.is_(None))
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(found).one_or_none()


def log_of(webhook_id: int) -> Sequence[Any]:
    """The last deliveries to an address, with what they tell."""
    statement = (
        select(Delivery.public_id, Delivery.tries, Delivery.said, Delivery.next_at, Delivery.ended_at,
               Delivery.outcome, Outgoing.kind, Outgoing.at)
        .join(Outgoing, Outgoing.id == Delivery.outbox_id)
        .where(Delivery.webhook_id == webhook_id)
        .order_by(Delivery.id.desc())
        .limit(LOG_LENGTH)
    )  # fmt: skip
    return db.session.execute(statement).all()


def leave(out: Outgoing, now: datetime) -> None:
    """Note that every address is to be told, unless it was noted before. Of what happens in a space, none hears at all."""
    if db.session.scalar(select(Round.space_id).where(Round.id == out.round_id)) is not None:
        return
    active = select(Webhook.id).where(Webhook.removed_at.is_(None), Webhook.made_at <= out.at)
    rows = [
        {"public_id": public_id(), "webhook_id": each, "outbox_id": out.id, "next_at": now, "tries": 0, "said": ""}
        for each in db.session.scalars(active)
    ]
    if rows:
        insert = _INSERTS[db.session.get_bind().dialect.name](Delivery).values(rows)
        db.session.execute(insert.on_conflict_do_nothing(index_elements=["webhook_id", "outbox_id"]))


def claim(now: datetime) -> tuple[Delivery, Webhook] | None:
    """Take the delivery that has been due for longest, for as long as one try may take."""
    due = (
        select(Delivery, Webhook)
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .where(Delivery.ended_at.is_(None), Delivery.next_at <= now)
        .where(Webhook.paused_at.is_(None), Webhook.removed_at.is_(None))
        .order_by(Delivery.next_at, Delivery.id)
        .limit(1)
        .with_for_update(of=Delivery, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    row = db.session.execute(due).first()
    if row is None:
        return None
    row.Delivery.next_at, row.Delivery.tries = now + LEASE, row.Delivery.tries + 1
    return row.Delivery, row.Webhook


def fact(outbox_id: int) -> Any:
    """What is told: ids and names for addresses, never words. None where a stranger may not read it at this moment."""
    of_round = and_(round_is_open_to(VISITOR), Round.opened_at.is_not(None))
    told = case((Outgoing.contribution_id.is_(None), of_round), else_=and_(of_round, contribution_is_listed()))
    statement = (
        select(Outgoing.kind, Outgoing.at, Round.slug, Contribution.kind.label("of"),
               Contribution.public_id.label("contribution"), Comment.public_id.label("comment"))
        .join(Round, Round.id == Outgoing.round_id)
        .outerjoin(Contribution, Contribution.id == Outgoing.contribution_id)
        .outerjoin(Comment, Comment.id == Outgoing.comment_id)
        .where(Outgoing.id == outbox_id, told)
        .where((Outgoing.kind != Happened.COMMENT) | comment_may_be_read_by(VISITOR))
    )  # fmt: skip
    return db.session.execute(statement).first()


def end(delivery_id: int, outcome: Delivered, said: str, now: datetime) -> None:
    """Note that a delivery is over."""
    ended = update(Delivery).where(Delivery.id == delivery_id, Delivery.ended_at.is_(None))
    db.session.execute(ended.values(ended_at=now, outcome=outcome, said=said))


def put_off(delivery_id: int, said: str, until: datetime) -> None:
    """Note what came of a try, and when the next one is."""
    db.session.execute(update(Delivery).where(Delivery.id == delivery_id).values(said=said, next_at=until))


def count_failure(webhook_id: int) -> int:
    """Count one more failed try of an address in a row; how many there are."""
    counted = update(Webhook).where(Webhook.id == webhook_id).values(failures=Webhook.failures + 1)
    return db.session.execute(counted.returning(Webhook.failures)).scalar_one()


def forgive(webhook_id: int) -> None:
    """The address took something: the row of failures is over."""
    db.session.execute(update(Webhook).where(Webhook.id == webhook_id, Webhook.failures > 0).values(failures=0))


def pause(webhook_id: int, now: datetime) -> bool:
    """Pause an address; whether it was not paused before."""
    running = update(Webhook).where(Webhook.id == webhook_id, Webhook.paused_at.is_(None))
    return db.session.execute(running.values(paused_at=now).returning(Webhook.id)).first() is not None


def administrators() -> Sequence[int]:
    """Everybody who is told that an address is paused."""
    held = select(User.id).join(user_roles, user_roles.c.user_id == User.id).join(RoleRecord)
    return db.session.scalars(
        held.where(RoleRecord.name == Role.ADMINISTRATOR, User.active.is_(True)).order_by(User.id)
    ).all()


def waiting(webhook_id: int) -> int:
    """How many deliveries wait for an address."""
    own = and_(Delivery.webhook_id == webhook_id, Delivery.ended_at.is_(None))
    return db.session.scalars(select(func.count()).where(own)).one()
