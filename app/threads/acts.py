"""A comment as it is put into its thread, inside the transaction that a service has begun and with the thread locked."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app import audit
from app.contributions.models import Contribution, Revision
from app.extensions import db
from app.following.queries import follow
from app.identifiers import public_id
from app.images import queries as images
from app.live import EventKind
from app.markup import clean_text, plain, render
from app.mentions.queries import call
from app.notifications.queries import notify, willing
from app.outbox.queries import leave
from app.questions import queries as questions
from app.rounds.queries import note_participation
from app.rules.following import Followable, Why
from app.rules.notices import NoticeKind
from app.rules.outbox import Happened
from app.rules.permissions import No
from app.rules.refusals import Invalid
from app.rules.threads import DEEPEST, Spot, spot
from app.search.queries import index_text
from app.sentences import allow
from app.spaces.queries import readers_among
from app.threads import queries
from app.threads.models import MAX_BODY, Comment, Thread
from app.transaction import announce

KEY_BYTES = 16
"""The key of a text's digest in the audit log: 128 bits."""


@dataclass(frozen=True)
class Words:
    """Words that may stand, their HTML, and under whose badge."""

    body: str
    html: str
    badge_id: int | None = None
    """The organisation in whose name they are said."""


@dataclass(frozen=True)
class Answers:
    """The comments of the thread that a comment answers and quotes, where it does."""

    parent: Comment | None = None
    quote: Comment | None = None


def put(
    author_id: int,
    contribution: Contribution,
    thread: Thread,
    words: Words,
    answers: Answers,
    now: datetime,
    *,
    asks: bool = False,
) -> Comment:
    """Put a comment into its thread, with its count, version, notices and event; `asks` makes it a question."""
    comment = _add(author_id, thread, words, answers, now)
    if asks:
        questions.ask(comment)
    contribution.comment_count += 1
    if contribution.round.space_id is None:
        note_participation(contribution.round_id, author_id, now)
    follow(author_id, Followable.CONTRIBUTION, contribution.id, Why.COMMENTED, now)
    call(comment, _tell(author_id, contribution, comment, now))
    keep_version(comment, "comment.posted", author_id, now)
    announce(queries.append_event(thread, EventKind.COMMENT_ADDED, comment.public_id, now))
    return comment


def words_of(body: str) -> Words:
    """The words as they may stand. Raises Invalid where there are none, or too many."""
    text = clean_text(body).strip()
    if len(text) > MAX_BODY:
        raise Invalid(
            _(
                "A comment has at most %(most)s characters, and this has %(given)s. Make it shorter, or post it in two.",
                most=f"{MAX_BODY:,}", given=f"{len(text):,}",
            )
        )  # fmt: skip
    html = render(text, pictures=True)
    if not plain(html):
        raise Invalid(_("Write something first."))
    return Words(text, html)


def whole(text: Contribution | Comment) -> No | None:
    """Why nobody can act on a text that was taken down, or never put up; none where it is whole."""
    return No.UNAVAILABLE if text.hidden_at or text.withdrawn_at or _is_draft(text) else None


def _is_draft(text: Contribution | Comment) -> bool:
    return isinstance(text, Contribution) and text.published_at is None


def _add(author_id: int, thread: Thread, words: Words, answers: Answers, now: datetime) -> Comment:
    parent, quote = answers.parent, answers.quote
    if parent is not None and parent.depth >= DEEPEST:
        parent = db.session.get_one(Comment, parent.parent_id)
    thread.last_number += 1
    place = _place(thread.last_number, parent)
    comment = Comment(
        public_id=public_id(), thread_id=thread.id, round_id=thread.round_id, author_id=author_id,
        organisation_id=words.badge_id, parent_id=parent.id if parent else None, root_id=(parent.root_id or parent.id) if parent else None,
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


def answers(thread: Thread, parent: str | None, quote: str | None) -> Answers:
    """What is answered and quoted. Raises Invalid or Refused where it cannot be."""
    return Answers(_answered(thread, parent), _answered(thread, quote))


def _answered(thread: Thread, comment_id: str | None) -> Comment | None:
    """The comment of this thread that is answered or quoted; everybody must be able to read it."""
    if not comment_id:
        return None
    found = queries.comment_in(thread.id, comment_id)
    if found is None:
        raise Invalid(
            _("What you answer is not in this discussion. Nothing was posted. Open it again and answer there.")
        )
    allow(whole(found))
    return found


def _tell(author_id: int, contribution: Contribution, comment: Comment, now: datetime) -> int:
    """Tell the person who is answered, and whose contribution it is; gives the note that others are to be told.

    Each is told once, and nobody of their own words, nor of what they do not want to hear of.
    """
    about = {"contribution_id": contribution.id, "comment_id": comment.id}
    out = leave(Happened.COMMENT, author_id, comment.round_id, now, **about)
    told = {contribution.author_id: NoticeKind.COMMENTED}
    if comment.parent_id is not None:
        told[db.session.get_one(Comment, comment.parent_id).author_id] = NoticeKind.REPLIED
    told.pop(author_id, None)
    space_id = contribution.round.space_id
    if space_id is not None:
        readers = readers_among(space_id, told)
        told = {who: kind for who, kind in told.items() if who in readers}
    for person_id, kind in willing(told, contribution.id).items():
        notify(
            person_id, kind,
            round_id=comment.round_id, contribution_id=contribution.id, comment_id=comment.id, outbox_id=out, now=now,
        )  # fmt: skip
    return out


def keep_version(comment: Comment, act: str, author_id: int, now: datetime) -> None:
    """Keep these words as a version, in the index, and as a digest in the audit log."""
    key = secrets.token_bytes(KEY_BYTES)
    version = Revision(
        comment_id=comment.id, number=comment.version, body=comment.body, body_html=comment.body_html,
        digest_key=key, by_id=author_id, at=now,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    images.attach(author_id, comment.body_html, version.id)
    index_text(comment)
    digest = audit.keyed_digest(key, comment.body)
    audit.record(
        author_id, act, "comment", comment.public_id,
        round_id=comment.round_id, version=comment.version, digest=digest,
    )  # fmt: skip
