"""SQL about notices, and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Row, and_, case, func, insert, select, update

from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.moderation.models import CommunityRule, Decision
from app.notifications.models import Notice
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.notices import NoticeKind
from app.threads.models import Comment
from app.visibility import comment_may_be_read_by, contribution_may_be_read_by

NOTICES_A_PAGE = 30


class About(TypedDict, total=False):
    """What a notice refers to: ids of rows, never words."""

    round_id: int | None
    contribution_id: int | None
    comment_id: int | None
    decision_id: int | None
    report_id: int | None


def notify(person_id: int, kind: NoticeKind, *, now: datetime, **about: Unpack[About]) -> None:
    """Tell a person something, inside the transaction of what happened."""
    db.session.execute(insert(Notice).values(person_id=person_id, kind=kind, at=now, **about))


def unread_count(person_id: int) -> int:
    """How many notices the person has not read."""
    statement = select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return db.session.scalars(statement).one()


def mark_read(person_id: int, until: int, now: datetime) -> None:
    """Note that the person has read every notice up to this one."""
    statement = update(Notice).where(Notice.person_id == person_id, Notice.id <= until, Notice.read_at.is_(None))
    db.session.execute(statement.values(read_at=now))


def notices_of(actor: Actor, before: int | None) -> Sequence[Row[Any]]:
    """The person's notices, newest first, one more than a page holds.

    What they refer to is read as it is now: a title, a name or an address is none where the reader may not read the
    text any more.
    """
    readable = contribution_may_be_read_by(actor)
    said = and_(readable, comment_may_be_read_by(actor))
    statement = (
        select(
            Notice.id, Notice.kind, Notice.at, Notice.read_at, Notice.comment_id, Notice.report_id,
            Contribution.kind.label("about"),
            case((readable, Contribution.title)).label("title"),
            case((readable, Contribution.public_id)).label("contribution"),
            case((said, Comment.public_id)).label("comment"),
            case((said, User.display_name)).label("name"),
            Round.title.label("round"), Round.slug,
            Decision.verb, Decision.reason, Decision.rule, CommunityRule.title.label("rule_title"),
        )
        .select_from(Notice)
        .outerjoin(Contribution, Contribution.id == Notice.contribution_id)
        .outerjoin(Round, Round.id == func.coalesce(Notice.round_id, Contribution.round_id))
        .outerjoin(Comment, Comment.id == Notice.comment_id)
        .outerjoin(User, User.id == Comment.author_id)
        .outerjoin(Decision, Decision.id == Notice.decision_id)
        .outerjoin(CommunityRule, CommunityRule.number == Decision.rule)
        .where(Notice.person_id == actor.id)
        .order_by(Notice.id.desc())
        .limit(NOTICES_A_PAGE + 1)
    )  # fmt: skip
    if before is not None:
        statement = statement.where(Notice.id < before)
    return db.session.execute(statement).all()
