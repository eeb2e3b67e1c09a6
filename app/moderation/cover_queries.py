"""SQL about who reported a text, the checks included, and what puts it behind a click until a moderator looks."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.moderation.models import Report
from app.rules.reporting import Reporter, covers, shared_texts, together
from app.rules.reports import Outcome
from app.rules.trust import HIDDEN_COUNTS_FOR_DAYS, STANDS_AFTER_HOURS, Conduct, standing
from app.threads.models import Comment
from app.visibility import stands_in_round

Text = Contribution | Comment


def about(text: Text) -> ColumnElement[bool]:
    """Reports on this text itself."""
    return (Report.comment_id if isinstance(text, Comment) else Report.contribution_id) == text.id


def is_due(text: Text, now: datetime) -> bool:
    """Whether a text that stands in the open should go behind a click. The contribution and thread are locked."""
    if text.covered_at is not None:
        return False
    return covers(weight(text, now), looked_at=looked_at(text), changed_at=text.edited_at)


def weight(text: Text, now: datetime) -> float:
    """What the reports that wait on a text weigh together."""
    people = reporters(text, now)
    return together(people, shared([one.id for one in people], text))


def reporters(text: Text, now: datetime) -> list[Reporter]:
    """The people whose reports wait on a text, with all that their weight depends on."""
    ids = select(Report.reporter_id).where(about(text), Report.settled_at.is_(None), Report.reporter_id.is_not(None))
    people = db.session.execute(select(User.id, User.created_at, User.organisation_id).where(User.id.in_(ids))).all()
    known = [one.id for one in people]
    upheld, unfounded = _settled(known, Outcome.UPHELD), _settled(known, Outcome.UNFOUNDED)
    kept, hidden = _texts(known, now)
    return [
        Reporter(
            one.id,
            standing(Conduct((now - one.created_at).days, kept.get(one.id, 0), hidden.get(one.id, 0))).step,
            one.created_at,
            one.organisation_id,
            upheld.get(one.id, 0),
            unfounded.get(one.id, 0),
        )
        for one in people
    ]


def _settled(people: Iterable[int], outcome: Outcome) -> dict[int, int]:
    """How many reports of each of them came to this. What was merely kept was fair to report."""
    statement = select(Report.reporter_id, func.count()).where(
        Report.reporter_id.in_(list(people)), Report.outcome == outcome
    )
    counted = db.session.execute(statement.group_by(Report.reporter_id)).all()
    return {person: number for person, number in counted if person is not None}


def _texts(people: Iterable[int], now: datetime) -> tuple[dict[int, int], dict[int, int]]:
    """How many texts of each of them stand in rounds, and how many were hidden there in the last season."""
    old, season = now - timedelta(hours=STANDS_AFTER_HOURS), now - timedelta(days=HIDDEN_COUNTS_FOR_DAYS)
    kept: dict[int, int] = {}
    hidden: dict[int, int] = {}
    for model, at in ((Comment, Comment.created_at), (Contribution, Contribution.published_at)):
        stands = and_(at <= old, model.hidden_at.is_(None), model.withdrawn_at.is_(None))
        for counted, where in ((kept, stands), (hidden, model.hidden_at >= season)):
            statement = select(model.author_id, func.count()).where(
                model.author_id.in_(list(people)), stands_in_round(model), where
            )
            for person, number in db.session.execute(statement.group_by(model.author_id)):
                counted[person] = counted.get(person, 0) + number
    return kept, hidden


def shared(people: Iterable[int], but: Text) -> dict[frozenset[int], int]:
    """For each pair of these people, how many other texts both reported."""
    rows = select(Report.reporter_id, Report.contribution_id, Report.comment_id)
    texts = or_(Report.contribution_id.is_not(None), Report.comment_id.is_not(None))
    found = db.session.execute(rows.where(Report.reporter_id.in_(list(people)), texts, ~about(but)))
    reported: dict[int, set[str]] = {}
    for person, contribution_id, comment_id in found:
        if person is not None:
            reported.setdefault(person, set()).add(f"{contribution_id}/{comment_id}")
    return shared_texts(reported)


def looked_at(text: Text) -> datetime | None:
    """When a moderator last settled reports on a text."""
    return db.session.scalar(select(func.max(Report.settled_at)).where(about(text)))


def machine_report(*, contribution_id: int | None = None, comment_id: int | None = None) -> Report | None:
    """The report that the automatic checks have waiting on a text."""
    about = Report.comment_id == comment_id if comment_id else Report.contribution_id == contribution_id
    return db.session.scalars(
        select(Report).where(about, Report.reporter_id.is_(None), Report.settled_at.is_(None))
    ).first()
