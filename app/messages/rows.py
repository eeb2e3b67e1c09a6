"""Sides of conversations, and what each reads, as parts of other statements."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.accounts.models import Organisation, User
from app.messages.models import Conversation, Message, Side
from app.notifications.models import Notice
from app.organisations.models import speaks_for
from app.rules.actors import Actor


@dataclass(frozen=True)
class Found:
    """A conversation with the reader's side of it and the other."""

    conversation: Conversation
    mine: Side
    theirs: Side
    person: User | None
    organisation: Organisation | None

    @property
    def name(self) -> str:
        """What the other side is called."""
        return self.organisation.name if self.organisation else self.person.display_name  # type: ignore[union-attr]

    @property
    def portrait(self) -> str | None:
        """The picture beside that name."""
        return (self.organisation or self.person).avatar  # type: ignore[union-attr]

    @property
    def closed(self) -> bool:
        """Whether nobody is there any more."""
        return self.person is not None and self.person.closed_at is not None


def belongs_to(actor: Actor) -> ColumnElement[bool]:
    """The sides that this person reads: one's own, and those of organisations whose letterbox one has the key to."""
    return or_(Side.person_id == actor.id, Side.organisation_id.in_(speaks_for(actor.id)))


def reads(found: Found) -> ColumnElement[bool]:
    """The messages of a conversation that the reader's side may read: its own, and what was not held back from it."""
    seen = or_(Message.from_opener == found.mine.is_opener, Message.withheld.is_(False))
    return (Message.conversation_id == found.conversation.id) & seen


def blockers_of(person_id: int | InstrumentedAttribute[int]) -> Select[int | None]:
    """Who (their ids) wants to hear nothing of this person."""
    theirs, others = aliased(Side), aliased(Side)
    met = and_(others.conversation_id == theirs.conversation_id, others.is_opener != theirs.is_opener)
    blocking = (others.person_id == person_id, theirs.blocked_at.is_not(None), theirs.person_id.is_not(None))
    return select(theirs.person_id).join(others, met).where(*blocking)


def correspondent(actor: Actor) -> ScalarSelect[str]:
    """The name of whom a notice of this person's says that wrote; none where the letterbox is not theirs any more."""
    other, person, body = aliased(Side), aliased(User), aliased(Organisation)
    return (
        select(func.coalesce(person.display_name, body.name))
        .select_from(Side)
        .join(other, and_(other.conversation_id == Side.conversation_id, other.is_opener != Side.is_opener))
        .outerjoin(person, person.id == other.person_id)
        .outerjoin(body, body.id == other.organisation_id)
        .where(Side.conversation_id == Notice.conversation_id, belongs_to(actor))
        .limit(1)
        .correlate(Notice)
        .scalar_subquery()
    )
