"""What people do in conversations: ask, answer, accept, decline, block, leave.

None of it stands in the audit log: who writes to whom is nobody else's business.
"""

from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _

from app import clock, markup, once
from app.accounts.models import Organisation, User
from app.accounts.queries import lock_person, organisation_by_handle, person_by_handle
from app.checks.queries import record
from app.extensions import db
from app.messages import queries
from app.messages.rows import Found
from app.organisations.models import speaks_for
from app.organisations.rows import speakers_of
from app.rules import messages as law
from app.rules.actors import Actor
from app.rules.messages import Sent, TalkState
from app.rules.permissions import No
from app.rules.refusals import Invalid, Missing
from app.rules.trust import standing
from app.sentences import allow
from app.transaction import transaction


class Verb(StrEnum):
    """What is done to a conversation without a word."""

    ACCEPT = "accept"
    DECLINE = "decline"
    BLOCK = "block"
    UNBLOCK = "unblock"
    LEAVE = "leave"


def receiver(actor: Actor, things: str, handle: str) -> User | Organisation:
    """Whom this person can write to. Raises Missing; Refused where it would be oneself."""
    found = organisation_by_handle(handle) if things == "organisations" else person_by_handle(handle)
    if found is None:
        raise Missing
    own = isinstance(found, User) and found.id == actor.id
    allow(No.OWN_LETTERBOX if own or _has_key(actor, found) else None)
    return found


def _has_key(actor: Actor, to: User | Organisation) -> bool:
    boxes = speaks_for(actor.id)
    return isinstance(to, Organisation) and to.id in set(db.session.scalars(boxes))


def start(actor: Actor, things: str, handle: str, words: str, *, key: str | None = None) -> str:
    """Write to somebody, for the first time or again; gives the conversation's name.

    The first message is a request. Where the other has asked already, this one accepts.
    """
    to = receiver(actor, things, handle)
    assert actor.id is not None
    pair = _pair(actor.id, to)
    with transaction():
        earlier = once.claim(actor.id, key, "message", pair, words)
        if earlier is not None:
            return earlier
        now = clock.now()
        conversation, _new = queries.begin(pair, actor.id, to, now)
        mine = next(one for one in queries.sides(conversation.id) if one.person_id == actor.id)
        mine.left_at, mine.last_at = None, mine.last_at or now
        db.session.flush()
        found = queries.find(actor, conversation.public_id)
        assert found is not None  # The side was opened a moment ago.
        _say(actor, found, words, now)
        once.settle(actor.id, key, conversation.public_id)
    return conversation.public_id


def _pair(opener_id: int, to: User | Organisation) -> str:
    if isinstance(to, Organisation):
        return f"p{opener_id}:o{to.id}"
    return ":".join(f"p{number}" for number in sorted((opener_id, to.id)))


def write(actor: Actor, public_id: str, words: str, *, key: str | None = None) -> None:
    """Write in a conversation. Raises Missing for whoever has no side in it."""
    assert actor.id is not None
    with transaction():
        found = _find(actor, public_id)
        if once.claim(actor.id, key, "message", public_id, words) is None:
            _say(actor, found, words, clock.now())
            once.settle(actor.id, key, public_id)


def why_not(actor: Actor, found: Found) -> No | None:
    """Why the reader cannot write in a conversation now; none where one can."""
    return law.may_write(actor, queries.talk(found), _sent(actor.id or 0, clock.now()))


def _find(actor: Actor, public_id: str, *, lock: bool = True) -> Found:
    found = queries.find(actor, public_id, lock=lock)
    if found is None:
        raise Missing
    return found


def _say(actor: Actor, found: Found, words: str, now: datetime) -> None:
    """Put the words down, and tell the other side, unless it hears nothing of this one."""
    me = lock_person(actor.id or 0)
    talk, text = queries.talk(found), markup.clean_text(words).strip()
    allow(law.may_write(me.actor if me else Actor(), talk, _sent(actor.id or 0, now)))
    longest = law.longest(talk)
    if not 0 < len(text) <= longest:
        raise Invalid(_("A message here has 1 to %(longest)d characters. Nothing was sent.", longest=longest))
    withheld = found.theirs.blocked_at is not None
    queries.add(
        found.conversation, actor.id or 0, text, markup.render(text), now,
        from_opener=found.mine.is_opener, withheld=withheld,
    )  # fmt: skip
    if not talk.opened and talk.state is not TalkState.ACCEPTED:
        _settle(actor, found, TalkState.ACCEPTED, now)
    found.mine.last_at = now
    queries.read(found, actor, now)
    if not withheld:
        _arrive(found, now)


def _sent(person_id: int, now: datetime) -> Sent:
    return Sent(standing(record(person_id, now).conduct).step, *queries.sent_today(person_id, now))


def _arrive(found: Found, now: datetime) -> None:
    theirs = found.theirs
    theirs.last_at, theirs.unread = now, theirs.unread + 1
    if found.conversation.state is TalkState.DECLINED or theirs.left_at is not None:
        return
    box = theirs.organisation_id
    people = list(db.session.scalars(speakers_of(box))) if box else [theirs.person_id or 0]
    queries.tell(people, found.conversation.id, now)


def _settle(actor: Actor, found: Found, state: TalkState, now: datetime) -> None:
    conversation = found.conversation
    conversation.state, conversation.settled_at, conversation.settled_by_id = state, now, actor.id


def do(actor: Actor, public_id: str, verb: Verb) -> None:
    """Accept, decline, block, take the block back, or leave. The same twice is once."""
    with transaction():
        found, now = _find(actor, public_id), clock.now()
        if verb in {Verb.ACCEPT, Verb.DECLINE}:
            _answer(actor, found, TalkState.ACCEPTED if verb is Verb.ACCEPT else TalkState.DECLINED, now)
            return
        if verb is Verb.LEAVE:
            allow(No.NOT_ASKED if found.mine.organisation_id else None)
            found.mine.left_at = now
        else:
            found.mine.blocked_at = (found.mine.blocked_at or now) if verb is Verb.BLOCK else None
        queries.read(found, actor, now)


def _answer(actor: Actor, found: Found, state: TalkState, now: datetime) -> None:
    """Answer a request. Of two who answer at once the first has answered, and the second is told so or agrees."""
    if found.conversation.state is state and not found.mine.is_opener:
        return
    allow(law.may_settle(queries.talk(found)))
    _settle(actor, found, state, now)
    queries.read(found, actor, now)


def open_(actor: Actor, public_id: str) -> Found:
    """A conversation to be read; what was unread in it is read. Raises Missing."""
    found = _find(actor, public_id, lock=False)
    if found.mine.unread:
        with transaction():
            found = _find(actor, public_id)
            queries.read(found, actor, clock.now())
    return found
