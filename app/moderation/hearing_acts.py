"""Appeals as they are read: a decision as it is told, and an appeal before those who may answer it."""

from dataclasses import dataclass

from app import audit, clock
from app.columns import OBJECTS
from app.contributions.models import Revision
from app.extensions import db
from app.moderation import appeal_queries, decision_queries, queries
from app.moderation.case_models import Appeal
from app.moderation.models import Decision
from app.moderation.reading import Subject, Target
from app.rules import appeals as law
from app.rules.actors import Actor
from app.rules.appeals import Bench
from app.rules.decisions import Scope
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.rules.spaces import SpaceRole
from app.sentences import allow
from app.spaces import queries as spaces
from app.spaces.models import Space


@dataclass(frozen=True)
class Statement:
    """A decision as it is told to whom it concerns, with the appeal against it, and whether one can still be made."""

    decision: Decision
    appeal: Appeal | None
    subject: Subject | None
    no: No | None
    in_space: bool
    bench: Bench
    """Who answers, where nobody is chosen: in a space, its other moderators if there are any."""

    @property
    def chooses(self) -> bool:
        """Whether whoever appeals may choose between the space and the site."""
        return self.in_space and self.bench is Bench.SPACE


def statement(actor: Actor, public_id: str) -> Statement:
    """A decision, for whom it concerns and for moderators. Raises Missing for everybody else.

    What a moderator of a space decided is for whom it concerns alone.
    """
    decision = decision_queries.decision_by_id(public_id)
    if decision is None:
        raise Missing
    space = spaces.space_of_round(decision.round_id)
    moderates = actor.is_moderator and space is None
    concerned = decision_queries.concerned(decision)
    if not (moderates or actor.id in concerned):
        raise Missing
    made = appeal_queries.appeal_against(decision.id)
    no = law.may_appeal(actor, concerned, decision.appeal_by, clock.now(), made=made is not None)
    by = bench_of(space, decision, asked_site=made is not None and made.space_id is None)
    return Statement(decision, made, about(decision), no, space is not None, by)


def bench_of(space: Space | None, decision: Decision, *, asked_site: bool) -> Bench:
    """Who answers an appeal against a decision."""
    return law.bench(asked_site=asked_site, others=len(other_moderators(space, decision)))


def other_moderators(space: Space | None, decision: Decision) -> list[int]:
    """The moderators of a space but who decided, and whom it concerns; nobody where it is no space."""
    near = {decision.by_id, decision.author_id}
    return [one for one in spaces.moderators(space.id) if one not in near] if space else []


def about(decision: Decision, *, lock: bool = False) -> Subject | None:
    """What a decision is about; none where it is whether somebody belongs to a space."""
    if decision.scope is Scope.MEMBERSHIP:
        return None
    person_id = decision.author_id if decision.scope is Scope.PERSON else None
    named = {name: getattr(decision, name) for name in OBJECTS if name != "person_id"}
    found = queries.subject(named | {"person_id": person_id}, lock=lock)
    if isinstance(found, Target) and decision.scope is Scope.THREAD:
        return Target(found.contribution, found.thread, whole_thread=True)
    if isinstance(found, Target) and decision.revision_id is not None:
        return Target(found.contribution, found.thread, found.comment, queries.revision_by_id(decision.revision_id))
    return found


@dataclass(frozen=True)
class Hearing:
    """An appeal with what it contests, before somebody who may look at it. `no`: why they do not answer it, or none."""

    appeal: Appeal
    decision: Decision
    space: Space | None
    bench: Bench
    no: No | None

    @property
    def from_outside(self) -> bool:
        """Whether moderators of the site look at what was decided in a space."""
        return self.space is not None and self.bench is Bench.SITE


def find(actor: Actor, public_id: str, *, lock: bool = False) -> Hearing:
    """An appeal before those who may look at it: moderators of the site, or those of the space in which it was decided.

    Raises Missing for everything else, and Refused for whoever is no moderator of anything concerned. Where it is locked,
    the space is locked first, so that nobody answers who is a moderator there no more.
    """
    found = appeal_queries.appeal_by_id(public_id)
    space = _space_of(found) if found else None
    if lock and space is not None:
        spaces.by_id(space.id, lock=True)
    if lock:
        found = appeal_queries.appeal_by_id(public_id, lock=True)
    hearing = _hearing(actor, found, space) if found else None
    if hearing is None:
        allow(None if actor.is_moderator else No.NOT_MODERATOR)
        raise Missing
    return hearing


def _space_of(found: Appeal) -> Space | None:
    return spaces.space_of_round(db.session.get_one(Decision, found.decision_id).round_id)


def _hearing(actor: Actor, found: Appeal, space: Space | None) -> Hearing | None:
    """The appeal, where this person is among those before whom it is."""
    decision, answered = db.session.get_one(Decision, found.decision_id), found.decided_at is not None
    concerned = {found.person_id, *decision_queries.concerned(decision)}
    if space is None:
        no = law.may_answer(actor, found.decider_id, concerned, answered=answered)
        return Hearing(found, decision, None, Bench.SITE, no) if actor.is_moderator else None
    role = spaces.role_of(space.id, actor.id)
    by = bench_of(space, decision, asked_site=found.space_id is None)
    if answered:  # Whoever answered it answered it, whoever moderates there by now.
        by = Bench.SITE if found.space_id is None else Bench.SPACE
    sits = role is SpaceRole.MODERATOR if by is Bench.SPACE else actor.is_moderator and role is None
    no = law.may_answer_from_space(actor, role, by, found.decider_id, concerned, answered=answered)
    return Hearing(found, decision, space, by, no) if sits else None


def words_of(actor: Actor, hearing: Hearing) -> Revision | None:
    """The one text of a space that an appeal lays before whoever answers it, as it stood when it was decided on.

    That a moderator of the site looked is put down. Nothing is shown of what was answered, or taken back.
    """
    if hearing.no is not None:
        return None
    if hearing.from_outside:
        audit.record(actor.id, "space.read_on_appeal", "appeal", hearing.appeal.public_id)
    subject = about(hearing.decision)
    taken_back = isinstance(subject, Target) and subject.text.withdrawn_at is not None
    return None if taken_back else appeal_queries.version_decided_on(hearing.decision)
