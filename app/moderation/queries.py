"""SQL that finds what is reported and decided on, and the rules."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution, Revision
from app.extensions import db
from app.moderation.models import CommunityRule, ReadyReason
from app.moderation.reading import Keys, Profile, RuleWords, SpaceFace, Subject, Target
from app.openness.rule_models import RuleComment, RuleProposal, RuleVersion
from app.organisations.models import speaks_for
from app.rounds.models import Round
from app.rules.permissions import No
from app.rules.refusals import Conflict
from app.rules.spaces import is_public_face
from app.sentences import SENTENCES
from app.spaces.models import Space
from app.threads.models import Comment, Thread

T = TypeVar("T")


def contribution_target(public_id: str, number: int | None = None, *, lock: bool = False) -> Target | None:
    """A contribution, or one version of it; locked in the fixed order where asked."""
    return _target(Contribution.public_id == public_id, number=number, lock=lock)


def comment_target(public_id: str, number: int | None = None, *, lock: bool = False) -> Target | None:
    """A comment, or one version of it, with the contribution and the thread that it stands in."""
    return _comment_target(Comment.public_id == public_id, number=number, lock=lock)


def _comment_target(which: ColumnElement[bool], *, number: int | None = None, lock: bool = False) -> Target | None:
    found = db.session.execute(select(Comment.id, Thread.contribution_id).join(Comment.thread).where(which)).first()
    if found is None:
        return None
    return _target(Contribution.id == found.contribution_id, comment_id=found.id, number=number, lock=lock)


def thread_target(public_id: str, *, lock: bool = False) -> Target | None:
    """A whole thread."""
    found = select(Thread.contribution_id).where(Thread.public_id == public_id).scalar_subquery()
    target = _target(Contribution.id == found, lock=lock)
    return Target(target.contribution, target.thread, whole_thread=True) if target else None


def person_target(handle: str, *, lock: bool = False) -> Profile | None:
    """A person with an open account."""
    return _person_target(and_(User.handle == handle, User.closed_at.is_(None)), lock=lock)


def _person_target(which: ColumnElement[bool], *, lock: bool = False) -> Profile | None:
    statement = select(User).where(which).options(joinedload(User.organisation))
    locked = statement.with_for_update(of=User).execution_options(populate_existing=True) if lock else statement
    person = db.session.scalars(locked).one_or_none()
    return Profile(person) if person else None


def organisation_target(handle: str, *, lock: bool = False) -> Profile | None:
    """An organisation."""
    return _organisation_target(Organisation.handle == handle, lock=lock)


def _organisation_target(which: ColumnElement[bool], *, lock: bool = False) -> Profile | None:
    organisation = db.session.scalars(_locked(select(Organisation).where(which), lock=lock)).one_or_none()
    return Profile(organisation=organisation) if organisation else None


def rule_proposal_target(public_id: str, *, lock: bool = False) -> RuleWords | None:
    """A proposal to change the rules."""
    return _rule_words(RuleProposal.public_id == public_id, lock=lock)


def rule_comment_target(public_id: str, *, lock: bool = False) -> RuleWords | None:
    """Words in the discussion of one."""
    return _rule_comment(RuleComment.public_id == public_id, lock=lock)


def space_target(slug: str, *, lock: bool = False) -> SpaceFace | None:
    """The name of a space that everybody may know of, and what it says it is for."""
    found = _space_face(Space.slug == slug, lock=lock)
    return found if found and is_public_face(found.space.kind) else None


def _space_face(which: ColumnElement[bool], *, lock: bool) -> SpaceFace | None:
    space = db.session.scalars(_locked(select(Space).where(which), lock=lock)).one_or_none()
    return SpaceFace(space) if space else None


def _rule_words(which: ColumnElement[bool], *, lock: bool) -> RuleWords | None:
    proposal = db.session.scalars(_locked(select(RuleProposal).where(which), lock=lock)).one_or_none()
    return RuleWords(proposal) if proposal else None


def _rule_comment(which: ColumnElement[bool], *, lock: bool) -> RuleWords | None:
    """The proposal is locked first: whoever settles it or hides it locks it alone."""
    of_it = select(RuleComment.proposal_id).where(which).scalar_subquery()
    found = _rule_words(RuleProposal.id == of_it, lock=lock)
    comment = db.session.scalars(_locked(select(RuleComment).where(which), lock=lock)).one_or_none()
    return RuleWords(found.proposal, comment) if found and comment else None


def subject(keys: Keys, *, lock: bool = False) -> Subject | None:
    """What these keys name, accounts that were closed since too."""
    finders: dict[str, Callable[[int], Subject | None]] = {
        "comment_id": lambda key: _comment_target(Comment.id == key, lock=lock),
        "contribution_id": lambda key: _target(Contribution.id == key, lock=lock),
        "person_id": lambda key: _person_target(User.id == key, lock=lock),
        "rule_comment_id": lambda key: _rule_comment(RuleComment.id == key, lock=lock),
        "rule_proposal_id": lambda key: _rule_words(RuleProposal.id == key, lock=lock),
        "space_id": lambda key: _space_face(Space.id == key, lock=lock),
        "organisation_id": lambda key: _organisation_target(Organisation.id == key, lock=lock),
    }
    named = ((find, keys.get(name)) for name, find in finders.items())
    return next((find(key) for find, key in named if key is not None), None)


def _target(
    which: ColumnElement[bool], *, comment_id: int | None = None, number: int | None = None, lock: bool = False
) -> Target | None:
    contribution = db.session.scalars(_locked(select(Contribution).where(which), lock=lock)).first()
    if contribution is None:
        return None
    of_it = Thread.contribution_id == contribution.id
    thread = db.session.scalars(_locked(select(Thread).where(of_it), lock=lock)).one()
    comment = db.session.get(Comment, comment_id, populate_existing=lock) if comment_id else None
    if comment is not None and comment.thread_id != thread.id:  # It was moved while we waited for the lock.
        raise Conflict(str(SENTENCES[No.MOVED_ALREADY]))
    target = Target(contribution, thread, comment)
    if number is None:
        return target
    revision = _revision(target, number)
    return Target(contribution, thread, comment, revision) if revision else None


def _locked(statement: Select[T], *, lock: bool) -> Select[T]:
    return statement.with_for_update().execution_options(populate_existing=True) if lock else statement


def _revision(target: Target, number: int) -> Revision | None:
    return db.session.scalars(select(Revision).where(_of(target), Revision.number == number)).first()


def revision_by_id(revision_id: int) -> Revision | None:
    """One version."""
    return db.session.get(Revision, revision_id)


def _of(target: Target) -> ColumnElement[bool]:
    return (
        Revision.comment_id == target.comment.id
        if target.comment
        else Revision.contribution_id == target.contribution.id
    )


def latest_revision(target: Target) -> int | None:
    """The version of the words as they stand; none where an import kept none."""
    return db.session.scalar(select(Revision.id).where(_of(target)).order_by(Revision.number.desc()).limit(1))


def rules(round_id: int | None = None) -> Sequence[CommunityRule]:
    """The rules that hold, by number: those of the site, and those of the round where one is named."""
    here = or_(CommunityRule.round_id.is_(None), CommunityRule.round_id == round_id)
    in_force = select(CommunityRule).where(CommunityRule.retired_at.is_(None), here)
    return db.session.scalars(in_force.order_by(CommunityRule.number)).all()


def rules_to_choose(round_ids: Collection[int | None] | None) -> Sequence[Row[int, str, str | None]]:
    """(number, title, name of the round where alone it holds) of the site's rules and those of these rounds; none: of all."""
    statement = (
        select(CommunityRule.number, CommunityRule.title, Round.title.label("round"))
        .outerjoin(Round, Round.id == CommunityRule.round_id)
        .where(CommunityRule.retired_at.is_(None))
        .order_by(CommunityRule.round_id.is_not(None), Round.title, CommunityRule.number)
    )
    if round_ids is not None:
        known = [one for one in round_ids if one is not None]
        statement = statement.where(or_(CommunityRule.round_id.is_(None), CommunityRule.round_id.in_(known)))
    return db.session.execute(statement).all()


def rule(number: int, round_id: int | None = None) -> CommunityRule | None:
    """A rule that holds on the site, or in that round."""
    return next((one for one in rules(round_id) if one.number == number), None)


def version_in_force(number: int) -> int | None:
    """The version of a rule as it stands."""
    return db.session.scalar(select(func.max(RuleVersion.id)).where(RuleVersion.rule == number))


def ready_reasons(rules: Collection[int] | None = None) -> Sequence[ReadyReason]:
    """The ready-made reasons that are in use, by rule; of these rules alone where they are given."""
    in_use = select(ReadyReason).where(ReadyReason.retired_at.is_(None))
    if rules is not None:
        in_use = in_use.where(ReadyReason.rule.in_(rules))
    return db.session.scalars(in_use.order_by(ReadyReason.rule, ReadyReason.title, ReadyReason.id)).all()


def ready_reason(public_id: str) -> ReadyReason | None:
    """One of them, retired ones too."""
    return db.session.scalars(select(ReadyReason).where(ReadyReason.public_id == public_id)).one_or_none()


def opened(round_id: int | None) -> bool:
    """Whether the round was ever opened to the public."""
    return db.session.scalar(select(Round.opened_at).where(Round.id == round_id)) is not None


def has_spoken(thread_id: int, person_id: int) -> bool:
    """Whether a person wrote in a thread."""
    statement = select(Comment.id).where(Comment.thread_id == thread_id, Comment.author_id == person_id)
    return db.session.scalar(statement.limit(1)) is not None


def has_talked(proposal_id: int, person_id: int) -> bool:
    """Whether a person wrote in the discussion of a proposal to change the rules."""
    statement = select(RuleComment.id).where(RuleComment.proposal_id == proposal_id, RuleComment.author_id == person_id)
    return db.session.scalar(statement.limit(1)) is not None


def organisations_of(person_id: int) -> frozenset[int | None]:
    """The organisations for which a person speaks."""
    return frozenset(db.session.scalars(speaks_for(person_id)))
