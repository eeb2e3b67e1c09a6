"""SQL that takes away what has done its work, a few hundred rows at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, delete, exists, or_, select, update

from app.extensions import db
from app.mentions.models import Mention
from app.notifications.models import Notice
from app.outbox.models import Outgoing
from app.rules.thinning import AT_A_TIME, DONE_FOR
from app.webhooks.models import Delivery, Webhook


def notices_after(after: int) -> Sequence[Row[int, datetime, datetime | None]]:
    """The next notices beyond that id, the oldest first: (id, at, read_at)."""
    statement = select(Notice.id, Notice.at, Notice.read_at).where(Notice.id > after)
    return db.session.execute(statement.order_by(Notice.id).limit(AT_A_TIME)).all()


def drop_notices(ids: Sequence[int]) -> None:
    """Delete these notices."""
    db.session.execute(delete(Notice).where(Notice.id.in_(ids)))


def let_go(now: datetime) -> int:
    """Let some notices forget by what they were told, where that was long ago; how many did."""
    told = select(Notice.id).join(Outgoing, Outgoing.id == Notice.outbox_id).where(Outgoing.done_at < now - DONE_FOR)
    ids = db.session.scalars(told.limit(AT_A_TIME)).all()
    db.session.execute(update(Notice).where(Notice.id.in_(ids)).values(outbox_id=None))
    return len(ids)


def drop_deliveries(now: datetime) -> int:
    """Delete some deliveries that ended long ago, or whose address was removed then; how many went."""
    over = or_(Delivery.ended_at < now - DONE_FOR, Webhook.removed_at < now - DONE_FOR)
    found = select(Delivery.id).join(Webhook, Webhook.id == Delivery.webhook_id).where(over)
    ids = db.session.scalars(found.order_by(Delivery.id).limit(AT_A_TIME)).all()
    db.session.execute(delete(Delivery).where(Delivery.id.in_(ids)))
    return len(ids)


def drop_outbox(now: datetime) -> int:
    """Delete some of what was told long ago and nothing refers to any more; how many went."""
    in_use = [exists().where(kind.outbox_id == Outgoing.id) for kind in (Notice, Delivery, Mention)]
    found = select(Outgoing.id).where(Outgoing.done_at < now - DONE_FOR, *(~one for one in in_use))
    ids = db.session.scalars(found.order_by(Outgoing.id).limit(AT_A_TIME)).all()
    db.session.execute(delete(Outgoing).where(Outgoing.id.in_(ids)))
    return len(ids)
