"""SQL about what staff say of people, and where people wrote."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.accounts.tag_models import PersonTag
from app.contributions.models import Contribution
from app.extensions import db
from app.rounds.models import Round
from app.rules.actors import VISITOR
from app.rules.tags import Tag
from app.threads.models import Comment, Thread
from app.visibility import comment_may_be_read_by, contribution_is_listed, round_is_open_to

MOST_ROUNDS = 20
"""Rounds that a person's page names: the newest ones."""


def tags_of(person_id: int) -> Sequence[Tag]:
    """The tags that a person bears."""
    return db.session.scalars(
        select(PersonTag.tag).where(PersonTag.person_id == person_id).order_by(PersonTag.tag)
    ).all()


def give(person_id: int, tag: Tag, by_id: int) -> bool:
    """Give a tag; false where the person bears it already."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"person_id": person_id, "tag": tag, "by_id": by_id, "at": clock.now()}
    made = dialect.insert(PersonTag).values(row).on_conflict_do_nothing().returning(PersonTag.tag)
    return db.session.scalar(made) is not None


def take(person_id: int, *tags: Tag) -> list[Tag]:
    """Take tags away; gives those that the person bore."""
    gone = delete(PersonTag).where(PersonTag.person_id == person_id, PersonTag.tag.in_(tags)).returning(PersonTag.tag)
    return list(db.session.scalars(gone))


def rounds_written_in(person_id: int) -> Sequence[Round]:
    """The rounds in which everybody can read something of this person's, the newest first. Votes make no difference."""
    posted = exists().where(
        Contribution.round_id == Round.id,
        Contribution.author_id == person_id,
        Contribution.organisation_id.is_(None),
        contribution_is_listed(),
    )
    said = exists(
        select(Comment.id)
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .where(Comment.author_id == person_id, Comment.organisation_id.is_(None), Contribution.round_id == Round.id)
        .where(comment_may_be_read_by(VISITOR), contribution_is_listed())
    )
    statement = select(Round).where(round_is_open_to(VISITOR), posted | said)
    return db.session.scalars(statement.order_by(Round.opened_at.desc(), Round.id.desc()).limit(MOST_ROUNDS)).all()
