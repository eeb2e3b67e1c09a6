"""SQL for the watch: votes and people in columns, and the notes that come of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Select, and_, case, cast, extract, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.contributions.models import Contribution
from app.dealing.models import Deal
from app.extensions import db
from app.identifiers import public_id
from app.rounds.models import Phase, Round
from app.rules.columns import Whole
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.phases import PhaseKind
from app.rules.voting import Choice
from app.trouble.models import TroubleNote
from app.visibility import contribution_is_listed
from app.votes.models import Vote

PHASES = {kind.phase: kind for kind in IN_ROUNDS}


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """A round and kind as `rules.trouble.watch` takes it. `votes` are rows: person, item, value, dealt, seconds."""

    items: Whole
    votes: Whole
    area: Whole
    joined: Whole


def rounds_to_watch(at: datetime, since: datetime) -> list[tuple[int, Kind]]:
    """Rounds and kinds that may be voted on at that hour, or could until after `since`."""
    statement = (
        select(Phase.round_id, Phase.kind)
        .join(Round, Round.id == Phase.round_id)
        .where(Round.opened_at <= at, Round.cancelled_at.is_(None), Phase.kind.in_(list(PHASES)))
        .where(Phase.opens_at <= at, Phase.closes_at > since)
        .order_by(Phase.round_id, Phase.id)
    )
    rows: list[tuple[int, PhaseKind]] = [(row[0], row[1]) for row in db.session.execute(statement)]
    return [(round_id, PHASES[kind]) for round_id, kind in rows]


def watched(round_id: int, kind: Kind, at: datetime) -> Watched:
    """All votes that were given by that hour on listed contributions, whoever gave them and whatever became of them."""
    votes = _numbers(_votes(round_id, kind, at), 5)
    items, item = np.unique(votes[:, 1], return_inverse=True)
    people = _numbers(_people(round_id), 3)
    votes[:, 0], votes[:, 1] = np.searchsorted(people[:, 0], votes[:, 0]), item
    return Watched(items, votes, area=people[:, 1], joined=people[:, 2])


def add_note(contribution_id: int, signs: str, figures: str, at: datetime) -> str | None:
    """Keep a note; gives its name, or none where the same was noted before."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    about = {"contribution_id": contribution_id, "signs": signs, "figures": figures, "at": at}
    row = about | {"public_id": public_id(), "looked_words": ""}
    statement = (
        dialect.insert(TroubleNote).values(row).on_conflict_do_nothing(index_elements=["contribution_id", "signs"])
    )
    made: str | None = db.session.scalar(statement.returning(TroubleNote.public_id))
    return made


def _votes(round_id: int, kind: Kind, at: datetime) -> Select[Any]:
    value = case((Vote.choice == Choice.AGREE, 1), (Vote.choice == Choice.DISAGREE, -1), else_=0)
    counted = case((Deal.place <= Round.allowance, 1), else_=0)
    return (
        select(Vote.person_id, Vote.contribution_id, value, counted, _seconds(Vote.at))
        .select_from(Vote)
        .join(Round, Round.id == Vote.round_id)
        .join(Contribution, Contribution.id == Vote.contribution_id)
        .outerjoin(Deal, Deal.id == Vote.deal_id)
        .where(and_(Vote.round_id == round_id, Contribution.kind == kind, contribution_is_listed(), Vote.at <= at))
    )


def _people(round_id: int) -> Select[Any]:
    voted = select(Vote.person_id).where(Vote.round_id == round_id)
    columns = (User.id, func.coalesce(User.area_id, -1), _seconds(User.created_at))
    return select(*columns).where(User.id.in_(voted)).order_by(User.id)


def _seconds(moment: Any) -> Any:
    return cast(func.floor(extract("epoch", moment)), BigInteger)


def _numbers(statement: Select[Any], width: int) -> Whole:
    rows = [tuple(row) for row in db.session.execute(statement)]
    return np.array(rows, dtype=np.int64).reshape(-1, width)
