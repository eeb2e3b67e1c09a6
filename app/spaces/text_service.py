"""What stands in a space: its moderators decide on it; its readers report it to the moderators of the site, as it stands."""

from collections.abc import Sequence

from app import audit, clock, once
from app.markup import clean_text
from app.moderation import acts, case_queries
from app.moderation import queries as moderation
from app.moderation.acts import Order
from app.moderation.case_models import Case
from app.moderation.models import Report
from app.moderation.reading import Subject, Target, keys
from app.rules import spaces as law
from app.rules.actors import Actor
from app.rules.cases import may_decide
from app.rules.contributions import Kind
from app.rules.decisions import Standing
from app.rules.moderation import ReportReason, Verb
from app.rules.permissions import No, may_report
from app.rules.refusals import Missing
from app.rules.spaces import SpaceRole
from app.sentences import allow
from app.spaces import queries, report_queries
from app.spaces.models import SpaceEvidence
from app.transaction import transaction

VERBS = (Verb.HIDE, Verb.RESTORE, Verb.LOCK, Verb.UNLOCK)
"""What a moderator of a space decides."""


def find(actor: Actor, things: str, public_id: str, *, lock: bool = False) -> tuple[Target, SpaceRole | None]:
    """A topic or a comment that this reader may read where it stands, and what they are there.

    Raises Missing for everything else, what stands in a round included.
    """
    finder = moderation.comment_target if things == "comments" else moderation.contribution_target
    found = finder(public_id, lock=lock)
    if found is None or found.contribution.kind is not Kind.TOPIC:
        raise Missing
    space = queries.space_of_round(found.contribution.round_id)
    role = queries.role_of(space.id, actor.id) if space else None
    if space is None or not law.is_read(space.kind, role) or found.contribution.published_at is None:
        raise Missing
    gone = found.text.hidden_at is not None or found.contribution.hidden_at is not None
    gone = gone or found.text.withdrawn_at is not None
    if gone and role is not SpaceRole.MODERATOR and actor.id != found.author_id:
        raise Missing
    return found, role


def to_decide(actor: Actor, things: str, public_id: str, *, lock: bool = False) -> Target:
    """The same, for a moderator of the space. Raises Missing, or Refused for its other members."""
    found, role = find(actor, things, public_id, lock=lock)
    allow(None if role is SpaceRole.MODERATOR else No.NOT_SPACE_MODERATOR)
    return found


def possible(found: Target) -> list[Verb]:
    """What there is to decide on it now."""
    hidden = acts.before_of(found, clock.now()).standing is not Standing.SEEN
    verbs = [Verb.RESTORE if hidden else Verb.HIDE]
    if found.comment is None:
        verbs.append(Verb.UNLOCK if found.thread.locked_at else Verb.LOCK)
    return verbs


def decide(actor: Actor, things: str, public_id: str, order: Order) -> Target:
    """Hide or bring back a text, or lock a discussion or open it; the author is told the rule and the reason.

    Raises Missing, Refused, Conflict where another moderator was first, or Invalid without a rule or a reason.
    """
    with transaction():
        found = to_decide(actor, things, public_id, lock=True)
        if order.verb in {Verb.LOCK, Verb.UNLOCK}:
            found = Target(found.contribution, found.thread, whole_thread=True)
        acts.carry_out_in_space(actor, found, order, clock.now())
    return found


# -- Reports to the moderators of the site ----------------------------------------------------------------------------


def to_report(actor: Actor, things: str, public_id: str, *, lock: bool = False) -> Target:
    """A text that this reader may report. Raises Missing, or Refused for one's own."""
    found, _role = find(actor, things, public_id, lock=lock)
    allow(may_report(actor, found.author_id))
    return found


def report(
    actor: Actor, things: str, public_id: str, reason: ReportReason, words: str, *, key: str | None = None
) -> str:
    """Report a text, as a case on whoever wrote it; gives the report's name.

    The words that stand there now are kept as evidence, and nothing around them. A second report on the same person joins
    the first.
    """
    assert actor.id is not None
    with transaction():
        earlier = once.claim(actor.id, key, "report in space", things, public_id, reason, words)
        if earlier is not None:
            return earlier
        found = to_report(actor, things, public_id, lock=True)
        author = moderation.subject(keys(person_id=found.author_id), lock=True)
        assert author is not None  # Accounts are closed, never deleted.
        made = case_queries.waiting_report(author, actor.id) or _new(actor.id, author, reason, words)
        report_queries.keep(made, found)
        once.settle(actor.id, key, made.public_id)
    return made.public_id


def _new(reporter_id: int, author: Subject, reason: ReportReason, words: str) -> Report:
    made = Report(
        **author.keys, reporter_id=reporter_id, reason=reason, words=clean_text(words).strip(), at=clock.now()
    )
    case = case_queries.file(author, made, None)
    audit.record(reporter_id, "report.made", "report", made.public_id, reason=reason, case=case.public_id)
    return made


def evidence(actor: Actor, case_id: str) -> tuple[Case, Sequence[SpaceEvidence]]:
    """What was reported in spaces, for a moderator of the site who may decide the case; that it was read is put down.

    Raises Missing where nothing was, Refused for whoever is no moderator or stands too near.
    """
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    with transaction():
        case = report_queries.case_with_evidence(case_id)
        subject = moderation.subject(case_queries.keys_of(case)) if case else None
        if case is None or subject is None:
            raise Missing
        allow(may_decide(actor, acts.parties(actor, subject)))
        audit.record(actor.id, "space.read_as_evidence", "case", case.public_id)
        return case, report_queries.evidence(case.id)
