"""SQL about votes: one row a person and contribution, its log, and the counts beside the contribution.

Voting is what everybody does at once in a round's last hour, so the statements are made once and name columns only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Executable,
    Insert,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from app.contributions.models import Contribution
from app.dealing.models import Deal
from app.extensions import db
from app.rounds.models import Participation, Phase, Round
from app.rules import phases
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.moderation import TextState
from app.rules.phases import Timetable
from app.rules.voting import Choice, VoteSource
from app.threads.models import Thread
from app.votes.models import Vote, VoteEvent


def _table(model: type) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


Write = Insert | Update | Delete

_contributions, _votes, _events, _deals = _table(Contribution), _table(Vote), _table(VoteEvent), _table(Deal)
_c, _r, _p, _v, _t, _d = _contributions.c, _table(Round).c, _table(Phase).c, _votes.c, _table(Thread).c, _deals.c
_participations = _table(Participation)
_WHICH: ColumnElement[str] = bindparam("which")
_PERSON: ColumnElement[int] = bindparam("person")

_LOCK = select(_c.id).where(_c.public_id == _WHICH).with_for_update(key_share=True)  # Deals may point to it meanwhile.
_READ = (
    select(
        *(_c.id, _c.kind, _c.author_id, _c.round_id, _c.published_at, _c.hidden_at, _c.withdrawn_at),
        *(_r.opened_at, _r.cancelled_at, _t.public_id, _v.choice, _v.deal_id, _d.id, _d.answered_at),
        *(_p.kind, _p.opens_at, _p.closes_at),
    )
    .join_from(_contributions, _table(Round), _r.id == _c.round_id)
    .join(_table(Thread), _t.contribution_id == _c.id)
    .outerjoin(_table(Phase), _p.round_id == _r.id)
    .outerjoin(_votes, (_v.contribution_id == _c.id) & (_v.person_id == _PERSON))
    .outerjoin(_deals, (_d.contribution_id == _c.id) & (_d.person_id == _PERSON))
    .where(_c.public_id == _WHICH)
)
_ROW = {
    name: bindparam(f"new_{name}", type_=_v[name].type)
    for name in ("contribution_id", "person_id", "round_id", "choice", "at", "source", "deal_id")
}
_SAID = {name: _ROW[name] for name in ("choice", "at", "source", "deal_id")}
_NEW_AT = {"round_id": _ROW["round_id"], "person_id": _ROW["person_id"], "since": _ROW["at"]}
_MINE = and_(_v.contribution_id == _ROW["contribution_id"], _v.person_id == _ROW["person_id"])
_AS_BEFORE = and_(
    _v.choice == bindparam("old_choice", type_=_v.choice.type),
    _v.deal_id.is_not_distinct_from(bindparam("old_deal_id", type_=_v.deal_id.type)),
)
_ONE: ColumnElement[int] = literal_column("1").label("one")
_WHOLE = (
    select(_ONE)
    .where(
        _c.id == _ROW["contribution_id"],
        _c.round_id == _ROW["round_id"],
        _c.kind == bindparam("old_kind", type_=_c.kind.type),
    )
    .where(_c.published_at.is_not(None), _c.hidden_at.is_(None), _c.withdrawn_at.is_(None))
    .with_for_update(key_share=True)
    .cte("whole")
)
_OPEN = (
    select(_ONE)
    .where(_r.id == _ROW["round_id"], _r.opened_at.is_not(None), _r.cancelled_at.is_(None), exists(_WHOLE.select()))
    .with_for_update(read=True)
    .cte("open")
)
"""The round, locked after the contribution as by whoever takes it back to draft, so that one of the two sees the other."""
_ANSWERED = update(_deals).where(_d.id == _ROW["deal_id"]).values(answered_at=_ROW["at"])


class Changed(Exception):
    """Something else happened to the contribution or the vote since it was read. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Votable:
    """What a vote needs to know of a contribution, and what the person said of it before."""

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


def read(public_id: str, person_id: int) -> Votable | None:
    """A contribution, whoever may read it: ask `rules.moderation` before anything else."""
    facts: Sequence[Any] = _execute(_READ, {"which": public_id, "person": person_id}).all()
    if not facts:
        return None
    number, kind, author_id, round_id, published_at, hidden_at, withdrawn_at = facts[0][:7]
    opened_at, cancelled_at, thread, before, answers, card, answered_at = facts[0][7:14]
    dated = tuple(phases.Phase(*fact[14:]) for fact in facts if fact[14] is not None)
    return Votable(
        id=number,
        public_id=public_id,
        kind=kind,
        author_id=author_id,
        round_id=round_id,
        state=TextState(
            author_id,
            published=published_at is not None,
            withdrawn=withdrawn_at is not None,
            hidden=hidden_at is not None,
            round_opened=opened_at is not None,
            outside=kind not in IN_ROUNDS,
        ),
        timetable=Timetable(opened_at is not None, cancelled_at is not None, dated),
        thread=thread,
        before=before,
        answers=answers,
        card=card,
        card_is_answered=answered_at is not None,
    )


def lock(public_id: str, person_id: int) -> Votable | None:
    """Lock a contribution and read it: all that may have changed during the wait for the lock is read after it."""
    _execute(_LOCK, {"which": public_id})
    return read(public_id, person_id)


def record(votable: Votable, act: Act) -> None:
    """Make the act true: the vote, its log, the counts beside the contribution, the card, that the person took part.

    On PostgreSQL it is one statement, which locks the contribution and asks for itself whether all is as it was read, so
    that it needs no lock before and can stand alone. Raises Changed where it is not; a lock taken by `lock` rules that out.
    """
    answers = bool(act.choice and act.card and not votable.card_is_answered)
    values = _values(votable, act)
    if db.session.get_bind().dialect.name == "postgresql":
        if not _execute(_statement(votable.before, act.choice, answers=answers), values).all():
            raise Changed
        return
    for statement in _statements(votable.before, act.choice, answers=answers):
        _execute(statement, values)


def take_back(votable: Votable, person_id: int, at: datetime) -> None:
    """Take a vote back under the lock of its contribution, whatever has become of that: one that was merged is not whole."""
    values = _values(votable, Act(person_id, None, votable.card, at))
    for statement in _statements(votable.before, None, answers=False):
        _execute(statement, values)


def _values(votable: Votable, act: Act) -> dict[str, object]:
    row: dict[str, object] = {"contribution_id": votable.id, "person_id": act.person_id, "round_id": votable.round_id}
    row |= {"choice": act.choice, "at": act.at, "source": act.source, "deal_id": act.card}
    before = {"old_choice": votable.before, "old_deal_id": votable.answers, "old_kind": votable.kind}
    return {f"new_{name}": value for name, value in row.items()} | before


def _execute(statement: Executable, values: dict[str, Any]) -> CursorResult[Any]:
    """Past the session's search for objects: these statements name columns only."""
    return db.session.connection().execute(statement, values)


@cache
def _statements(before: Choice | None, after: Choice | None, *, answers: bool) -> tuple[Write, ...]:
    """What writes such an act where nobody else writes meanwhile: on SQLite, or under the contribution's lock."""
    if after is None:
        said: Write = delete(_votes).where(_MINE)
    elif before is None:
        said = insert(_votes).values(_ROW)
    else:
        said = update(_votes).where(_MINE).values(_SAID)
    first = [sqlite.insert(_participations).values(_NEW_AT).on_conflict_do_nothing()] if before is None else []
    return (said, *_consequences(before, after, answers=answers), *first, insert(_events).values(_ROW))


@cache
def _statement(before: Choice | None, after: Choice | None, *, answers: bool) -> Insert:
    """The same as one statement of PostgreSQL. What follows from the vote is written only where the vote was.

    The contribution is locked first, then the round; a row that somebody else changed meanwhile is looked at again as it is then, so
    that the vote and its counts never part.
    """
    if after is None:
        write: Any = delete(_votes).where(_MINE, _AS_BEFORE, exists(_OPEN.select()))
    elif before is None:
        write = postgresql.insert(_votes).from_select([*_ROW], select(*_ROW.values()).select_from(_OPEN))
        write = write.on_conflict_do_nothing()
    else:
        write = update(_votes).where(_MINE, _AS_BEFORE, exists(_OPEN.select())).values(_SAID)
    said = write.returning(_ONE).cte("said")
    then: list[Write] = [one.where(exists(said.select())) for one in _consequences(before, after, answers=answers)]
    if before is None:
        first = postgresql.insert(_participations).from_select([*_NEW_AT], select(*_NEW_AT.values()).select_from(said))
        then.append(first.on_conflict_do_nothing())
    log = insert(_events).from_select([*_ROW], select(*_ROW.values()).select_from(said)).returning(_ONE)
    return log.add_cte(*(one.cte(f"then_{number}") for number, one in enumerate(then)))


def _consequences(before: Choice | None, after: Choice | None, *, answers: bool) -> list[Update]:
    """What else such an act changes: the counts, and the card that it answers."""
    return [*([_move(before, after)] if before != after else []), *([_ANSWERED] if answers else [])]


def _move(before: Choice | None, after: Choice | None) -> Update:
    steps = {choice: (choice == after) - (choice == before) for choice in Choice}
    counts = {_c[f"{choice}_count"]: _c[f"{choice}_count"] + step for choice, step in steps.items() if step}
    return update(_contributions).where(_c.id == _ROW["contribution_id"]).values(counts)
