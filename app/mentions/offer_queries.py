"""SQL about who is offered to whoever calls somebody in a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, or_, select, true

from app.accounts.models import RoleRecord, User, user_roles
from app.contributions.models import Contribution
from app.extensions import db
from app.messages.rows import blockers_of
from app.rounds.models import Round
from app.rules.actors import Actor, Role
from app.rules.mentions import OFFERED, SHORTEST
from app.threads.models import Comment, Thread
from app.visibility import (
    contribution_is_listed,
    discussion_may_be_read_by,
    person_is_found,
    reads_place,
    round_is_open_to,
)


@dataclass(frozen=True)
class Place:
    """Where somebody is called: who takes part there, as a statement of ids, and who may read it."""

    takes_part: Select[Any]
    readers: ColumnElement[bool]


def discussion(thread_id: str, actor: Actor) -> Place | None:
    """The discussion of this public id, where this reader may see it and nobody took it down.

    Who writes under a badge is not shown to take part: that is known of the organisation alone.
    """
    found = db.session.execute(
        select(
            Thread.id,
            Contribution.id.label("contribution_id"),
            Round.id.label("round_id"),
            Round.opened_at,
            Round.space_id,
        )
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .where(Thread.public_id == thread_id, discussion_may_be_read_by(actor), Contribution.hidden_at.is_(None))
    ).first()
    if found is None:
        return None
    whole = (Comment.hidden_at.is_(None), Comment.withdrawn_at.is_(None), Comment.organisation_id.is_(None))
    said = select(Comment.author_id).where(Comment.thread_id == found.id, *whole)
    began = select(Contribution.author_id).where(
        Contribution.id == found.contribution_id, Contribution.organisation_id.is_(None)
    )
    here = said.union(began).subquery().select()
    return Place(here, _readers(found.opened_at) if found.space_id is None else reads_place(User.id, found.round_id))


def round_at(slug: str, actor: Actor) -> Place | None:
    """The round at this address, where this reader may know of it: those who posted in it, never who only voted."""
    found = db.session.execute(
        select(Round.id, Round.opened_at).where(Round.slug == slug, round_is_open_to(actor))
    ).first()
    if found is None:
        return None
    posted = (Contribution.round_id == found.id, Contribution.organisation_id.is_(None), contribution_is_listed())
    return Place(select(Contribution.author_id).where(*posted), _readers(found.opened_at))


def offered(actor: Actor, place: Place, said: str, now: datetime) -> Sequence[Row[str, str, bool]]:
    """People whose name or handle has words that begin like `said`, those first who take part: (handle, name, is_here).

    Nobody whom `rules.mentions.may_be_called` excepts, and of those who do not take part nobody for a letter alone.
    """
    here = User.id.in_(place.takes_part) & User.organisation_id.is_(None)
    whole = case((User.handle == said.replace(" ", "-"), 0), else_=1)
    statement = (
        select(User.handle, User.display_name.label("name"), here.label("is_here"))
        .where(person_is_found(), User.id != actor.id, User.id.not_in(blockers_of(actor.id or 0)))
        .where(or_(User.suspended_until.is_(None), User.suspended_until <= now))
        .where(place.readers, true() if len(said) >= SHORTEST else here)
        .order_by(here.desc(), whole, User.display_name, User.id)
        .limit(OFFERED)
    )
    if said:
        statement = statement.where(User.name_words.contains(f" {said}"))
    return db.session.execute(statement).all()


def _readers(opened_at: datetime | None) -> ColumnElement[bool]:
    """Everybody where the round was opened; before that, those who run rounds."""
    if opened_at is not None:
        return true()
    held = select(user_roles.c.user_id).join(RoleRecord, RoleRecord.id == user_roles.c.role_id)
    return User.id.in_(held.where(RoleRecord.name == Role.COMMISSIONER))
