"""What moderators do with texts that wait, what authors see of theirs, and the list of watched words."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row

from app import audit, clock
from app.checks import queries
from app.checks.models import MAX_WATCHED, HeldText
from app.contributions import acts as contribution_acts
from app.contributions.models import Contribution
from app.contributions.queries import lock_by_id
from app.extensions import db
from app.markup import clean_text
from app.moderation.queries import has_spoken
from app.notifications.queries import notify
from app.rules import permissions, trust
from app.rules.actors import Actor
from app.rules.cases import Parties, may_decide
from app.rules.checks_words import MOST_WATCHED, clean_watched, watched
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Conflict, Invalid, Missing
from app.rules.trust import Standing
from app.sentences import SENTENCES, allow
from app.threads import acts as thread_acts
from app.threads.models import Comment, Thread
from app.threads.queries import lock_thread_of
from app.transaction import transaction


@dataclass(frozen=True)
class Waiting:
    """A text that waits or waited, as its author or a moderator reads it.

    `marked`: its words, parted at watched words: (words, whether they are watched). `seen`: a digest of the words, so
    that nobody releases others than those that were read.
    """

    row: Row[Any]
    words: str
    marked: tuple[tuple[str, bool], ...]
    seen: str
    mine: bool
    own_thread: bool
    near: No | None = None
    """Why this moderator may not decide on it, where one page shows it; none where they may."""

    @property
    def held(self) -> HeldText:
        """What was held, and what became of it."""
        found: HeldText = self.row.HeldText
        return found

    @property
    def contribution(self) -> Contribution:
        """What waits, or what the comment would stand under."""
        found: Contribution = self.row.Contribution
        return found


def waiting(actor: Actor) -> list[Waiting]:
    """Everything that waits, for moderators."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    words = queries.watched_words()
    return [_waiting(actor, row, words) for row in queries.waiting()]


def own(actor: Actor) -> list[Waiting]:
    """The reader's own texts that wait or were refused."""
    assert actor.id is not None
    return [_waiting(actor, row, []) for row in queries.of_author(actor.id)]


def held(actor: Actor, public_id: str) -> Waiting:
    """One text that was held: for its author and moderators. Raises Missing for everybody else."""
    row = queries.held(public_id)
    if row is None or not (actor.is_moderator or row.HeldText.author_id == actor.id):
        raise Missing
    found = _waiting(actor, row, queries.watched_words() if actor.is_moderator else [])
    return replace(found, near=_near(actor, found)) if actor.is_moderator and not found.mine else found


def _near(actor: Actor, found: Waiting) -> No | None:
    """Why this moderator stands too near to decide on a text that waits; none where they do not."""
    text, contribution = found.held, found.contribution
    spoke = has_spoken(contribution.thread.id, actor.id or 0)
    return may_decide(actor, Parties(text.author_id, contribution.author_id, text.round_id, spoke))


def standing(actor: Actor) -> Standing:
    """Where the reader stands, and why."""
    assert actor.id is not None
    return trust.standing(queries.record(actor.id, clock.now()).conduct)


def _waiting(actor: Actor, row: Row[Any], watched_words: list[str]) -> Waiting:
    words = _words(row.HeldText, row.Contribution)
    own_thread = row.Contribution.author_id == actor.id
    return Waiting(
        row, words, _marked(words, watched_words), _digest(words), row.HeldText.author_id == actor.id, own_thread
    )


def _words(text: HeldText, contribution: Contribution) -> str:
    return text.body if text.body is not None else contribution_acts.all_words(contribution)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _marked(words: str, watched_words: list[str]) -> tuple[tuple[str, bool], ...]:
    parts, done = [], 0
    for one in watched(words, watched_words):
        parts += [(words[done : one.start], False), (words[one.start : one.end], True)]
        done = one.end
    return tuple(part for part in (*parts, (words[done:], False)) if part[0])


# -- What becomes of them -------------------------------------------------------------------------------------------


def release(actor: Actor, public_id: str, seen: str) -> Waiting:
    """Post a text that waited, now and as its author's own; the author is told.

    Raises Conflict where a colleague was first, or where the author changed the words since they were read; Refused
    where it cannot stand any more: the round is over, or what it answers was taken down.
    """
    with transaction():
        found, thread, now = _locked(actor, public_id)
        text, contribution = found.held, found.contribution
        if seen != found.seen:
            raise Conflict(_("The author changed the words meanwhile. Nothing was posted. Read them again and decide."))
        author = Actor(text.author_id)
        table = contribution.round.timetable
        if text.is_comment:
            allow(thread_acts.whole(contribution))
            allow(permissions.may_comment(author, table, now, locked=thread.locked_at is not None))
            _post_comment(text, contribution, thread, now)
        else:
            allow(permissions.may_comment(author, table, now, locked=False))
            allow(permissions.may_post(author, contribution.kind, table, text.at))  # It was sent in time.
            contribution_acts.publish(contribution, now)
        _settle(actor, text, now, released=True)
        about = {"contribution_id": contribution.id, "comment_id": text.comment_id}
        notify(text.author_id, NoticeKind.HELD_RELEASED, round_id=text.round_id, now=now, held_id=text.id, **about)
    return found


def _post_comment(text: HeldText, contribution: Contribution, thread: Thread, now: datetime) -> None:
    answers = thread_acts.Answers(_still_whole(text.parent_id), _still_whole(text.quote_id))
    words = replace(thread_acts.words_of(text.body or ""), badge_id=text.organisation_id)
    comment = thread_acts.put(text.author_id, contribution, thread, words, answers, now, asks=text.asks)
    text.comment_id, text.body = comment.id, ""


def _still_whole(comment_id: int | None) -> Comment | None:
    if comment_id is None:
        return None
    comment = db.session.get_one(Comment, comment_id, populate_existing=True)
    allow(thread_acts.whole(comment))
    return comment


def refuse(actor: Actor, public_id: str, reason: str) -> Waiting:
    """Leave a text unposted; the author reads why, and keeps the words. Raises as `release` does."""
    words = clean_text(reason).strip()
    if not words:
        raise Invalid(_("Write a reason. The author reads it. Nothing was changed."))
    with transaction():
        found, _thread, now = _locked(actor, public_id)
        found.held.reason = words
        _settle(actor, found.held, now, released=False)
        notify(
            found.held.author_id, NoticeKind.HELD_REFUSED,
            round_id=found.held.round_id, held_id=found.held.id, now=now,
            contribution_id=found.contribution.id if found.held.is_comment else None,
        )  # fmt: skip
    return found


def take_back(actor: Actor, public_id: str) -> Waiting:
    """Take back a text that waits: a comment is gone, a contribution is its author's draft again."""
    with transaction():
        found = held(actor, public_id)
        lock_by_id(found.contribution.id)
        text = _unsettled(found.held.id)
        allow(permissions.may_withdraw(actor, text.author_id))
        audit.record(actor.id, "text.taken_back", "held_text", public_id, round_id=text.round_id)
        queries.drop(text.id)
    return found


def _locked(actor: Actor, public_id: str) -> tuple[Waiting, Thread, datetime]:
    """What waits, locked in the fixed order, if this moderator may decide on it and nobody has."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    row = queries.held(public_id)
    if row is None:
        raise Missing
    contribution = lock_by_id(row.Contribution.id)
    thread = lock_thread_of(contribution.id)
    text = _unsettled(row.HeldText.id)
    if text.contribution_id != contribution.id:  # What it answers was moved while we waited for the lock.
        raise Conflict(str(SENTENCES[No.MOVED_ALREADY]))
    found = _waiting(actor, row, [])
    allow(_near(actor, found))
    return found, thread, clock.now()


def _unsettled(held_id: int) -> HeldText:
    text = queries.lock_held(held_id)
    if text is None or text.settled_at is not None:
        raise Conflict(str(SENTENCES[No.ALREADY_SETTLED]))
    return text


def _settle(actor: Actor, text: HeldText, now: datetime, *, released: bool) -> None:
    text.settled_at, text.settled_by_id, text.released = now, actor.id, released
    act = "text.released" if released else "text.refused"
    audit.record(actor.id, act, "held_text", text.public_id, round_id=text.round_id)


# -- Watched words --------------------------------------------------------------------------------------------------


def watched_words(actor: Actor) -> list[str]:
    """The list, for moderators."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    return queries.watched_words()


def watch(actor: Actor, words: str) -> None:
    """Put a word or phrase on the list; one that is there stays."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    assert actor.id is not None
    word = clean_watched(clean_text(words))
    if not word or len(word) > MAX_WATCHED:
        raise Invalid(_("Write a word or a short phrase, up to 60 characters. Nothing was changed."))
    with transaction():
        known = queries.watched_words()
        if word in known:
            return
        if len(known) >= MOST_WATCHED:
            raise Invalid(_("The list is full. Nothing was changed. Take a word off it first."))
        queries.watch(word, actor.id, clock.now())
        audit.record(actor.id, "word.watched", "watched_word", _digest(word)[:12])


def unwatch(actor: Actor, words: str) -> None:
    """Take a word off the list."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    with transaction():
        if not queries.unwatch([words]):
            raise Missing
        audit.record(actor.id, "word.unwatched", "watched_word", _digest(words)[:12])
