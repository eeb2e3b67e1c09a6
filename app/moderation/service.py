"""What people report, and what moderators decide directly where they read."""

from collections.abc import Callable
from dataclasses import dataclass

from app import audit, clock, once
from app.markup import clean_text
from app.moderation import acts, case_queries, cover_queries, effects, queries
from app.moderation.acts import Order
from app.moderation.models import Report
from app.moderation.reading import Profile, RuleWords, SpaceFace, Subject, Target
from app.rules import moderation as law
from app.rules import permissions, rulemaking
from app.rules.actors import Actor
from app.rules.decisions import Scope
from app.rules.moderation import ReportReason, Verb
from app.rules.refusals import Missing
from app.sentences import allow
from app.transaction import transaction


@dataclass(frozen=True)
class Place:
    """Where a person or a moderator points: a text, one version of it, a thread, words about the rules, a person, an organisation, a space."""

    kind: str
    public_id: str
    number: int | None = None

    def find(self, *, lock: bool = False) -> Subject:
        """Fetch it. Raises Missing where there is none."""
        finders: dict[str, Callable[[], Subject | None]] = {
            "comment": lambda: queries.comment_target(self.public_id, self.number, lock=lock),
            "contribution": lambda: queries.contribution_target(self.public_id, self.number, lock=lock),
            "thread": lambda: queries.thread_target(self.public_id, lock=lock),
            "person": lambda: queries.person_target(self.public_id, lock=lock),
            "rule_proposal": lambda: queries.rule_proposal_target(self.public_id, lock=lock),
            "rule_comment": lambda: queries.rule_comment_target(self.public_id, lock=lock),
            "space": lambda: queries.space_target(self.public_id, lock=lock),
            "organisation": lambda: queries.organisation_target(self.public_id, lock=lock),
        }
        target = finders[self.kind]()
        if target is None:
            raise Missing
        return target


def read_subject(actor: Actor, place: Place, *, lock: bool = False) -> Subject:
    """What stands there, if this reader may read it. Raises Missing otherwise."""
    found = place.find(lock=lock)
    if not isinstance(found, Profile) and not _may_read(actor, found):
        raise Missing
    return found


def read_target(actor: Actor, place: Place, *, lock: bool = False) -> Target:
    """The same, of a text or a thread."""
    found = read_subject(actor, place, lock=lock)
    if not isinstance(found, Target):
        raise Missing
    return found


def _may_read(actor: Actor, target: Target | RuleWords | SpaceFace) -> bool:
    if isinstance(target, SpaceFace):
        return not target.hidden
    if isinstance(target, RuleWords):
        about = rulemaking.may_read_words(actor, target.proposal.by_id, gone=target.proposal.hidden_at is not None)
        return about and rulemaking.may_read_words(actor, target.author_id, gone=target.withdrawn or target.hidden)
    return law.may_read(actor, target.state(round_opened=queries.opened(target.round_id)))


def report(actor: Actor, place: Place, reason: ReportReason, words: str, *, key: str | None = None) -> Report:
    """Tell the moderators. A person's second report on the same thing, while the first waits, is the first.

    It joins the case that is open on the thing, or opens one, and moves it in the queue; enough of them put a text behind
    a click.
    """
    allow(permissions.may_report(actor, read_subject(actor, place).author_id))
    assert actor.id is not None
    with transaction():
        earlier = once.claim(actor.id, key, "report", place.kind, place.public_id, reason, words)
        if earlier is not None:
            return own_report(actor, earlier)
        found = place.find(lock=True)
        made = case_queries.waiting_report(found, actor.id) or _new_report(actor.id, found, reason, words)
        once.settle(actor.id, key, made.public_id)
    return made


def own_report(actor: Actor, public_id: str) -> Report:
    """A report, for the person who made it and nobody else. Raises Missing."""
    found = case_queries.report_by_id(public_id)
    if found is None or found.reporter_id != actor.id:
        raise Missing
    return found


def _new_report(reporter_id: int, found: Subject, reason: ReportReason, words: str) -> Report:
    made = Report(
        round_id=found.round_id, **found.keys, reporter_id=reporter_id, reason=reason, words=clean_text(words).strip(),
        at=clock.now(),
    )  # fmt: skip
    target = found if isinstance(found, Target) else None
    case = case_queries.file(found, made, queries.latest_revision(target) if target else None)
    audit.record(
        reporter_id, "report.made", "report", made.public_id,
        round_id=made.round_id, reason=reason, case=case.public_id,
    )  # fmt: skip
    if target is not None and cover_queries.is_due(target.text, made.at):
        effects.set_cover(target, made.at, made.at)
    return made


def decide(actor: Actor, place: Place, order: Order) -> Subject:
    """Decide on what stands there, with all that follows from it, in one transaction.

    Raises Refused for anybody but a moderator, and for whoever stands too near; Conflict where a colleague was first or
    has the case; Invalid where the rule does not exist or no reason is given.
    """
    allow(None if actor.is_moderator else permissions.No.NOT_MODERATOR)
    with transaction():
        found = read_subject(actor, place, lock=True)
        settles = None if found.scope is Scope.THREAD else found
        acts.carry_out(actor, found, order, clock.now(), settles)
    return found


def keep(actor: Actor, place: Place, reason: str = "") -> None:
    """Leave a reported text as it is; those who reported it are told."""
    decide(actor, place, Order(Verb.KEEP, None, reason))
