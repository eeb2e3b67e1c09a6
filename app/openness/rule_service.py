"""Changing the rules: propose, answer, talk, settle; and moderating what is said about it."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from app import audit, clock, once
from app.extensions import db
from app.markup import clean_line, clean_text, render
from app.moderation import acts
from app.moderation.acts import Order
from app.moderation.queries import rule_comment_target, rule_proposal_target
from app.openness import rule_queries as queries
from app.openness.rule_models import RuleComment, RuleOutcome, RuleProposal
from app.openness.rule_queries import Found
from app.rounds.queries import round_by_slug
from app.rules import rulemaking as law
from app.rules.actors import Actor
from app.rules.moderation import Verb
from app.rules.permissions import No
from app.rules.refusals import Gone, Invalid, Missing
from app.rules.voting import Choice
from app.sentences import SENTENCES, allow
from app.transaction import transaction


@dataclass(frozen=True)
class Draft:
    """What somebody would have: other words for a rule, a new rule (`rule` none; in one round alone), or one less."""

    title: str
    words: str
    why: str
    rule: int | None = None
    round_slug: str | None = None
    retires: bool = False

    def as_said(self) -> tuple[str, ...]:
        """The same as plain words, for telling one form from another."""
        return (self.title, self.words, self.why, str(self.rule), self.round_slug or "", str(self.retires))


@dataclass(frozen=True)
class House:
    """How rules are changed here: for how many days people answer, how many must, and how many of a hundred agree."""

    days: int
    quorum: int
    majority: int


def propose(actor: Actor, draft: Draft, house: House, key: str | None) -> str:
    """Put a change to everybody; gives its public id. Raises SignInFirst, Refused, Missing, Invalid, Conflict."""
    allow(law.may_propose(actor, draft.rule, retires=draft.retires, running=0))
    assert actor.id is not None
    with transaction():
        earlier = once.claim(actor.id, key, "rule.propose", *draft.as_said())
        if earlier is not None:
            return earlier
        check_proposer(actor, draft.rule, retires=draft.retires)
        made = _proposal(actor, actor.id, draft, house)
        db.session.add(made)
        db.session.flush()
        audit.record(actor.id, "rule.proposed", "rule_proposal", made.public_id, round_id=made.round_id, rule=made.rule)
        once.settle(actor.id, key, made.public_id)
        return made.public_id


def check_proposer(actor: Actor, rule: int | None, *, retires: bool = False) -> None:
    """Raise SignInFirst or Refused, with the reason, where this person may not propose that now."""
    running = queries.running_of(actor.id, clock.now())
    allow(law.may_propose(actor, rule, retires=retires, running=running))


def _proposal(actor: Actor, person_id: int, draft: Draft, house: House) -> RuleProposal:
    now, current = clock.now(), queries.rule(draft.rule) if draft.rule is not None else None
    if draft.rule is not None and (current is None or current.retired_at is not None):
        raise Missing
    in_round = round_by_slug(draft.round_slug, actor) if draft.round_slug else None
    if in_round is not None and in_round.opened_at is None:
        raise Missing
    title, words = clean_line(draft.title), clean_text(draft.words).strip()
    if current is not None and draft.retires:
        title, words = current.title, current.words
    if current is not None and not draft.retires and (title, words) == (current.title, current.words):
        raise Invalid(_("These are the words of the rule as it stands. Nothing was proposed. Change them first."))
    return RuleProposal(
        round_id=current.round_id if current else in_round.id if in_round else None,
        rule=draft.rule, on_version=queries.latest_version(draft.rule), retires=draft.retires,
        title=title, words=words, why=clean_text(draft.why).strip(), by_id=person_id, at=now,
        closes_at=now + timedelta(days=house.days), quorum=house.quorum, majority=house.majority,
    )  # fmt: skip


def read(actor: Actor, public_id: str) -> Found:
    """A proposal that this reader may see. Raises Missing, and Gone where a moderator has hidden it."""
    return _readable(actor, queries.proposal(public_id))


def _readable(actor: Actor, found: Found | None) -> Found:
    if found is None:
        raise Missing
    if not law.may_read_words(actor, found.proposal.by_id, gone=found.proposal.hidden_at is not None):
        raise Gone(str(SENTENCES[No.UNAVAILABLE]))
    return found


def answer(actor: Actor, public_id: str, choice: Choice) -> None:
    """Agree, disagree or be unsure. The same answer again changes nothing. Raises as `read`, and Refused."""
    with transaction():
        found, now = read(actor, public_id), clock.now()
        allow(law.may_answer(actor, found.proposal.state(), now))
        assert actor.id is not None
        queries.set_answer(found.proposal.id, actor.id, choice, now)


def say(actor: Actor, public_id: str, body: str, key: str | None) -> str:
    """Say something about a proposal; gives the public id of the words. Raises as `read`, Refused, Invalid, Conflict."""
    words = clean_text(body).strip()
    if not words:
        raise Invalid(_("There are no words yet. Nothing was posted. Write something first."))
    with transaction():
        found, now = read(actor, public_id), clock.now()
        allow(law.may_talk(actor, found.proposal.state(), now))
        assert actor.id is not None
        earlier = once.claim(actor.id, key, "rule.say", public_id, words)
        if earlier is not None:
            return earlier
        made = RuleComment(
            proposal_id=found.proposal.id, author_id=actor.id, body=words, body_html=render(words), at=now
        )
        db.session.add(made)
        db.session.flush()
        audit.record(actor.id, "rule_comment.posted", "rule_comment", made.public_id, proposal=public_id)
        once.settle(actor.id, key, made.public_id)
        return made.public_id


def take_back(actor: Actor, public_id: str) -> str:
    """Take one's words back; gives the proposal that they were about. Twice does no harm. Raises Missing, Refused."""
    with transaction():
        row = queries.comment(public_id, lock=True)
        if row is None:
            raise Missing
        words, proposal = row
        allow(None if actor.id == words.author_id else No.NOT_OWN)
        if words.withdrawn_at is None:
            words.withdrawn_at = clock.now()
            audit.record(actor.id, "rule_comment.withdrawn", "rule_comment", public_id)
        return proposal.public_id


def settle(actor: Actor, public_id: str, reason: str, *, adopts: bool) -> None:
    """Write what carried into the rules, or decline a proposal; both with a reason that everybody reads.

    Raises Refused, Missing, Invalid, and Conflict where a colleague was first.
    """
    why = clean_text(reason).strip()
    if not why:
        raise Invalid(_("This needs a reason. Nothing was changed. Write one."))
    with transaction():
        queries.proposal(public_id, lock=True)
        queries.lock_rules()
        found = _readable(actor, queries.proposal(public_id))  # As it is now that nobody else can change it.
        proposal, counted, now = found.proposal, queries.tally(found.proposal.id), clock.now()
        state = proposal.state(settled=found.outcome is not None, overtaken=found.overtaken)
        allow(law.may_settle(actor, state, counted, now, adopts=adopts))
        assert actor.id is not None
        db.session.add(
            RuleOutcome(
                proposal_id=proposal.id, adopted=adopts, reason=why, by_id=actor.id, at=now,
                agree=counted.agree, unsure=counted.unsure, disagree=counted.disagree,
            )
        )  # fmt: skip
        rule = queries.write_in(proposal, why, actor.id, now) if adopts else proposal.rule
        act = "rule.adopted" if adopts else "rule.declined"
        audit.record(actor.id, act, "rule_proposal", public_id, round_id=proposal.round_id, rule=rule)


def moderate(actor: Actor, things: str, public_id: str, verb: Verb, rule: int, reason: str) -> str:
    """Hide a proposal or words in its discussion, or bring them back; gives the proposal's public id.

    The author is told the rule and the reason, and can appeal; whoever reported it is told what came of it. Raises
    Refused, Missing, Invalid, and Conflict where a colleague was first or has the case.
    """
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    find = rule_comment_target if things == "comments" else rule_proposal_target
    with transaction():
        found = find(public_id, lock=True)
        if found is None:
            raise Missing
        acts.carry_out(actor, found, Order(verb, rule, reason), clock.now(), found)
        return found.proposal.public_id
