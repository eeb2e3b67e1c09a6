"""SQL about letterboxes: what lies in them, newest first, and how much is unread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal, not_, or_, select, tuple_
from sqlalchemy.orm import aliased

from app.accounts.models import Organisation, User, portrait
from app.extensions import db
from app.messages.models import Conversation, Side
from app.messages.rows import belongs_to
from app.organisations.models import speaks_for
from app.rules.actors import Actor
from app.rules.messages import TalkState

CONVERSATIONS_A_PAGE = 30


@dataclass(frozen=True)
class After:
    """Where a page begins: after the last conversation of the one before."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"

    @classmethod
    def read(cls, words: str | None) -> "After | None":
        """Read it from an address; none where it makes no sense."""
        try:
            moment, number = (words or "").split("~")
            after = cls(datetime.fromisoformat(moment), int(number[:18]))
        except ValueError:
            return None
        return after if after.at.tzinfo is not None else None


def organisations(actor: Actor) -> Sequence[Organisation]:
    """The organisations whose letterbox this person may open, by name."""
    statement = select(Organisation).where(Organisation.id.in_(speaks_for(actor.id)))
    return db.session.scalars(statement.order_by(Organisation.name, Organisation.id)).all()


def conversations(actor: Actor, box: Organisation | None, after: After | None) -> Sequence[Row[Any]]:
    """What lies in one's own letterbox, or in that of an organisation, newest first, one more than a page holds.

    Requests that this side declined, and people whom it blocked, are left out.
    """
    statement = _listed(actor, box).where(not_(_put_away()))
    if after is not None:
        since = literal(after.at, Side.last_at.type)
        statement = statement.where(tuple_(Side.last_at, Side.conversation_id) < tuple_(since, after.id))
    return db.session.execute(statement.limit(CONVERSATIONS_A_PAGE + 1)).all()


def put_away(actor: Actor, box: Organisation | None) -> Sequence[Row[Any]]:
    """Whom this side blocked or declined, as far as one page shows them."""
    return db.session.execute(_listed(actor, box).where(_put_away()).limit(CONVERSATIONS_A_PAGE)).all()


def _put_away() -> ColumnElement[bool]:
    declined = and_(Conversation.state == TalkState.DECLINED, Side.is_opener.is_(False))
    return or_(Side.blocked_at.is_not(None), declined)


def _listed(actor: Actor, box: Organisation | None) -> Any:
    other, person, body = aliased(Side), aliased(User), aliased(Organisation)
    mine = Side.person_id == actor.id if box is None else and_(belongs_to(actor), Side.organisation_id == box.id)
    return (
        select(
            Conversation.public_id, Conversation.state, Side.conversation_id, Side.last_at, Side.unread,
            Side.is_opener, Side.blocked_at, person.display_name, person.handle, body.name.label("organisation"),
            body.handle.label("organisation_handle"), portrait(person, body).label("portrait"),
        )
        .select_from(Side)
        .join(Conversation, Conversation.id == Side.conversation_id)
        .join(other, (other.conversation_id == Side.conversation_id) & (other.is_opener != Side.is_opener))
        .outerjoin(person, person.id == other.person_id)
        .outerjoin(body, body.id == other.organisation_id)
        .where(mine, Side.last_at.is_not(None), Side.left_at.is_(None))
        .order_by(Side.last_at.desc(), Side.conversation_id.desc())
    )  # fmt: skip


def unread(actor: Actor) -> int:
    """How many messages this person has not opened, those of organisations included."""
    here = (belongs_to(actor), Side.left_at.is_(None), Side.blocked_at.is_(None))
    return db.session.scalar(select(func.coalesce(func.sum(Side.unread), 0)).where(*here)) or 0
