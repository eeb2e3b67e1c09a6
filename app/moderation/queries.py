"""SQL about rules, reports and decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, func, select, update
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.contributions.models import Contribution, Revision
from app.extensions import db
from app.moderation.models import CommunityRule, Decision, Report
from app.rounds.models import Round
from app.rules.contributions import Kind
from app.rules.moderation import ReportReason, TextState
from app.threads.models import Comment, Thread

T = TypeVar("T")

LATEST = 50
"""Decisions on one page of the list."""


@dataclass(frozen=True)
class Target:
    """What is reported or decided on: the whole contribution, one comment, one version of either, or the thread."""

    contribution: Contribution
    thread: Thread
    comment: Comment | None = None
    revision: Revision | None = None
    whole_thread: bool = False

    @property
    def text(self) -> Contribution | Comment:
        """The contribution or the comment."""
        return self.comment or self.contribution

    @property
    def hideable(self) -> Contribution | Comment | Revision:
        """What is hidden: one version alone where one was named."""
        return self.revision or self.text

    @property
    def author_id(self) -> int:
        """Whose words these are; in a thread, whose contribution it is under."""
        return self.text.author_id

    def state(self, *, round_opened: bool) -> TextState:
        """What the reading of the text depends on; a comment is read through its contribution."""
        mine, whole = self.text, self.contribution
        return TextState(
            author_id=mine.author_id,
            published=whole.published_at is not None,
            withdrawn=mine.withdrawn_at is not None,
            hidden=mine.hidden_at is not None or whole.hidden_at is not None,
            round_opened=round_opened,
        )


def contribution_target(public_id: str, number: int | None = None, *, lock: bool = False) -> Target | None:
    """A contribution, or one version of it; locked in the fixed order where asked."""
    return _target(Contribution.public_id == public_id, number=number, lock=lock)


def comment_target(public_id: str, number: int | None = None, *, lock: bool = False) -> Target | None:
    """A comment, or one version of it, with the contribution and the thread that it stands in."""
    found = db.session.execute(
        select(Comment.id, Thread.contribution_id).join(Comment.thread).where(Comment.public_id == public_id)
    ).first()
    if found is None:
        return None
    return _target(Contribution.id == found.contribution_id, comment_id=found.id, number=number, lock=lock)


def thread_target(public_id: str, *, lock: bool = False) -> Target | None:
    """A whole thread."""
    found = select(Thread.contribution_id).where(Thread.public_id == public_id).scalar_subquery()
    target = _target(Contribution.id == found, lock=lock)
    return Target(target.contribution, target.thread, whole_thread=True) if target else None


def _target(
    which: ColumnElement[bool], *, comment_id: int | None = None, number: int | None = None, lock: bool = False
) -> Target | None:
    contribution = db.session.scalars(_locked(select(Contribution).where(which), lock=lock)).first()
    if contribution is None:
        return None
    of_it = Thread.contribution_id == contribution.id
    thread = db.session.scalars(_locked(select(Thread).where(of_it), lock=lock)).one()
    comment = db.session.get(Comment, comment_id, populate_existing=lock) if comment_id else None
    target = Target(contribution, thread, comment)
    if number is None:
        return target
    revision = _revision(target, number)
    return Target(contribution, thread, comment, revision) if revision else None


def _locked(statement: Select[T], *, lock: bool) -> Select[T]:
    return statement.with_for_update().execution_options(populate_existing=True) if lock else statement


def _revision(target: Target, number: int) -> Revision | None:
    of_it = (
        Revision.comment_id == target.comment.id
        if target.comment
        else Revision.contribution_id == target.contribution.id
    )
    return db.session.scalars(select(Revision).where(of_it, Revision.number == number)).first()


def rules() -> Sequence[CommunityRule]:
    """The community's rules, by number."""
    return db.session.scalars(select(CommunityRule).order_by(CommunityRule.number)).all()


def rule(number: int) -> CommunityRule | None:
    """One rule."""
    return db.session.get(CommunityRule, number)


def opened(round_id: int) -> bool:
    """Whether the round was ever opened to the public."""
    return db.session.scalar(select(Round.opened_at).where(Round.id == round_id)) is not None


def waiting_report(target: Target, reporter_id: int) -> Report | None:
    """The report that this person has waiting on it already."""
    return db.session.scalars(
        select(Report).where(_about(target), Report.reporter_id == reporter_id, Report.settled_at.is_(None))
    ).first()


def report_by_id(public_id: str) -> Report:
    """The report with this reference."""
    return db.session.scalars(select(Report).where(Report.public_id == public_id)).one()


def settle(target: Target, moderator_id: int, now: datetime) -> Sequence[Row[int, int]]:
    """Settle all that waits on it; gives (report, reporter) of each."""
    return db.session.execute(
        update(Report)
        .where(_about(target), Report.settled_at.is_(None))
        .values(settled_at=now, settled_by_id=moderator_id)
        .returning(Report.id, Report.reporter_id)
    ).all()


def _about(target: Target) -> ColumnElement[bool]:
    if target.comment is not None:
        return Report.comment_id == target.comment.id
    return Report.contribution_id == target.contribution.id


@dataclass(frozen=True)
class Case:
    """What waits on one text: how many reports, since when, for which reasons."""

    kind: Kind | None
    public_id: str
    title: str
    words_html: str
    round_title: str
    author_id: int
    thread_author_id: int
    reports: int
    since: datetime
    reasons: tuple[ReportReason, ...]
    hidden: bool


def cases() -> list[Case]:
    """The texts on which reports wait, the longest waiting first."""
    about = aliased(Contribution)
    parts = (Comment.public_id, about.public_id, about.kind, about.title, about.body_html, Comment.body_html)
    rows = db.session.execute(
        select(
            Comment.public_id.label("comment"),
            about.public_id.label("contribution"),
            about.kind,
            about.title,
            func.coalesce(Comment.body_html, about.body_html).label("words"),
            Round.title.label("round_title"),
            func.coalesce(Comment.author_id, about.author_id).label("author_id"),
            about.author_id.label("thread_author_id"),
            func.coalesce(Comment.hidden_at, about.hidden_at).label("hidden_at"),
            func.count(Report.id).label("reports"),
            func.min(Report.at).label("since"),
            func.min(Report.contribution_id).label("contribution_id"),
            func.min(Report.comment_id).label("comment_id"),
        )
        .select_from(Report)
        .outerjoin(Comment, Comment.id == Report.comment_id)
        .outerjoin(Thread, Thread.id == Comment.thread_id)
        .join(about, about.id == func.coalesce(Report.contribution_id, Thread.contribution_id))
        .join(Round, Round.id == Report.round_id)
        .where(Report.settled_at.is_(None))
        .group_by(*parts, Round.title, Comment.author_id, about.author_id, Comment.hidden_at, about.hidden_at)
        .order_by(func.min(Report.at))
    ).all()
    reasons = _waiting_reasons()
    return [_case(row, reasons[row.contribution_id, row.comment_id]) for row in rows]


def _waiting_reasons() -> dict[tuple[int | None, int | None], tuple[ReportReason, ...]]:
    """The reasons of the reports that wait, by (contribution, comment), each once."""
    about = (Report.contribution_id, Report.comment_id)
    statement = select(*about, Report.reason).where(Report.settled_at.is_(None)).distinct().order_by(Report.reason)
    found: dict[tuple[int | None, int | None], tuple[ReportReason, ...]] = {}
    for contribution_id, comment_id, reason in db.session.execute(statement):
        found[contribution_id, comment_id] = (*found.get((contribution_id, comment_id), ()), reason)
    return found


def _case(row: Row[*tuple[Any, ...]], reasons: tuple[ReportReason, ...]) -> Case:
    return Case(
        kind=None if row.comment else row.kind,
        public_id=row.comment or row.contribution,
        title=row.title,
        words_html=row.words,
        round_title=row.round_title,
        author_id=row.author_id,
        thread_author_id=row.thread_author_id,
        reports=row.reports,
        since=row.since,
        reasons=reasons,
        hidden=row.hidden_at is not None,
    )


def reports_on(target: Target) -> Sequence[Report]:
    """All reports on it, the oldest first."""
    return db.session.scalars(select(Report).where(_about(target)).order_by(Report.at)).all()


def decisions_on(target: Target) -> Sequence[Row[Decision, str, str]]:
    """What was decided on it before, with the moderator's name and the rule's title; the newest first."""
    whole = Decision.contribution_id == target.contribution.id
    about = Decision.comment_id == target.comment.id if target.comment else whole
    return _with_names(select(Decision, User.display_name, CommunityRule.title).where(about))


def latest_decisions() -> Sequence[Row[Decision, str, str]]:
    """The latest decisions of all, for moderators."""
    return _with_names(select(Decision, User.display_name, CommunityRule.title).limit(LATEST))


def _with_names(statement: Select[Decision, str, str]) -> Sequence[Row[Decision, str, str]]:
    joined = statement.join(User, User.id == Decision.by_id).join(CommunityRule, CommunityRule.number == Decision.rule)
    return db.session.execute(joined.order_by(Decision.at.desc(), Decision.id.desc())).all()
