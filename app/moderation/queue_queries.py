"""SQL about the queue: the open cases, the most urgent and then the oldest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, literal, not_, or_, select, true, tuple_
from sqlalchemy.orm import aliased

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution
from app.extensions import db
from app.messages.models import MessageEvidence
from app.moderation.case_models import Appeal, Case
from app.moderation.models import Decision, Report
from app.moderation.rows import heard_by
from app.openness.rule_models import RuleComment, RuleProposal
from app.organisations.models import speaks_for
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.cases import Lease, Parties, may_decide, scores_in_rounds
from app.spaces.models import SpaceMember
from app.threads.models import Comment, Thread

CASES_A_PAGE = 20
"""What fits into twenty minutes."""


class Tab(StrEnum):
    """Which cases are shown."""

    OPEN = "open"
    MINE = "mine"
    DONE = "done"


@dataclass(frozen=True)
class After:
    """Where a page begins: after the last case of the one before."""

    urgency: int
    opened_at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.urgency}~{self.opened_at.isoformat()}~{self.id}"

    @classmethod
    def read(cls, words: str | None) -> "After | None":
        """Read it from an address; none where it makes no sense."""
        try:
            urgency, moment, number = (words or "").split("~")
            after = cls(int(urgency[:1]), datetime.fromisoformat(moment), int(number[:18]))
        except ValueError:
            return None
        return after if after.opened_at.tzinfo is not None else None


def page(tab: Tab, actor: Actor, now: datetime, after: After | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The cases of a page, one more than it holds."""
    order = (Case.closed_at.desc(), Case.id.desc()) if tab is Tab.DONE else (Case.urgency, Case.opened_at, Case.id)
    statement = _with_what_they_are_about(actor).where(_in(tab, actor, now)).order_by(*order)
    if after is not None:
        statement = statement.where(_beyond(tab, after))
    return db.session.execute(statement.limit(CASES_A_PAGE + 1)).all()


def _beyond(tab: Tab, after: After) -> ColumnElement[bool]:
    since = literal(after.opened_at, Case.opened_at.type)
    if tab is Tab.DONE:
        return tuple_(Case.closed_at, Case.id) < tuple_(since, after.id)
    place = tuple_(after.urgency, since, after.id)
    return tuple_(Case.urgency, Case.opened_at, Case.id) > place


def _in(tab: Tab, actor: Actor, now: datetime) -> ColumnElement[bool]:
    if tab is Tab.DONE:
        return Case.closed_at.is_not(None)
    is_open = Case.closed_at.is_(None)
    held = and_(Case.claimed_by_id == actor.id, Case.claimed_until > now)
    return and_(is_open, or_(held, Case.assigned_to_id == actor.id)) if tab is Tab.MINE else is_open


def _with_what_they_are_about(actor: Actor) -> Select[*tuple[Any, ...]]:
    about, holder, person = aliased(Contribution), aliased(User), aliased(User)
    machine = exists().where(Report.case_id == Case.id, Report.reporter_id.is_(None))
    wrote = exists().where(MessageEvidence.case_id == Case.id, _reported_by(actor))
    return (
        select(
            Case,
            about.title, about.kind, func.coalesce(about.author_id, RuleProposal.by_id).label("thread_author_id"), Comment.body_html.label("comment_html"),
            Round.title.label("round_title"), person.display_name.label("person"), person.handle.label("handle"),
            Organisation.name.label("organisation"), holder.display_name.label("holder"),
            func.coalesce(
                Comment.hidden_at, about.hidden_at, RuleComment.hidden_at, RuleProposal.hidden_at
            ).label("hidden_at"),
            RuleProposal.title.label("rule_title"), RuleComment.body_html.label("rule_comment_html"),
            machine.label("automated"), _spoke(actor).label("took_part"), _badge_of(actor).label("speaks_for"),
            wrote.label("wrote_with"),
        )
        .outerjoin(Comment, Comment.id == Case.comment_id)
        .outerjoin(Thread, Thread.id == Case.thread_id)
        .outerjoin(about, about.id == Thread.contribution_id)
        .outerjoin(RuleComment, RuleComment.id == Case.rule_comment_id)
        .outerjoin(RuleProposal, RuleProposal.id == func.coalesce(Case.rule_proposal_id, RuleComment.proposal_id))
        .outerjoin(Round, Round.id == Case.round_id)
        .outerjoin(person, person.id == Case.person_id)
        .outerjoin(Organisation, Organisation.id == Case.organisation_id)
        .outerjoin(holder, holder.id == Case.claimed_by_id)
    )  # fmt: skip


def _spoke(actor: Actor) -> ColumnElement[bool]:
    """Whether a moderator wrote in the discussion that a case is about."""
    said, talked, here = aliased(Comment), aliased(RuleComment), aliased(RuleComment)
    of_it = select(here.proposal_id).where(here.id == Case.rule_comment_id)
    there = of_it.correlate(Case).scalar_subquery()
    return or_(
        exists().where(said.thread_id == Case.thread_id, said.author_id == actor.id),
        exists().where(talked.proposal_id == func.coalesce(Case.rule_proposal_id, there), talked.author_id == actor.id),
    )


def lease(case: Case) -> Lease:
    """Who has taken it."""
    return Lease(case.claimed_by_id, case.claimed_until)


def parties(row: Row[*tuple[Any, ...]]) -> Parties:
    """Who stands too near to a case of a page."""
    case = row.Case
    return Parties(
        case.author_id,
        row.thread_author_id,
        case.round_id,
        bool(row.took_part),
        bool(row.speaks_for),
        bool(row.wrote_with),
    )


@dataclass(frozen=True)
class Waiting:
    """How many cases are open, how many are the moderator's own, how many appeals wait."""

    open: int
    mine: int
    appeals: int


def waiting(actor: Actor, now: datetime) -> Waiting:
    """What waits."""
    cases = select(func.count()).select_from(Case)
    mine = cases.where(_in(Tab.MINE, actor, now)).scalar_subquery()
    waits = select(func.count()).select_from(Appeal).join(Decision, Decision.id == Appeal.decision_id)
    appeals = waits.where(Appeal.decided_at.is_(None), heard_by(actor)).scalar_subquery()
    row = db.session.execute(select(cases.where(Case.closed_at.is_(None)).scalar_subquery(), mine, appeals)).one()
    return Waiting(*row)


def next_free(actor: Actor, now: datetime) -> Case | None:
    """The most urgent case that nobody has taken, that is meant for nobody else, and that this moderator may decide."""
    free = or_(Case.claimed_until.is_(None), Case.claimed_until <= now)
    # Said so that no index of whom cases are meant for is read: nearly all are meant for nobody.
    meant = func.coalesce(Case.assigned_to_id, actor.id) == actor.id
    statement = _with_what_they_are_about(actor).where(Case.closed_at.is_(None), free, meant, _far_from(actor))
    order = (Case.urgency, Case.opened_at, Case.id)
    for row in db.session.execute(statement.order_by(*order).limit(CASES_A_PAGE)):
        if may_decide(actor, parties(row)) is None:
            found: Case = row.Case
            return found
    return None


def _far_from(actor: Actor) -> ColumnElement[bool]:
    """What `rules.cases.may_decide` says, as a query: it spares reading thousands that are not this moderator's."""
    below = aliased(Contribution)
    own_thread = select(Thread.id).join(below, below.id == Thread.contribution_id).where(below.author_id == actor.id)
    others = or_(Case.author_id.is_(None), Case.author_id != actor.id)
    elsewhere = or_(Case.thread_id.is_(None), Case.thread_id.not_in(own_thread))
    wrote = exists().where(MessageEvidence.case_id == Case.id, _reported_by(actor))
    scores = Case.round_id.is_(None) if scores_in_rounds(actor) else true()
    return and_(others, elsewhere, not_(_spoke(actor)), not_(wrote), not_(_badge_of(actor)), scores)


def _badge_of(actor: Actor) -> ColumnElement[bool]:
    """Whether the moderator speaks for the organisation that it is about, or under whose badge it was said.

    Or whether they belong to the space that it is about.
    """
    mine, said, posted = speaks_for(actor.id), aliased(Comment), aliased(Contribution)
    return or_(
        func.coalesce(Case.organisation_id.in_(mine), false()),
        exists().where(SpaceMember.space_id == Case.space_id, SpaceMember.person_id == actor.id),
        exists().where(said.id == Case.comment_id, said.organisation_id.in_(mine)),
        exists().where(posted.id == Case.contribution_id, posted.organisation_id.in_(mine)),
    )


def _reported_by(actor: Actor) -> ColumnElement[bool]:
    return MessageEvidence.report_id.in_(select(Report.id).where(Report.reporter_id == actor.id))
