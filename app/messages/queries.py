"""SQL about conversations: every one is found through a side of the reader's, and by no other way."""

from datetime import datetime

from sqlalchemy import Row, exists, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from app import identifiers
from app.accounts.models import Organisation, User
from app.extensions import db
from app.messages.models import Conversation, Message, MessageEvidence, Side
from app.messages.rows import Found, belongs_to, reads
from app.moderation.case_models import Case
from app.notifications.models import Notice
from app.rules.actors import Actor
from app.rules.messages import DAY, Talk, TalkState
from app.rules.notices import NoticeKind

MESSAGES_A_PAGE = 50


def find(actor: Actor, public_id: str, *, lock: bool = False) -> Found | None:
    """A conversation that has something for this reader; what was left, and what never reached one, is not found."""
    other, person, body = aliased(Side), aliased(User), aliased(Organisation)
    statement = (
        select(Conversation, Side, other, person, body)
        .join(Side, Side.conversation_id == Conversation.id)
        .join(other, (other.conversation_id == Side.conversation_id) & (other.is_opener != Side.is_opener))
        .outerjoin(person, person.id == other.person_id)
        .outerjoin(body, body.id == other.organisation_id)
        .where(Conversation.public_id == public_id, belongs_to(actor), Side.last_at.is_not(None))
        .where(Side.left_at.is_(None))
        .order_by(Side.organisation_id.is_not(None))
        .limit(1)
    )
    if lock:
        locked = select(Conversation.id).where(Conversation.public_id == public_id).with_for_update()
        db.session.execute(locked)
        statement = statement.execution_options(populate_existing=True)
    row = db.session.execute(statement).first()
    return Found(*row) if row else None


def begin(pair: str, opener_id: int, receiver: User | Organisation, now: datetime) -> tuple[Conversation, bool]:
    """The conversation of a pair, locked; and whether it was made now. Two who begin at once find the same one."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    new = {
        "public_id": identifiers.public_id(),
        "pair": pair,
        "state": TalkState.ASKED,
        "opened_at": now,
        "last_number": 0,
    }
    made = dialect.insert(Conversation).values(new).on_conflict_do_nothing().returning(Conversation.id)
    conversation_id = db.session.scalar(made)
    of_pair = select(Conversation).where(Conversation.pair == pair).with_for_update()
    conversation = db.session.scalars(of_pair.execution_options(populate_existing=True)).one()
    if conversation_id is None:
        return conversation, False
    of_body = isinstance(receiver, Organisation)
    db.session.add_all([
        Side(conversation_id=conversation_id, is_opener=True, person_id=opener_id, unread=0),
        Side(
            conversation_id=conversation_id, is_opener=False, person_id=None if of_body else receiver.id,
            organisation_id=receiver.id if of_body else None, unread=0,
        ),
    ])  # fmt: skip
    db.session.flush()
    return conversation, True


def sides(conversation_id: int) -> tuple[Side, Side]:
    """Both sides as they are now, who opened it first."""
    of_it = select(Side).where(Side.conversation_id == conversation_id).order_by(Side.is_opener.desc())
    opener, receiver = db.session.scalars(of_it.execution_options(populate_existing=True)).all()
    return opener, receiver


def has_said(conversation_id: int, *, opener: bool) -> bool:
    """Whether a side has written."""
    said = exists().where(Message.conversation_id == conversation_id, Message.from_opener == opener)
    return bool(db.session.scalar(select(said)))


def sent_today(person_id: int, now: datetime) -> tuple[int, int]:
    """How many requests, and how many messages in all, a person sent within a day."""
    mine = (Message.author_id == person_id, Message.at > now - DAY)
    first = func.count().filter(Message.number == 1)
    requests, messages = db.session.execute(select(first, func.count()).where(*mine)).one()
    return requests, messages


def messages(found: Found, before: int) -> list[Row[Message, str, int, str, str | None]]:
    """(message, name, id, handle and picture of who wrote it) of a page, the oldest first, with one more than a page holds in front of them."""
    statement = (
        select(Message, User.display_name, User.id.label("person"), User.handle, User.avatar)
        .join(User, User.id == Message.author_id)
        .where(reads(found), Message.number < before)
        .order_by(Message.number.desc())
        .limit(MESSAGES_A_PAGE + 1)
    )
    return list(reversed(db.session.execute(statement).all()))


def add(conversation: Conversation, author_id: int, body: str, html: str, now: datetime, **how: bool) -> Message:
    """Put a message down, as the next of its conversation, which is locked."""
    conversation.last_number += 1
    message = Message(
        conversation_id=conversation.id, number=conversation.last_number, author_id=author_id, body=body,
        body_html=html, at=now, **how,
    )  # fmt: skip
    db.session.add(message)
    db.session.flush()
    return message


def read(found: Found, actor: Actor, now: datetime) -> None:
    """Note that the reader has opened the conversation: nothing in it is unread, and what told of it is read."""
    found.mine.unread = 0
    told = (Notice.person_id == actor.id, Notice.conversation_id == found.conversation.id, Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*told).values(read_at=now))


def tell(person_ids: list[int], conversation_id: int, now: datetime) -> None:
    """Say to each that there is a message, once until it is read; never what it says."""
    told = select(Notice.person_id).where(Notice.conversation_id == conversation_id, Notice.read_at.is_(None))
    known = set(db.session.scalars(told.where(Notice.person_id.in_(person_ids))))
    rows = [
        {"person_id": one, "kind": NoticeKind.MESSAGE, "conversation_id": conversation_id, "at": now}
        for one in person_ids
        if one not in known
    ]
    if rows:
        db.session.execute(insert(Notice), rows)


def erase(person_id: int, now: datetime) -> None:
    """A closed account has left every conversation. What nobody can read any more, or never read, loses its words.

    Evidence stays until its case is decided.
    """
    blank = {"body": "", "body_html": ""}
    db.session.execute(update(Side).where(Side.person_id == person_id, Side.left_at.is_(None)).values(left_at=now))
    asked = select(Conversation.id).where(Conversation.state != TalkState.ACCEPTED)
    unread = or_(Message.withheld.is_(True), Message.conversation_id.in_(asked))
    db.session.execute(update(Message).where(Message.author_id == person_id, unread).values(**blank))
    live = select(Side.conversation_id).where(Side.left_at.is_(None))
    of_person = select(Side.conversation_id).where(Side.person_id == person_id)
    empty = (Message.conversation_id.in_(of_person), Message.conversation_id.not_in(live))
    db.session.execute(update(Message).where(*empty).values(**blank))
    theirs = select(Message.id).where(Message.author_id == person_id)
    decided = select(Case.id).where(Case.closed_at.is_not(None))
    kept = (MessageEvidence.message_id.in_(theirs), MessageEvidence.case_id.in_(decided))
    db.session.execute(update(MessageEvidence).where(*kept).values(body_html=""))


def talk(found: Found) -> Talk:
    """The conversation as the rules see it, from the reader's side. Whoever is blocked is not told who has left."""
    left = found.theirs.left_at is not None and found.theirs.blocked_at is None
    opened = found.mine.is_opener
    return Talk(
        state=found.conversation.state, opened=opened, said=has_said(found.conversation.id, opener=opened),
        blocked=found.mine.blocked_at is not None, left=left, closed=found.closed,
    )  # fmt: skip
