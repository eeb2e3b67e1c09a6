"""What people do with a space: make it, change it, close it, come in, leave; and what its moderators do with members."""

from dataclasses import dataclass
from datetime import datetime

from app import clock, identifiers, once
from app.accounts.models import User
from app.accounts.queries import person_by_handle
from app.following.queries import follow, stop_all
from app.live import AccessChanged
from app.markup import render
from app.moderation import acts as decide
from app.moderation.acts import Order
from app.moderation.reading import Membership
from app.notifications.queries import notify, notify_all
from app.rules import spaces as law
from app.rules.actors import Actor
from app.rules.decisions import Scope
from app.rules.following import Followable, Why
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.rules.spaces import SpaceKind, SpaceRole
from app.sentences import allow
from app.spaces import acts, face_queries, queries, request_queries
from app.spaces.models import Space, SpaceRequest
from app.spaces.queries import Found
from app.transaction import announce, transaction

SLUG_TAIL = 6
"""Random signs after the name in an address: whether somebody took a name already is nobody's business."""


@dataclass(frozen=True)
class Words:
    """What the form of a space says."""

    name: str
    about: str
    kind: SpaceKind


def make(actor: Actor, words: Words, *, key: str | None = None) -> str:
    """Make a space, and be its first moderator; gives its name in addresses. The same form twice makes one.

    Raises SignInFirst, or Refused for whoever looks after enough of them.
    """
    allow(law.may_make(actor, 0))
    assert actor.id is not None
    with transaction():
        queries.lock_person(actor.id)
        earlier = once.claim(actor.id, key, "space.new", words.name, words.about, words.kind)
        if earlier is not None:
            return earlier
        allow(law.may_make(actor, queries.looks_after(actor.id)))
        now = clock.now()
        space = Space(
            slug=_slug(words), name=words.name, about=words.about, about_html=render(words.about), kind=words.kind,
            created_by_id=actor.id, created_at=now, worded_by_id=actor.id,
        )  # fmt: skip
        queries.add(space, now)
        queries.join(space.id, actor.id, SpaceRole.MODERATOR, now)
        follow(actor.id, Followable.SPACE, space.id, Why.WROTE, now)
        once.settle(actor.id, key, space.slug)
        acts.record(actor, "space.made", space.id, kind=words.kind)
    return space.slug


def _slug(words: Words) -> str:
    tail = identifiers.public_id()
    if words.kind is SpaceKind.SECRET:
        return tail
    return "-".join(part for part in (identifiers.slug(words.name)[:60].rstrip("-"), tail[:SLUG_TAIL].lower()) if part)


def change(actor: Actor, slug: str, words: Words) -> None:
    """Change its name, what it is for, or who may come in. Who reads it no longer is put out of its open pages at once.

    Raises Refused where it would show everybody what was written for members, or moderators of the site hid these words.
    """
    with transaction():
        found = acts.looked_after(actor, slug, lock=True)
        space = found.space
        allow(law.may_become(space.kind, words.kind, holds_words=queries.holds_words(found)))
        if (words.name, words.about) != (space.name, space.about):
            _say(actor, space, words)
        if space.kind is not words.kind:
            acts.record(actor, "space.kind", space.id, kind=words.kind)
            announce(AccessChanged(round_id=found.round.id))
        space.kind = words.kind
        acts.record(actor, "space.changed", space.id)


def _say(actor: Actor, space: Space, words: Words) -> None:
    """Give a space other words; whoever does answers for them, and of what was hidden before only digests are kept."""
    allow(law.may_name((words.name, words.about), face_queries.refused(space)))
    space.name, space.about, space.about_html = words.name, words.about, render(words.about)
    space.worded_by_id = actor.id
    face_queries.forget_hidden(space)


def close(actor: Actor, slug: str, reason: str) -> None:
    """Let it only be read from now on; its page says why. Twice changes nothing."""
    with transaction():
        found = acts.looked_after(actor, slug, lock=True)
        if found.is_closed:
            return
        found.round.cancelled_at, found.round.cancelled_by_id = clock.now(), actor.id
        found.round.cancel_reason = reason
        acts.record(actor, "space.closed", found.space.id)


def reopen(actor: Actor, slug: str) -> None:
    """Let its members write again. Raises Refused for whoever looks after enough others by now."""
    with transaction():
        found = acts.looked_after(actor, slug, lock=True)
        if not found.is_closed:
            return
        allow(law.may_make(actor, queries.looks_after(actor.id or 0)))
        found.round.cancelled_at = found.round.cancelled_by_id = found.round.cancel_reason = None
        acts.record(actor, "space.reopened", found.space.id)


# -- Coming and going -------------------------------------------------------------------------------------------------


def join(actor: Actor, slug: str) -> None:
    """Join an open space. Twice changes nothing. Raises Missing, SignInFirst, or Refused."""
    with transaction():
        found = queries.find(slug, actor, lock=True)
        put_out = queries.was_put_out(found.space.id, actor.id)
        allow(law.may_join(actor, found.space.kind, closed=found.is_closed, put_out=put_out))
        assert actor.id is not None
        acts.come_in(found.space.id, actor.id, clock.now())


def ask(actor: Actor, slug: str, words: str) -> None:
    """Ask to join; the moderators of the space are told. One request of a person waits at a time.

    Raises Missing, SignInFirst, or Refused.
    """
    with transaction():
        found = queries.find(slug, actor, lock=True)
        may_ask(actor, found)
        assert actor.id is not None
        if found.role is not None:
            return
        now = clock.now()
        made = request_queries.add(found.space.id, actor.id, words, now)
        allow(None if made else No.ASKED_ALREADY)
        people = [{"person_id": one, "space_id": found.space.id} for one in request_queries.to_tell(found.space.id)]
        notify_all(NoticeKind.SPACE_ASKED, people, now=now)
        acts.record(actor, "space.asked", found.space.id)


def may_ask(actor: Actor, found: Found) -> None:
    """Raise, with the reason in words, where this person may not ask to join."""
    put_out = queries.was_put_out(found.space.id, actor.id)
    allow(law.may_ask(actor, found.space.kind, closed=found.is_closed, put_out=put_out))


def take_back(actor: Actor, slug: str) -> None:
    """Take one's own request back."""
    with transaction():
        found = queries.find(slug, actor, lock=True)
        assert actor.id is not None
        request_queries.forget_waiting(found.space.id, actor.id)


def settle(actor: Actor, slug: str, public_id: str, *, accepted: bool, answer: str = "") -> None:
    """Let somebody in who asked, or decline; they are told, with the sentence. Raises Missing, or Refused."""
    with transaction():
        found = acts.looked_after(actor, slug, lock=True)
        request = request_queries.lock_waiting(found.space.id, public_id)
        if request is None:
            raise Missing
        now = clock.now()
        _settle(actor, request, now, accepted=accepted, answer=answer)
        if accepted:
            allow(No.SPACE_CLOSED if found.is_closed else None)
            acts.come_in(found.space.id, request.person_id, now)
        kind = NoticeKind.SPACE_ACCEPTED if accepted else NoticeKind.SPACE_DECLINED
        notify(request.person_id, kind, space_id=found.space.id, now=now)
        acts.record(actor, f"space.{'accepted' if accepted else 'declined'}", found.space.id, person=request.person_id)


def _settle(actor: Actor, request: SpaceRequest, now: datetime, *, accepted: bool, answer: str) -> None:
    request.settled_at, request.settled_by_id = now, actor.id
    request.accepted, request.answer = accepted, answer


def leave(actor: Actor, slug: str) -> None:
    """End one's own membership. Raises Missing, or Refused where no moderator would be left."""
    with transaction():
        found = queries.find(slug, actor, lock=True)
        if found.role is None:
            raise Missing
        assert actor.id is not None
        _end(found, actor.id, found.role)
        acts.record(actor, "space.left", found.space.id)


def put_out(actor: Actor, slug: str, handle: str, order: Order) -> None:
    """End somebody's membership; they are told the rule and the reason, and come back by an invitation or an appeal.

    Their open pages hear nothing more. Raises Missing, Refused where no moderator would be left, or Invalid without a rule
    or a reason.
    """
    order = decide.tidy(order, Scope.MEMBERSHIP, None)
    with transaction():
        found, person, role = _member(actor, slug, handle)
        allow(No.OWN if person.id == actor.id else None)
        now = clock.now()
        _end(found, person.id, role)
        made = decide.record(actor, Membership(person.id, found.round.id), order, now, None)
        queries.keep_out(found.space.id, made)
        notify(person.id, NoticeKind.SPACE_PUT_OUT, space_id=found.space.id, decision_id=made.id, now=now)
        acts.record(actor, "space.put_out", found.space.id, person=person.id)


def _end(found: Found, person_id: int, role: SpaceRole) -> None:
    loses = role is SpaceRole.MODERATOR
    allow(law.keeps_a_moderator(len(queries.moderators(found.space.id)), loses_one=loses))
    queries.end_membership(found.space.id, person_id)
    stop_all(person_id, Followable.SPACE, found.space.id, clock.now())
    announce(AccessChanged(person=person_id))


def set_role(actor: Actor, slug: str, handle: str, role: SpaceRole) -> None:
    """Make a member a moderator, or a moderator a member. Raises Refused where no moderator would be left."""
    with transaction():
        found, person, before = _member(actor, slug, handle)
        loses = before is SpaceRole.MODERATOR and role is not SpaceRole.MODERATOR
        allow(law.keeps_a_moderator(len(queries.moderators(found.space.id)), loses_one=loses))
        queries.set_role(found.space.id, person.id, role)
        acts.record(actor, "space.role", found.space.id, person=person.id, role=role)


def _member(actor: Actor, slug: str, handle: str) -> tuple[Found, User, SpaceRole]:
    """The space, locked, and a member of it whom this moderator may change. Raises Missing where there is none."""
    found = acts.looked_after(actor, slug, lock=True)
    person = person_by_handle(handle)
    role = queries.role_of(found.space.id, person.id) if person else None
    if person is None or role is None:
        raise Missing
    return found, person, role


def read(actor: Actor, slug: str) -> Found:
    """A space, for those who may read there. Raises Missing, or Refused where they may only know of it."""
    found = queries.find(slug, actor)
    allow(None if found.is_read else No.STRANGER if not actor.is_signed_in else No.NOT_IN_A_SPACE)
    return found


def belong(actor: Actor, slug: str) -> Found:
    """A space, for its members. Raises Missing, SignInFirst, or Refused."""
    found = queries.find(slug, actor)
    no = No.NOT_IN_A_SPACE if actor.is_signed_in else No.STRANGER
    allow(None if found.role is not None else no)
    return found
