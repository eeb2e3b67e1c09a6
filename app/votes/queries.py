"""SQL about votes: one row a person and contribution, its log, and the counts beside the contribution.

Voting is what everybody does at once in a round's last hour, so the statements are made once and name columns only.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import ColumnElement, Insert, Table, Update, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.contributions.models import Contribution
from app.dealing.models import Deal
from app.extensions import db
from app.rounds.models import Phase, Round
from app.rules import phases
from app.rules.contributions import Kind
from app.rules.moderation import TextState
from app.rules.phases import Timetable
from app.rules.voting import Choice, VoteSource
from app.threads.models import Thread
from app.votes.models import Vote, VoteEvent


def _table(model: type) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


_contributions, _votes, _deals = _table(Contribution), _table(Vote), _table(Deal)
_c, _r, _p, _v, _t, _d = _contributions.c, _table(Round).c, _table(Phase).c, _votes.c, _table(Thread).c, _deals.c
_MINE: dict[str, ColumnElement[int]] = {"contribution": bindparam("contribution"), "person": bindparam("person")}

_LOCK = (
    select(_c.id, _c.kind, _c.author_id, _c.round_id, _c.published_at, _c.hidden_at, _c.withdrawn_at)
    .where(_c.public_id == bindparam("which"))
    .with_for_update(key_share=True)  # Deals of others may point to it meanwhile.
)
_ABOUT = (
    select(
        *(_r.opened_at, _r.cancelled_at, _t.public_id, _v.choice, _v.deal_id, _d.id, _d.answered_at),
        *(_p.kind, _p.opens_at, _p.closes_at),
    )
    .join_from(_table(Round), _table(Thread), _t.contribution_id == _MINE["contribution"])
    .outerjoin(_table(Phase), _p.round_id == _r.id)
    .outerjoin(_votes, (_v.contribution_id == _MINE["contribution"]) & (_v.person_id == _MINE["person"]))
    .outerjoin(_deals, (_d.contribution_id == _MINE["contribution"]) & (_d.person_id == _MINE["person"]))
    .where(_r.id == bindparam("round"))
)
_TAKE_BACK = delete(_votes).where(_v.contribution_id == _MINE["contribution"], _v.person_id == _MINE["person"])
_LOG = insert(_table(VoteEvent))
_ANSWERED = update(_deals).where(_d.id == bindparam("card")).values(answered_at=bindparam("now"))


@dataclass(frozen=True, slots=True)
class Votable:
    """What a vote needs to know of a contribution that is locked for it, and what the person said of it before."""

    id: int
    public_id: str
    kind: Kind
    author_id: int
    round_id: int
    state: TextState
    timetable: Timetable
    thread: str
    before: Choice | None
    answers: int | None
    """The card that the vote before answered; none where it was found, or where there was no vote."""
    card: int | None
    """The card with this contribution that was dealt to the person, if one was."""
    card_is_answered: bool

    def says(self, choice: Choice | None) -> bool:
        """Whether the person says exactly this already, in answer to their card if they have one."""
        return self.before == choice and (choice is None or self.answers == self.card)

    @property
    def is_whole(self) -> bool:
        """Whether it is published and neither hidden nor withdrawn."""
        return self.state.published and not self.state.hidden and not self.state.withdrawn


@dataclass(frozen=True, slots=True)
class Act:
    """One act of voting: `choice` none takes a vote back, `card` is the card that it answers."""

    person_id: int
    choice: Choice | None
    card: int | None
    at: datetime
    source: VoteSource = VoteSource.WEB


def lock(public_id: str, person_id: int) -> Votable | None:
    """Lock a contribution, whoever may read it: ask `rules.moderation` before anything else.

    All that may have changed during the wait for the lock is read after it.
    """
    row = db.session.execute(_LOCK, {"which": public_id}).first()
    if row is None:
        return None
    of = {"contribution": row.id, "person": person_id, "round": row.round_id}
    facts = db.session.execute(_ABOUT, of).all()
    opened_at, cancelled_at, thread, before, answers, card, answered_at = facts[0][:7]
    dated = tuple(phases.Phase(fact.kind, fact.opens_at, fact.closes_at) for fact in facts if fact.kind is not None)
    return Votable(
        id=row.id,
        public_id=public_id,
        kind=row.kind,
        author_id=row.author_id,
        round_id=row.round_id,
        state=TextState(
            row.author_id,
            published=row.published_at is not None,
            withdrawn=row.withdrawn_at is not None,
            hidden=row.hidden_at is not None,
            round_opened=opened_at is not None,
        ),
        timetable=Timetable(opened_at is not None, cancelled_at is not None, dated),
        thread=thread,
        before=before,
        answers=answers,
        card=card,
        card_is_answered=answered_at is not None,
    )


def record(votable: Votable, act: Act) -> None:
    """Make the act true: the vote, its log, the counts beside the contribution, the card. Call under its lock."""
    row = _row(votable, act)
    if act.choice is None:
        db.session.execute(_TAKE_BACK, {"contribution": votable.id, "person": act.person_id})
    else:
        db.session.execute(_upsert(db.session.get_bind().dialect.name), row)
    db.session.execute(_LOG, row)
    if votable.before != act.choice:
        db.session.execute(_move(votable.before, act.choice), {"which": votable.id})
    if act.choice and act.card and not votable.card_is_answered:
        db.session.execute(_ANSWERED, {"card": act.card, "now": act.at})


def _row(votable: Votable, act: Act) -> dict[str, object]:
    about = {"contribution_id": votable.id, "round_id": votable.round_id, "person_id": act.person_id}
    return about | {"choice": act.choice, "at": act.at, "source": act.source, "deal_id": act.card}


@cache
def _upsert(dialect: str) -> Insert:
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(_votes)
    new = statement.excluded
    upsert: Insert = statement.on_conflict_do_update(
        index_elements=[_v.contribution_id, _v.person_id],
        set_={"choice": new.choice, "at": new.at, "source": new.source, "deal_id": new.deal_id},
    )
    return upsert


@cache
def _move(before: Choice | None, after: Choice | None) -> Update:
    steps = {choice: (choice == after) - (choice == before) for choice in Choice}
    counts = {_c[f"{choice}_count"]: _c[f"{choice}_count"] + step for choice, step in steps.items() if step}
    return update(_contributions).where(_c.id == bindparam("which")).values(counts)
