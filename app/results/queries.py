"""SQL that counts votes, always from the votes themselves and never from the counts kept beside them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.rules.contributions import Kind
from app.rules.voting import Choice
from app.visibility import contribution_is_listed
from app.votes.models import Vote


def tallies(round_id: int, kind: Kind) -> Sequence[Any]:
    """Every listed contribution of a kind, its votes counted.

    The columns: public_id, external_id, title, published_at, agree, disagree, unsure.
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
        .outerjoin(Vote, Vote.contribution_id == Contribution.id)
        .where(_of(round_id, kind))
        .group_by(Contribution.id)
    ).all()


def voters(round_id: int, kind: Kind) -> int:
    """How many people voted on any of them."""
    statement = select(func.count(Vote.person_id.distinct())).join(Contribution).where(_of(round_id, kind))
    return db.session.scalar(statement) or 0


def voters_by_area(round_id: int, kind: Kind) -> dict[int | None, int]:
    """The same by the area that each person gave; none for those who gave none."""
    statement = (
        select(User.area_id, func.count(Vote.person_id.distinct()))
        .select_from(Vote)
        .join(Contribution)
        .join(User, User.id == Vote.person_id)
        .where(_of(round_id, kind))
        .group_by(User.area_id)
    )
    return dict(db.session.execute(statement).all())


def _of(round_id: int, kind: Kind) -> ColumnElement[bool]:
    return and_(Contribution.round_id == round_id, Contribution.kind == kind, contribution_is_listed())


def _votes(choice: Choice) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((Vote.choice == choice, 1), else_=0)), 0)
