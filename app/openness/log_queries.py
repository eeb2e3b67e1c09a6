"""SQL about the public log of decisions: what was done under which rule, never to whom, by whom or on whose word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.contributions.models import Contribution, Revision
from app.extensions import db
from app.moderation.case_models import Appeal
from app.moderation.models import CommunityRule, Decision, Report
from app.openness.models import ShownReason
from app.openness.rule_models import RuleComment, RuleProposal, RuleVersion
from app.rules.decisions import Scope
from app.rules.refusals import Missing
from app.rules.transparency import AppealOutcome, DecisionFact, ReportFact
from app.threads.models import Comment
from app.visibility import in_no_space

ENTRIES_A_PAGE = 50

APPEAL = case(
    (Appeal.upheld.is_(True), AppealOutcome.UPHELD.value),
    (Appeal.upheld.is_(False), AppealOutcome.REFUSED.value),
    (Appeal.id.is_not(None), AppealOutcome.WAITING.value),
)
"""What came of an appeal against the decision."""

WHAT = case(
    (Decision.rule_proposal_id.is_not(None) | Decision.rule_comment_id.is_not(None), "rule_talk"),
    (Decision.scope.in_((Scope.PERSON, Scope.ORGANISATION, Scope.SPACE)), Decision.scope.cast(db.String)),
    (Decision.thread_id.is_not(None), "thread"),
    (Decision.revision_id.is_not(None), "version"),
    (Decision.comment_id.is_not(None), "comment"),
    else_=Contribution.kind.cast(db.String),
)
"""The kind of thing that a decision is about, and nothing by which it could be found."""


@dataclass(frozen=True)
class Wanted:
    """Which decisions a reader asked for: those of one rule, one verb, between two moments."""

    rule: int | None = None
    verb: str | None = None
    between: tuple[datetime, datetime] | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """The same as SQL."""
        if self.rule is not None:
            yield Decision.rule == self.rule
        if self.verb is not None:
            yield Decision.verb == self.verb
        if self.between is not None:
            yield and_(Decision.at >= self.between[0], Decision.at < self.between[1])


def entries(wanted: Wanted, before: str | None = None) -> Sequence[Row[Any]]:
    """A page of the log, the latest first, and one entry more where there is another page.

    `before`: the reference of the entry after which the page goes on. Raises Missing where there is none.
    """
    statement = _entries(wanted).limit(ENTRIES_A_PAGE + 1)
    if before is not None:
        named = (Decision.public_id == before, in_no_space(Decision.round_id))
        last = db.session.execute(select(Decision.at, Decision.id).where(*named)).first()
        if last is None:
            raise Missing
        statement = statement.where(or_(Decision.at < last.at, and_(Decision.at == last.at, Decision.id < last.id)))
    return db.session.execute(statement).all()


def all_entries(wanted: Wanted) -> Sequence[Row[Any]]:
    """The whole log, the latest first."""
    return db.session.execute(_entries(wanted)).all()


def _entries(wanted: Wanted) -> Select[Any]:
    shown = case((ShownReason.decision_id.is_not(None), Decision.reason))
    return (
        select(
            Decision.public_id, Decision.at, Decision.verb, WHAT.label("what"), Decision.rule,
            func.coalesce(RuleVersion.title, CommunityRule.title).label("rule_title"),
            func.coalesce(RuleVersion.number, 1).label("rule_version"), shown.label("reason"), Decision.automated,
            APPEAL.label("appeal"), Appeal.decided_at.label("appeal_at"),
        )
        .outerjoin(Contribution, Contribution.id == Decision.contribution_id)
        .outerjoin(CommunityRule, CommunityRule.number == Decision.rule)
        .outerjoin(RuleVersion, RuleVersion.id == Decision.rule_version_id)
        .outerjoin(ShownReason, ShownReason.decision_id == Decision.id)
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
        .where(in_no_space(Decision.round_id), *wanted.conditions())
        .order_by(Decision.at.desc(), Decision.id.desc())
    )  # fmt: skip


def first_moment() -> datetime | None:
    """When the first report or decision was made that the log shows; none before."""
    decided = select(func.min(Decision.at)).where(in_no_space(Decision.round_id))
    moments = [db.session.scalar(one) for one in (select(func.min(Report.at)), decided)]
    return min((moment for moment in moments if moment is not None), default=None)


def report_facts(start: datetime, end: datetime) -> list[ReportFact]:
    """The reports that were made or settled between two moments."""
    made, settled = and_(Report.at >= start, Report.at < end), and_(Report.settled_at >= start, Report.settled_at < end)
    rows = db.session.execute(select(Report.at, Report.reason, Report.settled_at).where(or_(made, settled)))
    return [ReportFact(row.at, row.reason.value, row.settled_at) for row in rows]


def decision_facts(start: datetime, end: datetime) -> list[DecisionFact]:
    """The decisions that were made between two moments."""
    asked = _entries(Wanted(between=(start, end)))
    return [
        DecisionFact(row.at, row.verb.value, row.rule, row.automated, AppealOutcome(row.appeal) if row.appeal else None)
        for row in db.session.execute(asked)
    ]


def decision_to_show(public_id: str) -> Any:
    """A decision with what its reason must not give away: the names of whom it concerns, the words that it is about."""
    decider = aliased(User)
    return db.session.execute(
        select(
            Decision.id, Decision.public_id, Decision.verb, Decision.rule, Decision.reason, Decision.round_id,
            CommunityRule.title.label("rule_title"), User.display_name.label("author"), decider.display_name.label("decider"),
            func.coalesce(
                Revision.body, Comment.body, Contribution.body, RuleComment.body, RuleProposal.words
            ).label("text"),
            ShownReason.at.label("shown_at"),
        )
        .outerjoin(Contribution, Contribution.id == Decision.contribution_id)
        .outerjoin(Comment, Comment.id == Decision.comment_id)
        .outerjoin(RuleComment, RuleComment.id == Decision.rule_comment_id)
        .outerjoin(RuleProposal, RuleProposal.id == Decision.rule_proposal_id)
        .outerjoin(Revision, Revision.id == Decision.revision_id)
        .outerjoin(User, User.id == Decision.author_id)
        .join(decider, decider.id == Decision.by_id)
        .outerjoin(CommunityRule, CommunityRule.number == Decision.rule)
        .outerjoin(ShownReason, ShownReason.decision_id == Decision.id)
        .where(Decision.public_id == public_id, in_no_space(Decision.round_id))
    ).first()  # fmt: skip


def show_reason(decision_id: int, person_id: int, now: datetime) -> bool:
    """Show a reason to the public; false where it is shown already."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"decision_id": decision_id, "by_id": person_id, "at": now}
    statement = dialect.insert(ShownReason).values(row).on_conflict_do_nothing().returning(ShownReason.decision_id)
    return db.session.execute(statement).first() is not None


def take_reason_back(decision_id: int) -> bool:
    """Show it no longer; false where it is not shown."""
    statement = delete(ShownReason).where(ShownReason.decision_id == decision_id).returning(ShownReason.decision_id)
    return db.session.execute(statement).first() is not None
