"""SQL about the rules, their versions, and the proposals to change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.extensions import db
from app.moderation.models import CommunityRule, Decision
from app.openness.rule_models import RuleAnswer, RuleComment, RuleOutcome, RuleProposal, RuleVersion
from app.rounds.models import Round
from app.rules.rulemaking import Tally
from app.rules.voting import Choice

SHOWN = 50
"""Changes or proposals on one page, the latest first."""


@dataclass(frozen=True)
class Found:
    """A proposal with all that the law asks about it, and by whom it is."""

    proposal: RuleProposal
    proposer: str
    handle: str
    round: Round | None
    outcome: RuleOutcome | None
    latest_version: int
    """Of the rule that it would change; 0 for a new one."""

    @property
    def overtaken(self) -> bool:
        """Whether the rule was changed since."""
        return self.latest_version != self.proposal.on_version


def rules_in_force() -> Sequence[Any]:
    """The rules that hold, those of the site first: number, title, words, version and since when, the round's name."""
    latest = select(func.max(RuleVersion.id)).group_by(RuleVersion.rule)
    return db.session.execute(
        select(
            CommunityRule.number, CommunityRule.title, CommunityRule.words, RuleVersion.number.label("version"),
            RuleVersion.at, Round.title.label("round"), Round.slug,
        )
        .join(RuleVersion, RuleVersion.rule == CommunityRule.number)
        .outerjoin(Round, Round.id == CommunityRule.round_id)
        .where(RuleVersion.id.in_(latest), CommunityRule.retired_at.is_(None))
        .order_by(Round.title.is_not(None), Round.title, CommunityRule.number)
    ).all()  # fmt: skip


def all_rules() -> Sequence[CommunityRule]:
    """Every rule that there ever was, by number."""
    return db.session.scalars(select(CommunityRule).order_by(CommunityRule.number)).all()


def retired_rules() -> list[CommunityRule]:
    """The rules that were dropped, by number: old decisions still name them."""
    return [one for one in all_rules() if one.retired_at is not None]


def changes(rule: int | None = None) -> Sequence[Any]:
    """What was changed, the latest first; of one rule, all its versions from the first on."""
    statement = (
        select(RuleVersion, User.display_name.label("by"), RuleProposal.public_id.label("proposal"))
        .outerjoin(User, User.id == RuleVersion.by_id)
        .outerjoin(RuleProposal, RuleProposal.id == RuleVersion.proposal_id)
        .order_by(RuleVersion.id.desc())
    )
    if rule is not None:
        return db.session.execute(statement.where(RuleVersion.rule == rule)).all()
    return db.session.execute(statement.where(RuleVersion.by_id.is_not(None)).limit(SHOWN)).all()


def rule(number: int) -> CommunityRule | None:
    """A rule, whether it holds or not; any number may be asked for, however long."""
    return next((one for one in all_rules() if one.number == number), None)


@dataclass(frozen=True)
class AsItStood:
    """The words of a rule when something was decided under it, and whether they changed since."""

    version: RuleVersion
    changed: bool


def as_it_stood(decision: Decision) -> AsItStood | None:
    """The rule of a decision in the words of that day; none where it rests on none.

    What was decided before rules had versions rests on the first.
    """
    of_it = RuleVersion.id == decision.rule_version_id if decision.rule_version_id else RuleVersion.number == 1
    statement = select(RuleVersion).where(RuleVersion.rule == decision.rule, of_it)
    version = db.session.scalars(statement).one_or_none()
    return AsItStood(version, version.number != latest_version(version.rule)) if version else None


def latest_version(number: int | None) -> int:
    """The number of a rule's latest version; 0 for a rule that is not there yet."""
    of_it = select(func.max(RuleVersion.number)).where(RuleVersion.rule == number)
    return (db.session.scalar(of_it) or 0) if number is not None else 0


def proposals() -> Sequence[Any]:
    """Proposals that nobody hid, those that close last first, with their outcome where there is one."""
    return db.session.execute(
        select(RuleProposal, RuleOutcome.adopted, Round.title.label("round"))
        .outerjoin(RuleOutcome, RuleOutcome.proposal_id == RuleProposal.id)
        .outerjoin(Round, Round.id == RuleProposal.round_id)
        .where(RuleProposal.hidden_at.is_(None))
        .order_by(RuleProposal.closes_at.desc(), RuleProposal.id.desc())
        .limit(SHOWN)
    ).all()


def proposal(public_id: str, *, lock: bool = False) -> Found | None:
    """A proposal; `lock`: nobody else settles or hides it until the transaction ends."""
    if lock:
        of_it = select(RuleProposal.id).where(RuleProposal.public_id == public_id)
        db.session.execute(of_it.with_for_update())
    row = db.session.execute(
        select(RuleProposal, User.display_name, User.handle, Round, RuleOutcome)
        .join(User, User.id == RuleProposal.by_id)
        .outerjoin(Round, Round.id == RuleProposal.round_id)
        .outerjoin(RuleOutcome, RuleOutcome.proposal_id == RuleProposal.id)
        .where(RuleProposal.public_id == public_id)
        .execution_options(populate_existing=True)
    ).first()
    return Found(*row, latest_version(row.RuleProposal.rule)) if row else None


def running_of(person_id: int | None, now: datetime) -> int:
    """On how many proposals of a person people are answering."""
    theirs = RuleProposal.by_id == person_id
    return db.session.scalar(select(func.count(RuleProposal.id)).where(theirs, RuleProposal.closes_at > now)) or 0


def tally(proposal_id: int) -> Tally:
    """How many agree, are unsure, disagree."""
    counted = select(RuleAnswer.choice, func.count()).where(RuleAnswer.proposal_id == proposal_id)
    rows = db.session.execute(counted.group_by(RuleAnswer.choice)).all()
    return Tally(**{choice.value: count for choice, count in rows})


def answer_of(proposal_id: int, person_id: int | None) -> Choice | None:
    """What a person says of it."""
    row = db.session.get(RuleAnswer, (proposal_id, person_id)) if person_id is not None else None
    return row.choice if row else None


def set_answer(proposal_id: int, person_id: int, choice: Choice, now: datetime) -> None:
    """Give or change an answer."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"proposal_id": proposal_id, "person_id": person_id, "choice": choice, "at": now}
    statement = dialect.insert(RuleAnswer).values(row)
    keys = [RuleAnswer.proposal_id, RuleAnswer.person_id]
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_={"choice": choice, "at": now}))


def comments(proposal_id: int) -> Sequence[Any]:
    """What was said about it, in the order in which it was said, with who said it."""
    return db.session.execute(
        select(RuleComment, User.display_name, User.handle, User.avatar)
        .join(User, User.id == RuleComment.author_id)
        .where(RuleComment.proposal_id == proposal_id)
        .order_by(RuleComment.id)
    ).all()


def comment(public_id: str, *, lock: bool = False) -> tuple[RuleComment, RuleProposal] | None:
    """Words in a discussion and the proposal that they are about; `lock`: both, until the transaction ends."""
    statement = (
        select(RuleComment, RuleProposal)
        .join(RuleProposal, RuleProposal.id == RuleComment.proposal_id)
        .where(RuleComment.public_id == public_id)
        .execution_options(populate_existing=True)
    )
    row = db.session.execute(statement.with_for_update() if lock else statement).first()
    return (row.RuleComment, row.RuleProposal) if row else None


def decided(proposal_id: int, comment_ids: list[int]) -> dict[tuple[str, int], str]:
    """The latest reason of what moderators decided on a proposal or words in its discussion, for those whom it concerns."""
    about = (Decision.rule_proposal_id == proposal_id) | Decision.rule_comment_id.in_(comment_ids)
    rows = db.session.scalars(select(Decision).where(about).order_by(Decision.id))
    return {
        ("comment", row.rule_comment_id) if row.rule_comment_id else ("proposal", proposal_id): row.reason
        for row in rows
    }


def lock_rules() -> None:
    """Let nobody else change the rules until the transaction ends; decisions may go on naming them."""
    in_turn = select(CommunityRule.number).order_by(CommunityRule.number)
    db.session.execute(in_turn.with_for_update(key_share=True))


def write_in(found: RuleProposal, why: str, person_id: int, now: datetime) -> int:
    """Make a proposal the latest version of its rule, or a rule with the next number; gives the rule's number."""
    number = found.rule
    if number is None:
        number = (db.session.scalar(select(func.max(CommunityRule.number))) or 0) + 1
        row = {"number": number, "title": found.title, "words": found.words, "round_id": found.round_id}
        db.session.execute(insert(CommunityRule).values(row))
    else:
        stands = {"title": found.title, "words": found.words, "retired_at": now if found.retires else None}
        db.session.execute(update(CommunityRule).where(CommunityRule.number == number).values(stands))
    version = {
        "rule": number, "number": latest_version(number) + 1, "title": found.title, "words": found.words,
        "retired": found.retires, "why": why, "at": now, "by_id": person_id, "proposal_id": found.id,
    }  # fmt: skip
    db.session.execute(insert(RuleVersion).values(version))
    return number
