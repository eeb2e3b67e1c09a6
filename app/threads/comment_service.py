"""What people do with comments: post, edit, take back, mark as useful."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app import audit, clock, once
from app.contributions.models import Contribution, Revision
from app.contributions.queries import lock_contribution
from app.extensions import db
from app.identifiers import public_id
from app.live import EventKind
from app.markup import clean_text, plain, render
from app.notifications.queries import notify
from app.rounds.queries import note_participation
from app.rules.actors import Actor
from app.rules.notices import NoticeKind
from app.rules.permissions import No, may_comment, may_edit, may_mark_useful, may_withdraw
from app.rules.refusals import Invalid, Missing
from app.rules.threads import DEEPEST, Spot, spot
from app.sentences import allow
from app.threads import queries
from app.threads.models import MAX_BODY, Comment, Thread
from app.transaction import announce, transaction

KEY_BYTES = 16
"""The key of a text's digest in the audit log: 128 bits."""


@dataclass(frozen=True)
class Draft:
    """What a person wants to post: the words, the comment that they answer, and the one that they quote."""

    body: str
    parent: str | None = None
    quote: str | None = None


@dataclass(frozen=True)
class Words:
    """Words that may stand, and their HTML."""

    body: str
    html: str


def post(actor: Actor, contribution_id: str, draft: Draft, *, key: str | None = None) -> str:
    """Post a comment; gives its public id, and the first one's where the key came before.

    Raises Invalid for words that are missing or too long, Refused where the rules say no, Conflict where the key came
    with other words. Nothing was posted then.
    """
    words = _words(draft.body)
    allow(None if actor.is_signed_in else No.STRANGER)
    assert actor.id is not None
    with transaction():
        said = ("comment", contribution_id, draft.body, draft.parent, draft.quote)
        earlier = once.claim(actor.id, key, *said)
        if earlier:
            return earlier
        contribution, thread = _locked(contribution_id, actor)
        now = clock.now()  # Read under the lock: the wait for it may outlast the round.
        timetable, locked = contribution.round.timetable, thread.locked_at is not None
        allow(_whole(contribution) or may_comment(actor, timetable, now, locked=locked))
        comment = _add(actor.id, thread, draft, words, now)
        contribution.comment_count += 1
        note_participation(contribution.round_id, actor.id, now)
        _tell(actor.id, contribution, comment, now)
        _keep_version(comment, "comment.posted", actor.id, now)
        announce(queries.append_event(thread, EventKind.COMMENT_ADDED, comment.public_id, now))
        once.settle(actor.id, key, comment.public_id)
    return comment.public_id


def edit(actor: Actor, comment_id: str, body: str) -> None:
    """Change one's words; the earlier ones stay to be read. The same words again change nothing.

    Raises as `post` does.
    """
    words = _words(body)
    with transaction():
        contribution, thread, comment = _locked_comment(comment_id, actor)
        now = clock.now()
        allow(may_edit(actor, comment.author_id, contribution.round.timetable, now))
        allow(_whole(comment) or (No.LOCKED if thread.locked_at else None))
        if words.body == comment.body:
            return
        comment.body, comment.body_html = words.body, words.html
        comment.version, comment.edited_at = comment.version + 1, now
        _keep_version(comment, "comment.edited", comment.author_id, now)
        announce(queries.append_event(thread, EventKind.COMMENT_EDITED, comment.public_id, now))


def withdraw(actor: Actor, comment_id: str) -> None:
    """Take one's words back. The place stays, and so do the replies. Twice changes nothing."""
    with transaction():
        contribution, thread, comment = _locked_comment(comment_id, actor)
        allow(may_withdraw(actor, comment.author_id))
        if comment.withdrawn_at is not None:
            return
        comment.withdrawn_at = now = clock.now()
        contribution.comment_count -= comment.hidden_at is None
        audit.record(actor.id, "comment.withdrawn", "comment", comment.public_id, round_id=comment.round_id)
        announce(queries.append_event(thread, EventKind.COMMENT_WITHDRAWN, comment.public_id, now))


def toggle_useful(actor: Actor, comment_id: str) -> None:
    """Mark a comment as useful, or take the mark back. The mark and the count are written together."""
    with transaction():
        comment = queries.comment_for(comment_id, actor)
        allow(may_mark_useful(actor, comment.author_id) or _whole(comment))
        assert actor.id is not None
        if queries.take_mark(comment.id, actor.id):
            queries.count_useful(comment.id, -1)
        elif queries.add_mark(comment.id, actor.id, clock.now()):
            queries.count_useful(comment.id, +1)


def _words(body: str) -> Words:
    """The words as they may stand. Raises Invalid where there are none, or too many."""
    text = clean_text(body).strip()
    if len(text) > MAX_BODY:
        raise Invalid(
            _(
                "A comment has at most %(most)s characters, and this has %(given)s. Make it shorter, or post it in two.",
                most=f"{MAX_BODY:,}", given=f"{len(text):,}",
            )
        )  # fmt: skip
    html = render(text)
    if not plain(html):
        raise Invalid(_("Write something first."))
    return Words(text, html)


def _locked(contribution_id: str, actor: Actor) -> tuple[Contribution, Thread]:
    """The contribution and its thread, locked in this order."""
    contribution = lock_contribution(contribution_id, actor)
    return contribution, queries.lock_thread_of(contribution.id)


def _locked_comment(comment_id: str, actor: Actor) -> tuple[Contribution, Thread, Comment]:
    contribution, thread = _locked(queries.contribution_of(comment_id), actor)
    comment = queries.comment_in(thread.id, comment_id)
    if comment is None:
        raise Missing
    return contribution, thread, comment


def _whole(text: Contribution | Comment) -> No | None:
    return No.UNAVAILABLE if text.hidden_at or text.withdrawn_at or _is_draft(text) else None


def _is_draft(text: Contribution | Comment) -> bool:
    return isinstance(text, Contribution) and text.published_at is None


def _add(author_id: int, thread: Thread, draft: Draft, words: Words, now: datetime) -> Comment:
    parent, quote = _answered(thread, draft.parent), _answered(thread, draft.quote)
    if parent is not None and parent.depth >= DEEPEST:
        parent = db.session.get_one(Comment, parent.parent_id)
    thread.last_number += 1
    place = _place(thread.last_number, parent)
    comment = Comment(
        public_id=public_id(), thread_id=thread.id, round_id=thread.round_id, author_id=author_id,
        parent_id=parent.id if parent else None, root_id=(parent.root_id or parent.id) if parent else None,
        quote_id=quote.id if quote else None, number=thread.last_number,
        path=place.path, depth=place.depth, folded=place.folded,
        body=words.body, body_html=words.html, version=1, created_at=now,
    )  # fmt: skip
    if parent is not None:
        parent.reply_count += 1
    db.session.add(comment)
    db.session.flush()
    return comment


def _place(number: int, parent: Comment | None) -> Spot:
    if parent is None:
        return spot(number)
    return spot(number, Spot(parent.path, parent.depth, parent.folded), parent.reply_count)


def _answered(thread: Thread, comment_id: str | None) -> Comment | None:
    """The comment of this thread that is answered or quoted; everybody must be able to read it."""
    if not comment_id:
        return None
    found = queries.comment_in(thread.id, comment_id)
    if found is None:
        raise Invalid(
            _("What you answer is not in this discussion. Nothing was posted. Open it again and answer there.")
        )
    allow(_whole(found))
    return found


def _tell(author_id: int, contribution: Contribution, comment: Comment, now: datetime) -> None:
    """Tell the person who is answered, and whose contribution it is; each once, and nobody of their own words."""
    told = {contribution.author_id: NoticeKind.COMMENTED}
    if comment.parent_id is not None:
        told[db.session.get_one(Comment, comment.parent_id).author_id] = NoticeKind.REPLIED
    told.pop(author_id, None)
    for person_id, kind in told.items():
        notify(
            person_id, kind,
            round_id=comment.round_id, contribution_id=contribution.id, comment_id=comment.id, now=now,
        )  # fmt: skip


def _keep_version(comment: Comment, act: str, author_id: int, now: datetime) -> None:
    """Keep these words as a version, and put their digest into the audit log."""
    key = secrets.token_bytes(KEY_BYTES)
    version = Revision(
        comment_id=comment.id, number=comment.version, body=comment.body, body_html=comment.body_html,
        digest_key=key, by_id=author_id, at=now,
    )  # fmt: skip
    db.session.add(version)
    digest = audit.keyed_digest(key, comment.body)
    audit.record(
        author_id, act, "comment", comment.public_id,
        round_id=comment.round_id, version=comment.version, digest=digest,
    )  # fmt: skip
