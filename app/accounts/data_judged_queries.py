"""SQL about what a person and moderators had to do with one another, and rules, for that person's own download."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, select

from app.accounts.data_rows import rows
from app.accounts.letter_models import CodeTry
from app.checks.models import HeldText
from app.contributions.models import Contribution
from app.moderation.case_models import Appeal, Case, CaseEvent
from app.moderation.models import Decision, Report
from app.openness.rule_models import RuleAnswer, RuleComment, RuleProposal
from app.rounds.models import Round
from app.rules.cases import CaseEventKind
from app.rules.moderation import Verb
from app.trouble.models import Objection, Quarantine


def reports(person_id: int) -> Sequence[RowMapping]:
    """What the person reported."""
    return rows(
        select(Report.public_id, Report.reason, Report.words, Report.at, Report.settled_at, Report.outcome)
        .where(Report.reporter_id == person_id)
        .order_by(Report.id)
    )


def decisions(person_id: int) -> Sequence[RowMapping]:
    """What moderators decided about the person, as the person was told it."""
    return rows(
        select(
            Decision.public_id, Decision.verb, Decision.scope, Decision.rule, Decision.ground, Decision.facts,
            Decision.reason, Decision.automated, Decision.at, Decision.until, Decision.appeal_by,
        )
        .where(Decision.author_id == person_id, Decision.verb != Verb.KEEP)
        .order_by(Decision.id)
    )  # fmt: skip


def appeals(person_id: int) -> Sequence[RowMapping]:
    """What the person contested, and the answers."""
    return rows(
        select(
            Decision.public_id.label("decision"), Appeal.words, Appeal.at, Appeal.upheld, Appeal.answer,
            Appeal.decided_at,
        )
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Appeal.person_id == person_id)
        .order_by(Appeal.id)
    )  # fmt: skip


def answers(person_id: int) -> Sequence[RowMapping]:
    """What the person answered when moderators asked."""
    return rows(
        select(Case.public_id.label("case"), CaseEvent.words, CaseEvent.at)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(CaseEvent.by_id == person_id, CaseEvent.kind == CaseEventKind.ANSWERED)
        .order_by(CaseEvent.id)
    )


def held_texts(person_id: int) -> Sequence[RowMapping]:
    """What of the person's waited for a moderator, and what came of it."""
    return rows(
        select(
            HeldText.public_id, Contribution.public_id.label("contribution"), HeldText.body, HeldText.why, HeldText.at,
            HeldText.settled_at, HeldText.released, HeldText.reason,
        )
        .join(Contribution, Contribution.id == HeldText.contribution_id)
        .where(HeldText.author_id == person_id)
        .order_by(HeldText.id)
    )  # fmt: skip


def votes_set_aside(person_id: int) -> Sequence[RowMapping]:
    """Votes of the person that two people set aside, why, what the person said to it, and what came of that."""
    return rows(
        select(
            Round.slug.label("round"), Contribution.public_id.label("contribution"), Quarantine.reason,
            Quarantine.confirmed_at.label("since"), Objection.words.label("objection"), Objection.at.label("objected_at"),
            Objection.answer, Objection.answered_at, Quarantine.lifted_at, Quarantine.lift_reason,
        )
        .join(Round, Round.id == Quarantine.round_id)
        .outerjoin(Contribution, Contribution.id == Quarantine.contribution_id)
        .outerjoin(Objection, Objection.quarantine_id == Quarantine.id)
        .where(Quarantine.person_id == person_id, Quarantine.confirmed_at.is_not(None))
        .order_by(Quarantine.id)
    )  # fmt: skip


def wrong_codes(person_id: int) -> Sequence[RowMapping]:
    """When the person gave a code that no letter had, as far as that still counts."""
    return rows(select(CodeTry.at).where(CodeTry.person_id == person_id).order_by(CodeTry.at))


def rule_proposals(person_id: int) -> Sequence[RowMapping]:
    """The changes of the rules that the person proposed."""
    return rows(
        select(
            RuleProposal.public_id, RuleProposal.rule, RuleProposal.title, RuleProposal.words, RuleProposal.why,
            RuleProposal.retires, RuleProposal.at, RuleProposal.hidden_at,
        )
        .where(RuleProposal.by_id == person_id)
        .order_by(RuleProposal.id)
    )  # fmt: skip


def rule_answers(person_id: int) -> Sequence[RowMapping]:
    """What the person answered to such proposals."""
    return rows(
        select(RuleProposal.public_id.label("rule_proposal"), RuleAnswer.choice, RuleAnswer.at)
        .join(RuleProposal, RuleProposal.id == RuleAnswer.proposal_id)
        .where(RuleAnswer.person_id == person_id)
        .order_by(RuleAnswer.at)
    )


def rule_comments(person_id: int) -> Sequence[RowMapping]:
    """What the person said about them."""
    return rows(
        select(
            RuleComment.public_id, RuleProposal.public_id.label("rule_proposal"), RuleComment.body, RuleComment.at,
            RuleComment.withdrawn_at, RuleComment.hidden_at,
        )
        .join(RuleProposal, RuleProposal.id == RuleComment.proposal_id)
        .where(RuleComment.author_id == person_id)
        .order_by(RuleComment.id)
    )  # fmt: skip
