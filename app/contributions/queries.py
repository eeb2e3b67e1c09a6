"""SQL about contributions: found through the reader's right, and written."""

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from app.contributions.models import Contribution
from app.extensions import db
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.refusals import Gone, Missing
from app.visibility import contribution_may_be_read_by, round_is_open_to


def lock_contribution(public_id: str, actor: Actor) -> Contribution:
    """The contribution, locked until the transaction ends, with its round and the round's phases.

    It is found through the actor's right to read it. Raises Gone where it was hidden or withdrawn, Missing where there
    is none for this actor.
    """
    return _readable(_one(public_id).with_for_update(of=Contribution), public_id, actor)


def contribution_by_id(public_id: str, kind: Kind, actor: Actor) -> Contribution:
    """The contribution, with its round and the round's phases, where this actor may read it.

    Raises Gone where it was hidden or withdrawn, Missing where there is none of that kind for this actor.
    """
    return _readable(_one(public_id).where(Contribution.kind == kind), public_id, actor)


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
        .where(Contribution.public_id == public_id, Contribution.published_at.is_not(None), round_is_open_to(actor))
    )
    if db.session.execute(was_public).first() is None:
        return Missing()
    return Gone(_("This has been taken down, so it cannot be answered. Nothing was changed."))
