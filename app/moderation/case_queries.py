"""SQL about reports and cases: opened, locked, taken, told, closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.orm import aliased

from app.accounts.models import RoleRecord, User, user_roles
from app.columns import OBJECTS
from app.contributions.models import Revision
from app.extensions import db
from app.moderation.case_models import Case, CaseEvent
from app.moderation.models import Report
from app.moderation.reading import Keys, Profile, SpaceFace, Subject, Target
from app.rules import cases
from app.rules.actors import Role
from app.rules.cases import CaseEventKind
from app.rules.moderation import ReportReason
from app.rules.reporting import report_weight
from app.rules.reports import Outcome


def open_case(keys: Keys, *, lock: bool = False) -> Case | None:
    """The case that is open on a thing, locked where asked. What it is about is locked first."""
    return _case(_is(Case, keys), Case.closed_at.is_(None), lock=lock)


def case_by_id(public_id: str, *, lock: bool = False) -> Case | None:
    """A case, locked where asked."""
    return _case(Case.public_id == public_id, lock=lock)


def _case(*which: ColumnElement[bool], lock: bool) -> Case | None:
    statement = select(Case).where(*which)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def rounds_of(public_ids: Collection[str]) -> set[int | None]:
    """The rounds in which these cases lie; none for what lies in no round."""
    return set(db.session.scalars(select(Case.round_id).where(Case.public_id.in_(public_ids))))


def keys_of(case: Case) -> Keys:
    """What a case is about."""
    return {name: getattr(case, name) for name in OBJECTS}


def _is(table: type[Case] | type[Report], keys: Keys) -> ColumnElement[bool]:
    name, value = next((name, value) for name, value in keys.items() if value is not None)
    found: ColumnElement[bool] = getattr(table, name) == value
    return found


def waiting_report(found: Subject, reporter_id: int) -> Report | None:
    """The report that this person has waiting on it already."""
    return db.session.scalars(
        select(Report).where(_is(Report, found.keys), Report.reporter_id == reporter_id, Report.settled_at.is_(None))
    ).first()


def report_by_id(public_id: str) -> Report | None:
    """The report with this reference."""
    return db.session.scalars(select(Report).where(Report.public_id == public_id)).one_or_none()


def reports_on(found: Subject) -> Sequence[Report]:
    """All reports on it, the oldest first."""
    return db.session.scalars(select(Report).where(_is(Report, found.keys)).order_by(Report.at, Report.id)).all()


def _records(reporter_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Of each of these reporters, how many reports were upheld, and how many were called without ground."""
    counted = (
        select(
            Report.reporter_id,
            func.count().filter(Report.outcome == Outcome.UPHELD).label("upheld"),
            func.count().filter(Report.outcome == Outcome.UNFOUNDED).label("unfounded"),
        )
        .where(Report.reporter_id.in_(reporter_ids))
        .group_by(Report.reporter_id)
    )
    return {row.reporter_id: (row.upheld, row.unfounded) for row in db.session.execute(counted) if row.reporter_id}


def file(found: Subject, report: Report, revision_id: int | None) -> Case:
    """Put a report into the case that is open on the thing, or open one, and move the case in the queue.

    The thing is locked, so nobody opens a second one. `revision_id` is the version of the words that stand now.
    """
    case = open_case(found.keys, lock=True) or _opened(found, report, revision_id)
    report.case_id, report.revision_id = case.id, revision_id
    db.session.add(report)
    db.session.flush()
    _weigh(case)
    return case


def _opened(found: Subject, report: Report, revision_id: int | None) -> Case:
    """A new case, which keeps what stands there now as evidence."""
    case = Case(
        **found.keys, round_id=found.round_id, author_id=found.author_id,
        thread_id=found.thread.id if isinstance(found, Target) else None, revision_id=revision_id,
        evidence=_words_of(found) if isinstance(found, Profile | SpaceFace) else "",
        reason=report.reason, urgency=cases.Urgency.CAN_WAIT, report_count=0, opened_at=report.at,
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()
    return case


def _words_of(found: Profile | SpaceFace) -> str:
    if isinstance(found, SpaceFace):
        return found.words
    return f"{found.display_name}\n\n{found.body.about}".strip()


def _weigh(case: Case) -> None:
    """Work out anew how urgent a case is, from all that waits in it."""
    reports = _waiting_reasons(case.id)
    known = _records([reporter_id for _, reporter_id in reports if reporter_id is not None])
    weighed = [
        (reason, cases.MACHINE_WEIGHT if reporter_id is None else report_weight(*known[reporter_id]))
        for reason, reporter_id in reports
    ]
    urgency = cases.Urgency.URGENT if case.escalated_at else cases.urgency(weighed)
    case.urgency, case.reason, case.report_count = urgency, cases.gravest(dict(weighed)), len(weighed)


def _waiting_reasons(case_id: int) -> Sequence[Row[ReportReason, int | None]]:
    """(reason, reporter) of the reports that wait in a case; no reporter where the checks made it."""
    statement = select(Report.reason, Report.reporter_id).where(Report.case_id == case_id, Report.settled_at.is_(None))
    return db.session.execute(statement.order_by(Report.id)).all()


@dataclass(frozen=True)
class Settlement:
    """How the reports that wait on something end: when, by whom, with what outcome."""

    at: datetime
    by_id: int
    outcome: Outcome


def settle(found: Subject, how: Settlement) -> list[tuple[int, int]]:
    """Settle all that waits on it; gives (report, reporter) of each that a person made."""
    settled = db.session.execute(
        update(Report)
        .where(_is(Report, found.keys), Report.settled_at.is_(None))
        .values(settled_at=how.at, settled_by_id=how.by_id, outcome=how.outcome)
        .returning(Report.id, Report.reporter_id)
    )
    return [(report_id, reporter_id) for report_id, reporter_id in settled if reporter_id is not None]


def note(case: Case, kind: CaseEventKind, by_id: int, now: datetime, words: str = "", to_id: int | None = None) -> None:
    """Put down that something was said or done in a case."""
    db.session.add(CaseEvent(case_id=case.id, kind=kind, by_id=by_id, to_id=to_id, words=words, at=now))


def events_of(case_id: int, *kinds: CaseEventKind) -> Sequence[Row[CaseEvent, str, str | None]]:
    """What was said and done in a case, in order, with the names of who did it and to whom; all kinds by default."""
    to = aliased(User)
    statement = (
        select(CaseEvent, User.display_name, to.display_name)
        .join(User, User.id == CaseEvent.by_id)
        .outerjoin(to, to.id == CaseEvent.to_id)
        .where(CaseEvent.case_id == case_id)
    )
    if kinds:
        statement = statement.where(CaseEvent.kind.in_(kinds))
    return db.session.execute(statement.order_by(CaseEvent.id)).all()


def versions_reported(case_id: int) -> Sequence[Revision]:
    """The versions of the text that stood when it was reported, each once, the first reported first."""
    first = (
        select(Report.revision_id, func.min(Report.id).label("place"))
        .where(Report.case_id == case_id, Report.revision_id.is_not(None))
        .group_by(Report.revision_id)
        .subquery()
    )
    statement = select(Revision).join(first, first.c.revision_id == Revision.id)
    return db.session.scalars(statement.order_by(first.c.place)).all()


def names(person_ids: Sequence[int | None]) -> dict[int, str]:
    """The names of these people."""
    statement = select(User.id, User.display_name).where(User.id.in_([one for one in person_ids if one is not None]))
    return {row.id: row.display_name for row in db.session.execute(statement)}


def moderators(but: int | None) -> Sequence[Row[int, str, str]]:
    """(id, handle, name) of everybody else who moderates."""
    return db.session.execute(
        select(User.id, User.handle, User.display_name)
        .join(user_roles, user_roles.c.user_id == User.id)
        .join(RoleRecord, RoleRecord.id == user_roles.c.role_id)
        .where(RoleRecord.name == Role.MODERATOR, User.active.is_(True), User.id != but)
        .order_by(User.display_name, User.id)
    ).all()
