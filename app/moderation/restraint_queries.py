"""SQL about what restrains a person for a time. The three columns of the account repeat what runs longest."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import User
from app.extensions import db
from app.moderation.case_models import Restraint
from app.moderation.models import Decision
from app.rules.restraints import RestraintKind

COLUMNS = {
    RestraintKind.HOLD: "held_until",
    RestraintKind.SILENCE: "silenced_until",
    RestraintKind.SUSPEND: "suspended_until",
}


def running(person_id: int, now: datetime) -> Sequence[Restraint]:
    """What restrains a person at this hour."""
    statement = select(Restraint).where(
        Restraint.person_id == person_id, Restraint.lifted_at.is_(None), Restraint.ends_at > now
    )
    return db.session.scalars(statement.order_by(Restraint.id)).all()


def restrain(person: User, kind: RestraintKind, decision: Decision) -> None:
    """Restrain a person whose account this transaction has locked, for as long as the decision says."""
    assert decision.until is not None  # The rules give every such decision an end.
    db.session.add(
        Restraint(
            person_id=person.id, kind=kind, starts_at=decision.at, ends_at=decision.until, decision_id=decision.id
        )
    )
    db.session.flush()
    repeat(person, decision.at)


def lift_all(person: User, decision: Decision) -> None:
    """End all that restrains a person."""
    for restraint in running(person.id, decision.at):
        _lift(restraint, decision)
    repeat(person, decision.at)


def lift_one(person: User, of: int, decision: Decision) -> None:
    """End what one decision had begun; other decisions go on."""
    for restraint in running(person.id, decision.at):
        if restraint.decision_id == of:
            _lift(restraint, decision)
    repeat(person, decision.at)


def _lift(restraint: Restraint, decision: Decision) -> None:
    restraint.lifted_at, restraint.lifted_by_id = decision.at, decision.id


def repeat(person: User, now: datetime) -> None:
    """Write on the account what runs longest of each kind."""
    db.session.flush()
    ends = {kind: [one.ends_at for one in running(person.id, now) if one.kind is kind] for kind in RestraintKind}
    for kind, name in COLUMNS.items():
        setattr(person, name, max(ends[kind], default=None))
