"""SQL for the pages of areas."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, load_only

from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.rounds.models import Area, Round, round_areas
from app.rules.actors import VISITOR
from app.visibility import contribution_is_listed, round_is_open_to

MOST_SHOWN = 20
"""Rounds, and texts, on an area's page: the newest ones. A round's own lists can be filtered by area."""


def area_by_slug(slug: str) -> Area | None:
    """The area at this address."""
    return db.session.scalars(select(Area).where(Area.slug == slug)).one_or_none()


def rounds_in(area_id: int) -> Sequence[Round]:
    """The rounds that concern an area, or the whole place; the newest first."""
    some = select(round_areas.c.round_id)
    mine = or_(Round.id.in_(some.where(round_areas.c.area_id == area_id)), Round.id.not_in(some))
    statement = select(Round).options(load_only(Round.slug, Round.title, Round.question))
    newest = statement.where(mine, round_is_open_to(VISITOR)).order_by(Round.opened_at.desc(), Round.id.desc())
    return db.session.scalars(newest.limit(MOST_SHOWN)).all()


def texts_from(area_id: int) -> Sequence[Contribution]:
    """The newest texts from an area, as everybody may read them."""
    listed = (
        select(Contribution)
        .join(Round, Round.id == Contribution.round_id)
        .where(Contribution.area_id == area_id, contribution_is_listed(), round_is_open_to(VISITOR))
        .options(
            joinedload(Contribution.round).load_only(Round.title),
            joinedload(Contribution.author)
            .load_only(User.display_name, User.handle, User.avatar)
            .joinedload(User.organisation),
            joinedload(Contribution.organisation),
        )
        .order_by(Contribution.published_at.desc(), Contribution.id.desc())
    )
    return db.session.scalars(listed.limit(MOST_SHOWN)).all()
