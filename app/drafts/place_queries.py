"""SQL about the places where unfinished texts belong, each found through the reader's right to see it."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution
from app.extensions import db
from app.organisations.rows import body_of
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.spaces.models import Space
from app.threads.models import Comment, Thread
from app.visibility import (
    comment_may_be_read_by,
    contribution_may_be_read_by,
    round_is_open_to,
    space_is_known_to,
)


class Titled(NamedTuple):
    """A contribution by its title; `published` is none of a draft."""

    public_id: str
    kind: Kind
    title: str
    published: datetime | None


class Said(NamedTuple):
    """A comment by its author's name and what it stands under."""

    public_id: str
    name: str
    title: str


class Begun(NamedTuple):
    """A contribution that its author keeps as a draft."""

    public_id: str
    kind: Kind
    title: str
    body: str
    at: datetime


def contributions(public_ids: Collection[str], actor: Actor) -> dict[str, Titled]:
    """Those of these contributions that the reader may read."""
    columns = (Contribution.public_id, Contribution.kind, Contribution.title, Contribution.published_at)
    statement = select(*columns).join(Contribution.round).where(Contribution.public_id.in_(public_ids))
    rows = db.session.execute(statement.where(contribution_may_be_read_by(actor)))
    return {row[0]: Titled(*row) for row in rows}


def comments(public_ids: Collection[str], actor: Actor) -> dict[str, Said]:
    """Those of these comments that the reader may read."""
    statement = (
        select(Comment.public_id, User.display_name, Organisation.name, Contribution.title)
        .join(Comment.author)
        .outerjoin(Organisation, Organisation.id == body_of(Comment))
        .join(Comment.thread)
        .join(Thread.contribution)
        .join(Contribution.round)
        .where(Comment.public_id.in_(public_ids))
        .where(contribution_may_be_read_by(actor), comment_may_be_read_by(actor))
    )
    return {row[0]: Said(row[0], row[2] or row[1], row[3]) for row in db.session.execute(statement)}


def rounds(slugs: Collection[str], actor: Actor) -> dict[str, str]:
    """The titles of those of these rounds that the reader may know of."""
    statement = select(Round.slug, Round.title).where(Round.slug.in_(slugs), round_is_open_to(actor))
    return dict(db.session.execute(statement).all())


def spaces(slugs: Collection[str], actor: Actor) -> dict[str, str]:
    """The names of those of these spaces that the reader may know of."""
    statement = select(Space.slug, Space.name).where(Space.slug.in_(slugs), space_is_known_to(actor))
    return dict(db.session.execute(statement).all())


def own_drafts(person_id: int) -> list[Begun]:
    """The contributions that a person keeps as drafts, the latest first."""
    columns = (Contribution.public_id, Contribution.kind, Contribution.title, Contribution.body)
    drafts = select(*columns, Contribution.created_at).where(
        Contribution.author_id == person_id, Contribution.published_at.is_(None), Contribution.withdrawn_at.is_(None)
    )
    return [Begun(*row) for row in db.session.execute(drafts.order_by(Contribution.id.desc()))]
