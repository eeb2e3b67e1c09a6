"""SQL about votes: one row a person and contribution, its log, and the counts beside the contribution."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.contributions.models import Contribution
from app.extensions import db
from app.rules.voting import Choice, VoteSource
from app.votes.models import Vote, VoteEvent

_OF = (Vote.contribution_id == bindparam("of_contribution"), Vote.person_id == bindparam("of_person"))
_BEFORE = select(Vote.choice).where(*_OF)
_GONE = delete(Vote).where(*_OF)
_LOG = insert(cast(Table, VoteEvent.__table__))


def choice_of(contribution_id: int, person_id: int) -> Choice | None:
    """What the person says of it now."""
    return db.session.execute(_BEFORE, {"of_contribution": contribution_id, "of_person": person_id}).scalar()


def save(
    contribution_id: int, round_id: int, person_id: int, choice: Choice, source: VoteSource, now: datetime
) -> None:
    """Give the person this vote, whether or not there was one. Call under the contribution's lock."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"contribution_id": contribution_id, "person_id": person_id, "round_id": round_id}
    changed = {"choice": choice, "at": now, "source": source}
    statement = dialect.insert(Vote).values(row | changed)
    db.session.execute(statement.on_conflict_do_update(index_elements=["contribution_id", "person_id"], set_=changed))


def remove(contribution_id: int, person_id: int) -> None:
    """Take the vote away; the log keeps that it was there."""
    db.session.execute(_GONE, {"of_contribution": contribution_id, "of_person": person_id})


def log(
    contribution_id: int, round_id: int, person_id: int, choice: Choice | None, source: VoteSource, now: datetime
) -> None:
    """Append one act to the log; `choice` none is a vote taken back."""
    row = {"contribution_id": contribution_id, "round_id": round_id, "person_id": person_id}
    db.session.execute(_LOG, row | {"choice": choice, "source": source, "at": now})


def count(contribution_id: int, before: Choice | None, after: Choice | None) -> None:
    """Move the counts beside the contribution from one answer to another. Call under its lock."""
    moves = {choice: (choice == after) - (choice == before) for choice in Choice}
    columns = {
        f"{choice}_count": getattr(Contribution, f"{choice}_count") + step for choice, step in moves.items() if step
    }
    db.session.execute(
        update(Contribution)
        .where(Contribution.id == contribution_id)
        .values(columns)
        .execution_options(synchronize_session=False)
    )
