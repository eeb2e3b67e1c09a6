"""SQL about questions and their answers, as a reader may see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, select
from sqlalchemy.orm import aliased

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution
from app.extensions import db
from app.organisations.rows import body_of
from app.questions.models import Question
from app.rounds.models import Round
from app.rules.questions import PAGE_SIZE, State
from app.threads.models import Comment, Thread
from app.visibility import contribution_is_listed

MOST_REPLIES = 50
"""Replies below one question that are offered as its answer."""

_Answer, _Answerer = aliased(Comment, name="answer"), aliased(User, name="answerer")
_Body, _AnswererBody = aliased(Organisation, name="body"), aliased(Organisation, name="answerer_body")
_ANSWER_IS_WHOLE = and_(
    _Answer.id.is_not(None), _Answer.hidden_at.is_(None), _Answer.withdrawn_at.is_(None), _Answer.covered_at.is_(None)
)
_IS_WHOLE = and_(Comment.hidden_at.is_(None), Comment.withdrawn_at.is_(None), Comment.covered_at.is_(None))


def ask(comment: Comment) -> None:
    """Note that a comment, which was just put, is a question."""
    db.session.execute(insert(Question).values(comment_id=comment.id, round_id=comment.round_id))


def question_of(comment: Comment) -> Question | None:
    """The question that a comment is; its thread is locked."""
    return db.session.get(Question, comment.id, populate_existing=True)


def set_answer(question: Question, answer: Comment | None, by_id: int | None, now: datetime | None) -> None:
    """Say which reply is the answer; none where none is any more."""
    question.answer_id, question.answered_by_id, question.answered_at = answer.id if answer else None, by_id, now
    db.session.flush()


def _listed(round_id: int) -> Select[*tuple[Any, ...]]:
    """The questions of a round that everybody may read; an answer that was taken down answers nothing."""
    return (
        select(Question.comment_id)
        .join(Comment, Comment.id == Question.comment_id)
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .join(User, User.id == Comment.author_id)
        .outerjoin(_Body, _Body.id == body_of(Comment))
        .outerjoin(_Answer, _Answer.id == Question.answer_id)
        .outerjoin(_Answerer, _Answerer.id == _Answer.author_id)
        .outerjoin(_AnswererBody, _AnswererBody.id == func.coalesce(_Answer.organisation_id, _Answerer.organisation_id))
        .where(Question.round_id == round_id, _IS_WHOLE, contribution_is_listed())
    )


def _in_state(state: State | None) -> ColumnElement[bool]:
    if state is None:
        return _IS_WHOLE
    return _ANSWER_IS_WHOLE if state is State.ANSWERED else func.coalesce(_ANSWER_IS_WHOLE, False).is_(False)


def questions_of(round_id: int, state: State | None, before: int | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """A page of a round's questions, the newest first, and one beyond it."""
    statement = _listed(round_id).where(_in_state(state))
    if before is not None:
        statement = statement.where(Question.comment_id < before)
    return db.session.execute(
        statement.with_only_columns(
            Question.comment_id.label("number"), Comment.public_id, Comment.body_html, Comment.created_at, Comment.reply_count,
            func.coalesce(_Body.name, User.display_name).label("name"), Contribution.title, Contribution.kind,
            Contribution.public_id.label("contribution"), _ANSWER_IS_WHOLE.label("is_answered"),
            _Answer.public_id.label("answer"), _Answer.body_html.label("answer_html"),
            func.coalesce(_AnswererBody.name, _Answerer.display_name).label("answerer"), Question.answered_at,
        )
        .order_by(Question.comment_id.desc())
        .limit(PAGE_SIZE + 1)
    ).all()  # fmt: skip


def counts(round_id: int) -> dict[State, int]:
    """How many questions of a round wait, and how many are answered."""
    answered = func.coalesce(_ANSWER_IS_WHOLE, False)
    statement = _listed(round_id).with_only_columns(answered, func.count()).group_by(answered)
    found = {bool(is_answered): number for is_answered, number in db.session.execute(statement)}
    return {State.ASKED: found.get(False, 0), State.ANSWERED: found.get(True, 0)}


def replies(question: Comment) -> Sequence[Row[*tuple[Any, ...]]]:
    """What stands below a question and can be its answer, in the order of reading."""
    return db.session.execute(
        select(
            Comment.public_id,
            Comment.body_html,
            Comment.created_at,
            func.coalesce(_Body.name, User.display_name).label("name"),
        )
        .join(User, User.id == Comment.author_id)
        .outerjoin(_Body, _Body.id == body_of(Comment))
        .where(Comment.thread_id == question.thread_id, Comment.path.like(f"{question.path}_%"), _IS_WHOLE)
        .order_by(Comment.path)
        .limit(MOST_REPLIES)
    ).all()


def slug_of(round_id: int) -> str:
    """The address of a round."""
    return db.session.execute(select(Round.slug).where(Round.id == round_id)).scalar_one()
