"""SQL about what stands on a case's page beside the case itself."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.moderation.models import Report
from app.moderation.reading import Target
from app.rules.contributions import IN_ROUNDS
from app.rules.reports import Outcome
from app.threads.models import Comment
from app.visibility import in_no_space

AROUND = 2
"""Comments shown before and after the reported one: enough to see what was answered."""


def around(target: Target) -> Sequence[Row[*tuple[Any, ...]]]:
    """What was said just before and just after a comment, in the order of reading, as it stands now."""
    assert target.comment is not None
    here = target.comment.path
    said = select(Comment, User.display_name).join(User, User.id == Comment.author_id)
    said = said.where(Comment.thread_id == target.thread.id)
    before = db.session.execute(said.where(Comment.path < here).order_by(Comment.path.desc()).limit(AROUND)).all()
    after = db.session.execute(said.where(Comment.path > here).order_by(Comment.path).limit(AROUND)).all()
    return [*reversed(before), *after]


def reports(case_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Each report of a case with what its sender's earlier ones came to; never who sent it."""
    in_it = select(Report.reporter_id).where(Report.case_id == case_id)
    earlier = (
        select(
            Report.reporter_id,
            func.count().filter(Report.outcome == Outcome.UPHELD).label("upheld"),
            func.count().filter(Report.outcome == Outcome.UNFOUNDED).label("unfounded"),
        )
        .where(Report.reporter_id.in_(in_it))
        .group_by(Report.reporter_id)
        .subquery()
    )
    about = (
        Report.reporter_id.is_(None).label("automated"),
        Report.reason,
        Report.words,
        Report.at,
        Report.settled_at,
        Report.outcome,
    )
    counts = (
        func.coalesce(earlier.c.upheld, 0).label("upheld"),
        func.coalesce(earlier.c.unfounded, 0).label("unfounded"),
    )
    statement = select(*about, *counts).outerjoin(earlier, earlier.c.reporter_id == Report.reporter_id)
    return db.session.execute(statement.where(Report.case_id == case_id).order_by(Report.at, Report.id)).all()


def wrote(person_id: int) -> tuple[User, int, int]:
    """A person, and how many contributions and comments they published in rounds; never how they voted."""
    mine = (Contribution.author_id == person_id, Contribution.published_at.is_not(None))
    posted = select(func.count()).where(*mine, Contribution.kind.in_(IN_ROUNDS))
    said = select(func.count()).where(Comment.author_id == person_id, in_no_space(Comment.round_id))
    contributions, comments = db.session.execute(select(posted.scalar_subquery(), said.scalar_subquery())).one()
    return db.session.get_one(User, person_id), contributions, comments
