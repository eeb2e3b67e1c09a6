"""SQL about decisions."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Row, Select, select

from app.accounts.models import User
from app.extensions import db
from app.moderation.models import CommunityRule, Decision, Report
from app.moderation.reading import RuleWords, SpaceFace, Subject, Target
from app.organisations.rows import speakers_of
from app.rules.decisions import Scope
from app.rules.moderation import Verb
from app.visibility import in_no_space

LATEST = 50
"""Decisions on one page of a list."""

NamedDecision = Row[Decision, str, str | None]
"""A decision with the moderator's name and the rule's title."""


def decisions_on(found: Subject) -> Sequence[NamedDecision]:
    """What was decided on it before; the newest first."""
    return _with_names(_named().where(_about(found)))


def _about(found: Subject) -> ColumnElement[bool]:
    name, value = next((name, value) for name, value in found.keys.items() if value is not None)
    if name == "person_id":
        return (Decision.author_id == value) & (Decision.scope == Scope.PERSON)
    about: ColumnElement[bool] = getattr(Decision, name) == value
    return about


def decisions_about(person_id: int) -> Sequence[NamedDecision]:
    """What was decided on a person and on the person's words in rounds; the newest first."""
    return _with_names(_named().where(Decision.author_id == person_id, in_no_space(Decision.round_id)).limit(LATEST))


def decisions_under(rule_number: int | None, limit: int) -> Sequence[NamedDecision]:
    """The latest decisions under the same rule, by whomever: so that like cases end alike."""
    return _with_names(_named().where(Decision.rule == rule_number, in_no_space(Decision.round_id)).limit(limit))


def latest_decisions() -> Sequence[NamedDecision]:
    """The latest decisions of all, for moderators."""
    return _with_names(_named().where(in_no_space(Decision.round_id)).limit(LATEST))


def decision_by_id(public_id: str) -> Decision | None:
    """One decision."""
    return db.session.scalars(select(Decision).where(Decision.public_id == public_id)).one_or_none()


def concerned(decision: Decision) -> Collection[int]:
    """Whom a decision concerns: its author or, where it is about an organisation, all who speak for it at this moment."""
    if decision.scope is Scope.ORGANISATION and decision.organisation_id is not None:
        return list(db.session.scalars(speakers_of(decision.organisation_id)))
    return () if decision.author_id is None else (decision.author_id,)


def decision_of_report(report: Report) -> NamedDecision | None:
    """What came of a report; none while it waits. It was settled in the moment of the decision."""
    if report.settled_at is None or report.case_id is None:
        return None
    found = _named().where(Decision.case_id == report.case_id, Decision.at == report.settled_at)
    return db.session.execute(found.order_by(Decision.id)).first()


TAKES_AWAY_OR_BACK = (Verb.HIDE, Verb.REMOVE, Verb.RESTORE)


def last_removal(target: Target | RuleWords | SpaceFace) -> Decision | None:
    """The last decision to hide, remove or restore the text, or the version that was named."""
    revision = target.revision if isinstance(target, Target) else None
    version = Decision.revision_id == revision.id if revision else Decision.revision_id.is_(None)
    statement = select(Decision).where(_about(target), version, Decision.verb.in_(TAKES_AWAY_OR_BACK))
    return db.session.scalars(statement.order_by(Decision.id.desc()).limit(1)).first()


def _named() -> Select[Decision, str, str | None]:
    joined = select(Decision, User.display_name, CommunityRule.title).join(User, User.id == Decision.by_id)
    return joined.outerjoin(CommunityRule, CommunityRule.number == Decision.rule)


def _with_names(statement: Select[Decision, str, str | None]) -> Sequence[NamedDecision]:
    return db.session.execute(statement.order_by(Decision.at.desc(), Decision.id.desc())).all()
