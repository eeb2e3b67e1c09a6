"""SQL about appeals."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.contributions.models import Revision
from app.extensions import db
from app.moderation.case_models import Appeal
from app.moderation.models import CommunityRule, Decision
from app.moderation.rows import heard_by, heard_by_site
from app.organisations.models import speaks_for
from app.rounds.models import Round
from app.rules.actors import Actor
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


def waiting(actor: Actor) -> Sequence[Row[*tuple[Any, ...]]]:
    """What waits for moderators of the site, as this one sees it, the one due first first.

    (appeal, decision, name of who decided, name of who appeals, rule's title, whether it was decided in a space)
    """
    statement = _named().where(Appeal.decided_at.is_(None), heard_by(actor))
    return db.session.execute(statement.order_by(Appeal.answer_by, Appeal.id).limit(LATEST)).all()


def answered(actor: Actor) -> Sequence[Row[*tuple[Any, ...]]]:
    """The same of appeals that were answered, the latest first."""
    statement = _named().where(Appeal.decided_at.is_not(None), heard_by(actor))
    return db.session.execute(statement.order_by(Appeal.decided_at.desc(), Appeal.id.desc()).limit(LATEST)).all()


def waiting_in(space_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The same of what waits for the moderators of a space."""
    statement = _named().where(Appeal.space_id == space_id, Appeal.decided_at.is_(None), ~heard_by_site())
    return db.session.execute(statement.order_by(Appeal.answer_by, Appeal.id).limit(LATEST)).all()


def answered_in(space_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The same of what was decided in a space and answered, by whomever, the latest first."""
    statement = _named().where(Round.space_id == space_id, Appeal.decided_at.is_not(None))
    return db.session.execute(statement.order_by(Appeal.decided_at.desc(), Appeal.id.desc()).limit(LATEST)).all()


def count_waiting_in(space_id: int) -> int:
    """How many wait for the moderators of a space."""
    which = Appeal.space_id == space_id, Appeal.decided_at.is_(None), ~heard_by_site()
    return db.session.scalar(select(func.count()).select_from(Appeal).where(*which)) or 0


def version_decided_on(decision: Decision) -> Revision | None:
    """The words as they stood when it was decided; none where it was not about words."""
    if decision.scope is Scope.MEMBERSHIP:
        return None
    of_it = (
        Revision.comment_id == decision.comment_id
        if decision.comment_id
        else Revision.contribution_id == decision.contribution_id
    )
    then = select(Revision).where(of_it, Revision.at <= decision.at).order_by(Revision.number.desc()).limit(1)
    return db.session.scalars(then).first()


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
        select(
            Appeal, Decision, decider.display_name, person.display_name, CommunityRule.title,
            Round.space_id.is_not(None),
        )
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(decider, decider.id == Appeal.decider_id)
        .join(person, person.id == Appeal.person_id)
        .outerjoin(CommunityRule, CommunityRule.number == Decision.rule)
        .outerjoin(Round, Round.id == Decision.round_id)
    )  # fmt: skip
