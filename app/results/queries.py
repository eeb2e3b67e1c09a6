"""SQL that counts votes, always from the votes themselves and never from the counts kept beside them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.rules.contributions import Kind
from app.rules.voting import Choice
from app.trouble.visibility import vote_is_aside
from app.visibility import listed_in
from app.votes.models import Vote


def tallies(round_id: int, kind: Kind) -> Sequence[Any]:
    """Every listed contribution of a kind, its votes counted.

    The columns: public_id, external_id, title, published_at, agree, disagree, unsure. Votes under a quarantine are left out.
    """
    return db.session.execute(
        select(
            Contribution.public_id,
            Contribution.external_id,
            Contribution.title,
            Contribution.published_at,
            _votes(Choice.AGREE).label("agree"),
            _votes(Choice.DISAGREE).label("disagree"),
            _votes(Choice.UNSURE).label("unsure"),
        )
        .outerjoin(Vote, and_(Vote.contribution_id == Contribution.id, ~vote_is_aside()))
        .where(listed_in(round_id, kind))
        .group_by(Contribution.id)
    ).all()


def voters(round_id: int, kind: Kind) -> int:
    """How many people voted on any of them."""
    voted = select(func.count(Vote.person_id.distinct())).join(Contribution)
    statement = voted.where(listed_in(round_id, kind), ~vote_is_aside())
    return db.session.scalar(statement) or 0


def voters_by_area(round_id: int, kind: Kind) -> dict[int | None, int]:
    """The same by the area that each person gave; none for those who gave none."""
    statement = (
        select(User.area_id, func.count(Vote.person_id.distinct()))
        .select_from(Vote)
        .join(Contribution)
        .join(User, User.id == Vote.person_id)
        .where(listed_in(round_id, kind), ~vote_is_aside())
        .group_by(User.area_id)
    )
    return dict(db.session.execute(statement).all())


def set_aside(round_id: int, kind: Kind) -> dict[str, int]:
    """How many votes on each listed contribution are under a quarantine, by public id; those with none are not named."""
    statement = (
        select(Contribution.public_id, func.count())
        .select_from(Vote)
        .join(Contribution, Contribution.id == Vote.contribution_id)
        .where(listed_in(round_id, kind), vote_is_aside())
        .group_by(Contribution.public_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _votes(choice: Choice) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((Vote.choice == choice, 1), else_=0)), 0)
