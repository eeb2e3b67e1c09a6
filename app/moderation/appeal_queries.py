"""SQL about appeals."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.extensions import db
from app.moderation.case_models import Appeal
from app.moderation.models import CommunityRule, Decision
from app.organisations.models import speaks_for
from app.rules.decisions import Scope

LATEST = 50
"""Appeals on one page: as many as wait in a busy month."""


def appeal_by_id(public_id: str, *, lock: bool = False) -> Appeal | None:
    """An appeal, locked where asked."""
    statement = select(Appeal).where(Appeal.public_id == public_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def appeal_against(decision_id: int) -> Appeal | None:
    """The appeal against a decision."""
    return db.session.scalars(select(Appeal).where(Appeal.decision_id == decision_id)).one_or_none()


def lock_decision(public_id: str) -> Decision | None:
    """A decision, locked until the transaction ends, so that it is contested once."""
    statement = select(Decision).where(Decision.public_id == public_id).with_for_update()
    return db.session.scalars(statement).one_or_none()


def waiting() -> Sequence[Row[*tuple[Any, ...]]]:
    """(appeal, decision, name of who decided, name of who appeals, rule's title), the one due first first."""
    statement = _named().where(Appeal.decided_at.is_(None)).order_by(Appeal.answer_by, Appeal.id)
    return db.session.execute(statement.limit(LATEST)).all()


def answered() -> Sequence[Row[*tuple[Any, ...]]]:
    """The same of appeals that were answered, the latest first."""
    statement = _named().where(Appeal.decided_at.is_not(None)).order_by(Appeal.decided_at.desc(), Appeal.id.desc())
    return db.session.execute(statement.limit(LATEST)).all()


def appeals_of(person_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """A person's own."""
    return db.session.execute(_named().where(Appeal.person_id == person_id).order_by(Appeal.id.desc())).all()


def contestable(person_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """(decision, rule's title, appeal or none): what was decided and took something away.

    Of the person and of the organisations for which the person speaks.
    """
    spoken_for = and_(Decision.scope == Scope.ORGANISATION, Decision.organisation_id.in_(speaks_for(person_id)))
    statement = (
        select(Decision, CommunityRule.title, Appeal)
        .outerjoin(CommunityRule, CommunityRule.number == Decision.rule)
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
        .where(or_(Decision.author_id == person_id, spoken_for), Decision.appeal_by.is_not(None))
    )
    return db.session.execute(statement.order_by(Decision.id.desc()).limit(LATEST)).all()


def _named() -> Any:
    decider, person = aliased(User), aliased(User)
    return (
        select(Appeal, Decision, decider.display_name, person.display_name, CommunityRule.title)
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(decider, decider.id == Appeal.decider_id)
        .join(person, person.id == Appeal.person_id)
        .outerjoin(CommunityRule, CommunityRule.number == Decision.rule)
    )
