"""Freezing results: at the close of a phase, or by hand; and reckoning them again."""

import json
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import insert

from app import audit, clock, identifiers
from app.extensions import db
from app.results import dealt_queries, snapshot_queries
from app.results.models import Snapshot
from app.results.snapshot_queries import Frozen
from app.rounds.models import Round
from app.rounds.queries import round_by_slug
from app.rules.actors import Actor, Role
from app.rules.certificates import UNREADABLE
from app.rules.columns import Column, Whole
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.dealt_columns import DealtColumns, seed_of
from app.rules.frozen import Document, Facts, Salts, canonical, deals_of, digest, freeze, statement, thaw
from app.rules.permissions import may_run_rounds
from app.rules.phases import phase_is_over
from app.rules.refusals import Missing
from app.sentences import allow
from app.transaction import transaction

OPERATOR = Actor(roles=frozenset({Role.COMMISSIONER}))
"""Whoever may run commands on the server may read the database, and so what a commissioner sees."""

SALT_BYTES = 16

Tell = Callable[[str], None]
"""Told, in words, how far it has come."""


@dataclass(frozen=True)
class Checked:
    """What came of reckoning a snapshot again: whether statement, digest and log are byte for byte what they were."""

    snapshot: str
    matches: bool


def close_phases(at: datetime, tell: Tell) -> list[str]:
    """Freeze every phase of needs, ideas or proposals that is over at that hour and was not frozen; gives their ids.

    Running it twice, or twice at once, makes nothing twice. An hour ahead of the clock makes rehearsals: whatever is
    voted after them counts, because the true close is frozen all the same.
    """
    made = []
    for row in snapshot_queries.closed_and_not_frozen(at, rehearsed=_is_ahead(at)):
        kind = next(one for one in IN_ROUNDS if one.phase == row.kind)
        tell(f"{row.slug}, {kind.plural}: reading votes")
        found = _freeze(row.slug, kind, at, tell, once=True)
        made += [found] if found else []
    return made


def snapshot_by_hand(slug: str, kind: Kind, now: datetime, tell: Tell) -> str:
    """Freeze a round and kind as they stand, and close nothing; gives the snapshot's id.

    After the close it corrects the snapshot before it: the same votes and roll, with the quarantines of now. Raises Missing where there is no such round or kind in it.
    """
    found = _freeze(slug, kind, now, tell, once=False)
    assert found is not None  # Only `once` finds nothing to do.
    return found


def recompute(actor: Actor, public_id: str) -> Checked:
    """Reckon a snapshot again from its own log, and say in the audit log what came of it.

    Raises Refused for anybody but a commissioner, and Missing.
    """
    allow(may_run_rounds(actor))
    frozen = snapshot_queries.by_public_id(public_id)
    matches = is_whole(frozen)
    with transaction():
        audit.record(actor.id, "snapshot.recomputed", "snapshot", public_id, round_id=frozen.round_id, matches=matches)
    return Checked(public_id, matches)


def is_whole(frozen: Frozen) -> bool:
    """Whether a snapshot's log gives the same statement and digest, byte for byte."""
    held = snapshot_queries.contents(frozen.id)
    try:
        again = canonical(statement(json.loads(held.log), frozen.facts)[0])
    except UNREADABLE:
        return False
    return again == held.results and digest(again) == frozen.digest


def _freeze(slug: str, kind: Kind, at: datetime, tell: Tell, *, once: bool) -> str | None:
    round_ = round_by_slug(slug, OPERATOR)
    if round_.timetable.phase(kind.phase) is None:
        raise Missing
    round_id, facts = round_.id, _facts(round_, kind, at)
    log, roll = _corrected(round_id, kind, facts.corrects) if facts.corrects else _log(round_id, kind)
    tell(f"{slug}, {kind.plural}: {len(log['votes']['item'])} votes, {len(log['items'])} items; reckoning")
    found = statement(log, facts)[0]
    with transaction():
        snapshot_queries.lock_round(round_id)
        if once and snapshot_queries.is_frozen(round_id, kind, rehearsed=_is_ahead(at)):
            return None
        _insert(round_id, facts, log, roll, found)
    tell(f"{slug}, {kind.plural}: frozen")
    return facts.snapshot


def _is_ahead(at: datetime) -> bool:
    return at > clock.now()


def _facts(round_: Round, kind: Kind, at: datetime) -> Facts:
    phase = round_.timetable.phase(kind.phase)
    assert phase is not None
    over = phase_is_over(round_.timetable, kind.phase, at)
    before = snapshot_queries.latest(round_.id, kind, final=True) if over else None
    return Facts(
        snapshot=identifiers.public_id(),
        round=round_.slug,
        kind=kind.value,
        allowance=before.facts.allowance if before else round_.allowance,
        seed=seed_of(round_.slug, kind),
        made_at=min(at, clock.now()),
        closes_at=before.facts.closes_at if before else min(phase.closes_at, at) if over else None,
        corrects=before.facts.snapshot if before else None,
    )


def _log(round_id: int, kind: Kind) -> tuple[Document, list[int]]:
    """The log, and the roll: the id of the account behind each pseudonym."""
    columns = dealt_queries.dealt_columns(round_id, kind)
    deals = _numbered(columns, dealt_queries.deals_of(round_id, kind), dealt_queries.item_ids(round_id, kind))
    return _sealed(columns, deals, columns.people)


def _corrected(round_id: int, kind: Kind, before: str) -> tuple[Document, list[int]]:
    """The log of the snapshot before, with the quarantines of now, and its roll: nothing else that happened since counts."""
    frozen = snapshot_queries.by_public_id(before)
    held = snapshot_queries.contents(frozen.id)
    log, roll = json.loads(held.log), np.array(json.loads(held.roll)["people"], dtype=np.int64)
    columns, ids = thaw(log, frozen.facts.allowance), dealt_queries.ids_by_name(round_id, kind)
    contribution = np.array([ids[name] for name in columns.items], dtype=np.int64)
    votes = columns.all_votes
    left_out = dealt_queries.aside(round_id).covers(roll[votes.person], contribution[votes.item])
    return _sealed(columns.set_aside(left_out), deals_of(log), roll)


def _sealed(columns: DealtColumns, deals: tuple[Column, Column, Column], people: Whole) -> tuple[Document, list[int]]:
    """The log under new pseudonyms, and who is behind each of them; `people` are the accounts by number."""
    chance = np.random.Generator(np.random.PCG64(secrets.randbits(128)))
    pseudonym = chance.permutation(len(columns.people))
    salts = Salts(secrets.token_hex(SALT_BYTES), secrets.token_hex(SALT_BYTES))
    return freeze(columns, deals, pseudonym, salts), people[np.argsort(pseudonym)].tolist()


def _numbered(columns: DealtColumns, deals: Whole, ids: Whole) -> tuple[Column, Column, Column]:
    """Deals by the numbers of people and items instead of their ids; −1 for a contribution that is not listed."""
    deals = deals[np.isin(deals[:, 0], columns.people)]  # Somebody's first card since the columns were read.
    item = np.searchsorted(ids, deals[:, 1])
    listed = np.isin(deals[:, 1], ids)
    return np.searchsorted(columns.people, deals[:, 0]), np.where(listed, item, -1), deals[:, 2]


def _insert(round_id: int, facts: Facts, log: Document, roll: list[int], found: Document) -> None:
    results = canonical(found)
    row: dict[str, Any] = {
        "public_id": facts.snapshot,
        "round_id": round_id,
        "kind": Kind(facts.kind),
        "rule": found["rule"],
        "rule_version": found["rule_version"],
        "seed": facts.seed,
        "cap": found["cap"],
        "allowance": facts.allowance,
        "provisional": found["provisional"],
        "made_at": facts.made_at,
        "closes_at": facts.closes_at,
        "corrects_id": snapshot_queries.by_public_id(facts.corrects).id if facts.corrects else None,
        "log": zlib.compress(canonical(log)),
        "roll": zlib.compress(canonical({"people": roll})),
        "results": results,
        "digest": digest(results),
    }
    db.session.execute(insert(Snapshot), [row])
    about = {"digest": row["digest"], "kind": facts.kind, "provisional": found["provisional"]}
    audit.record(None, "snapshot.made", "snapshot", facts.snapshot, round_id=round_id, **about)
