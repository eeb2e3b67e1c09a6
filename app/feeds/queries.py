"""SQL for feeds: what a stranger may read, the newest first, a page at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution
from app.extensions import db
from app.organisations.rows import body_of
from app.questions.models import Question
from app.rounds.models import Area, Round
from app.rules.actors import VISITOR
from app.rules.refusals import Missing
from app.themes.models import Theme, contribution_themes
from app.threads.models import Comment, Thread
from app.visibility import comment_is_found_by, contribution_is_listed, round_is_open_to

ENTRIES = 50
"""In one answer: a busy week. Readers that want more follow the link to the next page."""


def round_titled(slug: str) -> Any:
    """The open round at this address: its id and title."""
    opened = Round.opened_at.is_not(None)
    return _first(select(Round.id, Round.title).where(Round.slug == slug, opened, round_is_open_to(VISITOR)))


def area_named(slug: str) -> Any:
    """The area at this address: its id and name."""
    return _first(select(Area.id, Area.name.label("title")).where(Area.slug == slug))


def theme_named(slug: str) -> Any:
    """The theme in use at this address: its id and name."""
    return _first(select(Theme.id, Theme.name.label("title")).where(Theme.slug == slug, Theme.retired_at.is_(None)))


def person_named(handle: str) -> Any:
    """The open account with this handle, whose page lists what the person wrote: its id and name."""
    found = select(User.id, User.display_name.label("title")).where(User.handle == handle)
    return _first(found.where(User.active.is_(True), User.confirmed_at.is_not(None), User.lists_works.is_(True)))


def in_round(round_id: int, before: str | None) -> Sequence[Row[Any]]:
    """What was posted in a round."""
    return _texts(Contribution.round_id == round_id, before)


def from_area(area_id: int, before: str | None) -> Sequence[Row[Any]]:
    """What was posted about an area."""
    return _texts(Contribution.area_id == area_id, before)


def under_theme(theme_id: int, before: str | None) -> Sequence[Row[Any]]:
    """What was posted under a theme."""
    ties = contribution_themes.c
    return _texts(Contribution.id.in_(select(ties.contribution_id).where(ties.theme_id == theme_id)), before)


def by_person(person_id: int, before: str | None) -> Sequence[Row[Any]]:
    """What a person posted as themselves."""
    return _texts(and_(Contribution.author_id == person_id, Contribution.organisation_id.is_(None)), before)


def _texts(which: ColumnElement[bool], before: str | None) -> Sequence[Row[Any]]:
    """The newest of these texts, older than the one of that public id; one more than a page holds.

    That one may have been taken down since, and the page goes on after its place all the same. Raises Missing where there
    never was one.
    """
    found = (
        select(
            Contribution.public_id.label("name"), Contribution.kind, Contribution.title, Contribution.summary,
            Contribution.published_at.label("published"), Contribution.edited_at.label("edited"),
            Contribution.covered_at.label("covered"), func.coalesce(Organisation.name, User.display_name).label("author"),
        )
        .join(Round, Round.id == Contribution.round_id)
        .join(User, User.id == Contribution.author_id)
        .outerjoin(Organisation, Organisation.id == body_of(Contribution))
        .where(which, contribution_is_listed(), round_is_open_to(VISITOR))
        .order_by(Contribution.published_at.desc(), Contribution.id.desc())
        .limit(ENTRIES + 1)
    )  # fmt: skip
    place = select(Contribution.published_at, Contribution.id).join(Round, Round.id == Contribution.round_id)
    place = place.where(
        Contribution.public_id == before, Contribution.published_at.is_not(None), round_is_open_to(VISITOR)
    )
    return _page(found, before, place, Contribution.published_at, Contribution.id)


def questions(round_id: int, before: str | None) -> Sequence[Row[Any]]:
    """The newest questions of a round, older than the one of that public id; one more than a page holds."""
    found = _said(round_id, Comment.created_at, Question.comment_id == Comment.id)
    place = select(Comment.created_at, Comment.id).join(Question, Question.comment_id == Comment.id)
    place = place.where(Comment.public_id == before, Question.round_id == round_id)
    return _page(found, before, place, Comment.created_at, Comment.id)


def answers(round_id: int, before: str | None) -> Sequence[Row[Any]]:
    """The replies that answer a round's questions, the last one chosen first, as `questions` gives those."""
    asked = aliased(Comment)
    found = _said(round_id, Question.answered_at, Question.answer_id == Comment.id)
    found = found.join(asked, asked.id == Question.comment_id).where(_whole(asked))
    place = select(Question.answered_at, Comment.id).join(Comment, Comment.id == Question.answer_id)
    place = place.where(Comment.public_id == before, Question.round_id == round_id)
    return _page(found, before, place, Question.answered_at, Comment.id)


def _said(round_id: int, at: Any, which: ColumnElement[bool]) -> Any:
    return (
        select(
            Comment.public_id.label("name"), Contribution.title, Comment.body_html, at.label("published"),
            Comment.edited_at.label("edited"), func.coalesce(Organisation.name, User.display_name).label("author"),
        )
        .select_from(Question)
        .join(Comment, which)
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .join(User, User.id == Comment.author_id)
        .outerjoin(Organisation, Organisation.id == func.coalesce(Comment.organisation_id, User.organisation_id))
        .where(Question.round_id == round_id, comment_is_found_by(VISITOR))
        .order_by(at.desc(), Comment.id.desc())
        .limit(ENTRIES + 1)
    )  # fmt: skip


def _whole(said: Any) -> ColumnElement[bool]:
    return and_(said.hidden_at.is_(None), said.withdrawn_at.is_(None), said.covered_at.is_(None))


def rounds(before: str | None) -> Sequence[Row[Any]]:
    """The newest rounds, older than the one of that name; one more than a page holds."""
    found = (
        select(
            Round.slug.label("name"), Round.title, Round.question.label("summary"), Round.opened_at.label("published")
        )
        .where(Round.opened_at.is_not(None), round_is_open_to(VISITOR))
        .order_by(Round.opened_at.desc(), Round.id.desc())
        .limit(ENTRIES + 1)
    )
    place = select(Round.opened_at, Round.id).where(Round.slug == before, Round.opened_at.is_not(None))
    return _page(found, before, place, Round.opened_at, Round.id)


def _page(found: Any, before: str | None, place: Any, at: Any, key: Any) -> Sequence[Row[Any]]:
    """What comes after the entry of that name: by its place, so that what is posted meanwhile moves nothing."""
    if before is not None:
        last = _first(place)
        if last is None:
            raise Missing
        found = found.where(or_(at < last[0], and_(at == last[0], key < last[1])))
    rows: Sequence[Row[Any]] = db.session.execute(found).all()
    return rows


def _first(statement: Any) -> Any:
    return db.session.execute(statement).first()
