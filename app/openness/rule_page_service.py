"""What the page of a proposal shows one reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.openness import rule_queries as queries
from app.openness.rule_models import RuleComment
from app.openness.rule_queries import Found
from app.rules import rulemaking as law
from app.rules.actors import Actor
from app.rules.permissions import No
from app.rules.refusals import Gone, Missing
from app.sentences import SENTENCES


@dataclass(frozen=True)
class Said:
    """Words in a discussion as one reader may see them: `html` is none where they are gone.

    `reason`: why a moderator hid them, for those who may still read them.
    """

    comment: RuleComment
    name: str
    handle: str
    html: str | None
    reason: str | None
    mine: bool
    portrait: str | None


@dataclass(frozen=True)
class Words:
    """What a moderator is to decide on."""

    text: str
    round_id: int | None
    about: str
    """The proposal's public id."""


def page(actor: Actor, public_id: str, now: datetime) -> dict[str, Any]:
    """All that the page shows. Raises Missing, and Gone where a moderator has hidden the proposal."""
    found = queries.proposal(public_id)
    if found is None:
        raise Missing
    proposal = found.proposal
    if not law.may_read_words(actor, proposal.by_id, gone=proposal.hidden_at is not None):
        raise Gone(str(SENTENCES[No.UNAVAILABLE]))
    counted, choice = queries.tally(proposal.id), queries.answer_of(proposal.id, actor.id)
    state = proposal.state(settled=found.outcome is not None, overtaken=found.overtaken)
    over = now >= proposal.closes_at
    return {
        "found": found, "proposal": proposal, "choice": choice, "result": law.result(proposal.terms, counted, now),
        "tally": counted if law.may_see_tally(over=over, has_answered=choice is not None) else None,
        "people": counted.people, "rule": queries.rule(proposal.rule) if proposal.rule else None,
        "no_answer": law.may_answer(actor, state, now), "no_talk": law.may_talk(actor, state, now),
        "may_adopt": law.may_settle(actor, state, counted, now, adopts=True) is None,
        "may_decline": law.may_settle(actor, state, counted, now, adopts=False) is None,
        "sentences": SENTENCES, **_talk(actor, found),
    }  # fmt: skip


def _talk(actor: Actor, found: Found) -> dict[str, Any]:
    rows = queries.comments(found.proposal.id)
    reasons = queries.decided(found.proposal.id, [row.RuleComment.id for row in rows])
    proposal_reason = reasons.get(("proposal", found.proposal.id)) if found.proposal.hidden_at else None
    return {"said": [_said(actor, row, reasons) for row in rows], "hidden_because": proposal_reason}


def _said(actor: Actor, row: Any, reasons: dict[tuple[str, int], str]) -> Said:
    comment: RuleComment = row.RuleComment
    gone = comment.hidden_at is not None or comment.withdrawn_at is not None
    readable = law.may_read_words(actor, comment.author_id, gone=gone)
    reason = reasons.get(("comment", comment.id)) if readable and comment.hidden_at is not None else None
    html = comment.body_html if readable else None
    mine = actor.id == comment.author_id
    return Said(comment, row.display_name, row.handle, html, reason, mine=mine, portrait=row.avatar)


def words(things: str, public_id: str) -> Words:
    """What a moderator is to decide on. Raises Missing."""
    if things == "comments":
        row = queries.comment(public_id)
        if row is None:
            raise Missing
        return Words(row[0].body, row[1].round_id, row[1].public_id)
    found = queries.proposal(public_id)
    if found is None:
        raise Missing
    said = found.proposal
    return Words("\n".join(said.said), said.round_id, said.public_id)
