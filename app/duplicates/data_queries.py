"""What is kept of one person about contributions that say the same, for that person's own download."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import aliased

from app.contributions.models import Contribution
from app.duplicates.models import MoveAnswer, Pairing
from app.extensions import db


def same_proposals(person_id: int) -> Sequence[RowMapping]:
    """What the person proposed as saying the same as another one, and what came of it."""
    lead, follower = aliased(Contribution), aliased(Contribution)
    statement = (
        select(
            lead.public_id.label("lead"), follower.public_id.label("follower"), Pairing.way, Pairing.at,
            Pairing.joined_at, Pairing.ended_at,
        )
        .join(lead, lead.id == Pairing.lead_id)
        .join(follower, follower.id == Pairing.follower_id)
        .where(Pairing.by_id == person_id)
        .order_by(Pairing.id)
    )  # fmt: skip
    return db.session.execute(statement).mappings().all()


def move_answers(person_id: int) -> Sequence[RowMapping]:
    """What the person answered who was asked to move a vote."""
    lead, follower = aliased(Contribution), aliased(Contribution)
    statement = (
        select(
            follower.public_id.label("from"), lead.public_id.label("to"), MoveAnswer.moved, MoveAnswer.at
        )
        .join(lead, lead.id == MoveAnswer.to_id)
        .join(follower, follower.id == MoveAnswer.from_id)
        .where(MoveAnswer.person_id == person_id)
        .order_by(MoveAnswer.at)
    )  # fmt: skip
    return db.session.execute(statement).mappings().all()
