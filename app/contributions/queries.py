"""SQL about contributions: found through the reader's right, and written."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, Select, delete, insert, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import User
from app.checks.models import HeldText
from app.contributions.models import Contribution, Link, Revision
from app.extensions import db
from app.moderation.models import CommunityRule
from app.notifications.models import Notice
from app.rounds.models import Area, Round
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.refusals import Gone, Missing
from app.themes.models import contribution_themes
from app.threads.models import Thread
from app.visibility import (
    contribution_is_listed,
    contribution_may_be_read_by,
    discussion_may_be_read_by,
    place_is_open_to,
)

OFFERED = 20
"""Contributions that a form offers to link: what fits on a screen; the others are found by their words."""


def lock_contribution(public_id: str, actor: Actor) -> Contribution:
    """The contribution, locked until the transaction ends, with its round and the round's phases.

    It is found through the actor's right to read it. Raises Gone where it was hidden or withdrawn, Missing where there
    is none for this actor.
    """
    return _readable(_one(public_id).with_for_update(of=Contribution), public_id, actor)


def lock_discussed(public_id: str, actor: Actor) -> Contribution:
    """The same for what is said below it: its discussion stays when the author has taken the words back."""
    statement = _one(public_id).with_for_update(of=Contribution).where(discussion_may_be_read_by(actor))
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise _absence(public_id, actor)
    return found


def contribution_by_id(public_id: str, kind: Kind, actor: Actor) -> Contribution:
    """The contribution, with its round and the round's phases, where this actor may read it.

    Raises Gone where it was hidden or withdrawn, Missing where there is none of that kind for this actor.
    """
    return _readable(_one(public_id).where(Contribution.kind == kind), public_id, actor)


def kind_now(public_id: str, actor: Actor) -> Kind | None:
    """The kind of a contribution whose discussion this reader may see; none where there is none."""
    statement = select(Contribution.kind).join(Contribution.round).where(Contribution.public_id == public_id)
    return db.session.scalar(statement.where(discussion_may_be_read_by(actor)))


def _one(public_id: str) -> Select[Contribution]:
    return (
        select(Contribution)
        .join(Contribution.round)
        .options(contains_eager(Contribution.round).selectinload(Round.phases))
        .where(Contribution.public_id == public_id)
        .execution_options(populate_existing=True)
    )


def _readable(statement: Select[Contribution], public_id: str, actor: Actor) -> Contribution:
    found = db.session.scalars(statement.where(contribution_may_be_read_by(actor))).one_or_none()
    if found is None:
        raise _absence(public_id, actor)
    return found


def _absence(public_id: str, actor: Actor) -> Missing:
    """Why it is not there: what was published in an open round has left a place; everything else was never seen."""
    was_public = (
        select(Contribution.id)
        .join(Contribution.round)
        .where(Contribution.public_id == public_id, Contribution.published_at.is_not(None), place_is_open_to(actor))
    )
    if db.session.execute(was_public).first() is None:
        return Missing()
    return Gone(_("This has been taken down, so it cannot be answered. Nothing was changed."))


def add_draft(round_id: int, kind: Kind, author_id: int, now: datetime) -> Contribution:
    """A new draft, still without words, together with its thread."""
    draft = Contribution(
        round_id=round_id, kind=kind, author_id=author_id, title="", body="", body_html="", created_at=now, version=0
    )
    draft.thread = Thread(round_id=round_id)
    db.session.add(draft)
    db.session.flush()
    return draft


def discard(draft: Contribution) -> None:
    """Delete a draft and all that hangs on it: nobody but its author has ever seen it."""
    held = select(HeldText.id).where(HeldText.contribution_id == draft.id)
    db.session.execute(delete(Notice).where(Notice.held_id.in_(held)))
    db.session.execute(delete(HeldText).where(HeldText.contribution_id == draft.id))
    db.session.execute(delete(Link).where(Link.from_id == draft.id))
    db.session.execute(delete(contribution_themes).where(contribution_themes.c.contribution_id == draft.id))
    db.session.execute(delete(Thread).where(Thread.contribution_id == draft.id))
    db.session.execute(delete(Contribution).where(Contribution.id == draft.id))


def add_revision(contribution: Contribution, by_id: int, key: bytes, now: datetime) -> int:
    """Keep the words as they are now as the version of its number; gives its id."""
    copied = ("title", "body", "body_html", "cost_pounds", "outcomes", "who_would")
    words = {name: getattr(contribution, name) for name in copied}
    row = {"contribution_id": contribution.id, "number": contribution.version, "by_id": by_id, "at": now}
    made = insert(Revision).values(**row, **words, digest_key=key).returning(Revision.id)
    return db.session.execute(made).scalar_one()


def revisions(contribution_id: int) -> Sequence[Row[Revision, str | None]]:
    """Every version of the words, the newest first, each with the title of the rule under which it was hidden."""
    statement = (
        select(Revision, CommunityRule.title)
        .outerjoin(CommunityRule, CommunityRule.number == Revision.hidden_rule)
        .where(Revision.contribution_id == contribution_id)
    )
    return db.session.execute(statement.order_by(Revision.number.desc())).all()


def areas_of(round_: Round) -> Sequence[Area]:
    """The areas that a round is about: its own or, where it is about the whole place, all."""
    return round_.areas or db.session.scalars(select(Area).order_by(Area.name)).all()


def home_area(person_id: int) -> int | None:
    """The area that a person lives in."""
    return db.session.scalar(select(User.area_id).where(User.id == person_id))


def rule_title(number: int) -> str | None:
    """What the community's rule of that number is called."""
    return db.session.scalar(select(CommunityRule.title).where(CommunityRule.number == number))


def linked_from(contribution_id: int) -> dict[int, str]:
    """What it builds on, whatever became of that: public ids by id."""
    statement = select(Contribution.id, Contribution.public_id).join(Link, Link.to_id == Contribution.id)
    return dict(db.session.execute(statement.where(Link.from_id == contribution_id)).all())


def linkable(round_id: int, kind: Kind, public_ids: Iterable[str]) -> dict[int, str]:
    """Which of these stand in the round's list of that kind: public ids by id."""
    statement = select(Contribution.id, Contribution.public_id).where(Contribution.public_id.in_(list(public_ids)))
    listed = statement.where(Contribution.round_id == round_id, Contribution.kind == kind, contribution_is_listed())
    return dict(db.session.execute(listed).all())


def add_link(from_id: int, to_id: int, by_id: int, now: datetime) -> None:
    """Link one to the other."""
    db.session.execute(insert(Link).values(from_id=from_id, to_id=to_id, by_id=by_id, at=now))


def remove_link(from_id: int, to_id: int) -> None:
    """Take a link away."""
    db.session.execute(delete(Link).where(Link.from_id == from_id, Link.to_id == to_id))


def offers(round_id: int, kind: Kind, hits: Select[int, int] | None, chosen: Sequence[str]) -> list[tuple[str, str]]:
    """What a form offers to link, as (public id, title): the chosen ones, then those found, or else the newest."""
    statement: Select[*tuple[Any, ...]] = select(Contribution.public_id, Contribution.title).where(
        Contribution.round_id == round_id, Contribution.kind == kind, contribution_is_listed()
    )
    mine = statement.where(Contribution.public_id.in_(chosen)).order_by(Contribution.id)
    others = statement.where(Contribution.public_id.not_in(chosen)).limit(OFFERED)
    newest = (Contribution.published_at.desc(), Contribution.id.desc())
    if hits is not None:
        found = hits.subquery("hits")
        others = others.join(found, found.c.contribution_id == Contribution.id).order_by(found.c.rank, *newest)
    else:
        others = others.order_by(*newest)
    rows = [*(db.session.execute(mine) if chosen else ()), *db.session.execute(others)]
    return [(row.public_id, row.title) for row in rows]


def lock_by_id(contribution_id: int) -> Contribution:
    """The contribution of a text that waits, locked, whoever may read it: ask the rules about the actor.

    Raises Missing where it was a draft and its author has thrown it away.
    """
    statement = select(Contribution).where(Contribution.id == contribution_id).with_for_update()
    found = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise Missing
    return found
