"""Questions: listed, answered by one of the replies, opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app import audit, clock
from app.contributions.queries import lock_discussed
from app.live import EventKind
from app.notifications import queries as notices
from app.questions import queries
from app.questions.models import Question
from app.rounds.models import Round
from app.rounds.queries import round_by_slug
from app.rules.actors import Actor
from app.rules.notices import NoticeKind
from app.rules.questions import PAGE_SIZE, Reply, State, can_answer, may_answer_questions
from app.rules.refusals import Missing
from app.sentences import allow
from app.threads import queries as threads
from app.threads.acts import whole
from app.threads.models import Comment, Thread
from app.transaction import announce, transaction


@dataclass(frozen=True)
class Listing:
    """One page of a round's questions. `more` is the number of the last one shown, where there are more."""

    round: Round
    now: datetime
    questions: Sequence[Row[*tuple[Any, ...]]]
    counts: dict[State, int]
    state: State | None
    more: int | None
    may_answer: bool


@dataclass(frozen=True)
class Choice:
    """A question, and the replies among which a commissioner chooses the answer."""

    question: Comment
    replies: Sequence[Row[*tuple[Any, ...]]]
    answer: str | None
    slug: str
    now: datetime


def listing(actor: Actor, slug: str, state: State | None, before: int | None) -> Listing:
    """A page of a round's questions. Raises Missing where there is no such round for this reader."""
    round_ = round_by_slug(slug, actor)
    found = queries.questions_of(round_.id, state, before)
    more = found[PAGE_SIZE - 1].number if len(found) > PAGE_SIZE else None
    may = may_answer_questions(actor) is None
    return Listing(round_, clock.now(), found[:PAGE_SIZE], queries.counts(round_.id), state, more, may)


def choice(actor: Actor, public_id: str) -> Choice:
    """What a commissioner chooses from. Raises Refused for everybody else, Missing where there is no such question."""
    allow(may_answer_questions(actor))
    comment = threads.comment_for(public_id, actor)
    question = _question(comment)
    allow(whole(comment))
    found = queries.replies(comment)
    answer = threads.public_id_of(question.answer_id) if question.answer_id else None
    return Choice(comment, found, answer, queries.slug_of(comment.round_id), clock.now())


def answer_of(actor: Actor, public_id: str) -> str:
    """The comment that answers a question, or the question itself. Raises Missing where there is none for this reader."""
    question = _question(threads.comment_for(public_id, actor))
    return threads.public_id_of(question.answer_id) if question.answer_id else public_id


def answer(actor: Actor, public_id: str, reply_id: str) -> str:
    """Say that a reply answers a question; gives the round's address. The same again changes nothing.

    Raises Missing, Refused; then nothing was changed.
    """
    return _settle(actor, public_id, reply_id)


def open_again(actor: Actor, public_id: str) -> str:
    """Say that nothing answers a question yet; gives the round's address. Raises as `answer` does."""
    return _settle(actor, public_id, None)


def _settle(actor: Actor, public_id: str, reply_id: str | None) -> str:
    """Make this reply the answer, or none; every page that is open on one of the comments hears of it."""
    allow(may_answer_questions(actor))
    with transaction():
        thread, comment, question = _locked(actor, public_id)
        reply = _reply(thread, comment, reply_id) if reply_id is not None else None
        if question.answer_id != (reply.id if reply else None):
            now = clock.now()
            before = threads.public_id_of(question.answer_id) if question.answer_id else None
            if question.answer_id is not None:
                notices.take_back(NoticeKind.QUESTION_ANSWERED, question.answer_id)
            queries.set_answer(question, reply, *((actor.id, now) if reply else (None, None)))
            if reply is not None:
                _tell(actor, thread, comment, reply, now)
            _note(actor, comment, reply_id)
            for changed in filter(None, (public_id, before, reply_id)):
                announce(threads.append_event(thread, EventKind.COMMENT_EDITED, changed, now))
        return queries.slug_of(comment.round_id)


def _tell(actor: Actor, thread: Thread, question: Comment, reply: Comment, now: datetime) -> None:
    """Tell whoever asked; not of what they did themselves, nor where they do not want to hear of it."""
    if question.author_id in {actor.id, reply.author_id}:
        return
    told = notices.willing({question.author_id: NoticeKind.QUESTION_ANSWERED}, thread.contribution_id)
    about = {"round_id": thread.round_id, "contribution_id": thread.contribution_id, "comment_id": reply.id}
    for person_id, kind in told.items():
        notices.notify(person_id, kind, now=now, **about)


def _reply(thread: Thread, question: Comment, reply_id: str) -> Comment:
    reply = threads.comment_in(thread.id, reply_id)
    if reply is None:
        raise Missing
    allow(can_answer(_as_reply(question), _as_reply(reply)))
    return reply


def _locked(actor: Actor, public_id: str) -> tuple[Thread, Comment, Question]:
    contribution = lock_discussed(threads.contribution_of(public_id), actor)
    thread = threads.lock_thread_of(contribution.id)
    comment = threads.comment_in(thread.id, public_id)
    if comment is None:
        raise Missing
    return thread, comment, _question(comment)


def _question(comment: Comment) -> Question:
    question = queries.question_of(comment)
    if question is None:
        raise Missing
    return question


def _as_reply(comment: Comment) -> Reply:
    return Reply(comment.path, comment.thread_id, whole(comment) is None)


def _note(actor: Actor, comment: Comment, reply_id: str | None) -> None:
    act, more = ("question.answered", {"answer": reply_id}) if reply_id else ("question.opened_again", {})
    audit.record(actor.id, act, "comment", comment.public_id, round_id=comment.round_id, **more)
