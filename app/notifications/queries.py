"""SQL about notices, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import (
    ColumnElement,
    Row,
    String,
    Subquery,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from app import clock
from app.accounts.models import Organisation, User
from app.checks.models import HeldText
from app.contributions.models import Contribution
from app.duplicates.models import JOINED, MoveAnswer, Pairing
from app.extensions import db
from app.following.models import Follow, Mute
from app.messages.models import Conversation
from app.messages.rows import correspondent
from app.moderation.case_models import Case
from app.moderation.models import CommunityRule, Decision, Report
from app.notifications.models import Notice, UnwantedTopic
from app.organisations.rows import body_of
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.following import Followable
from app.rules.notices import GROUPED_BY_CONTRIBUTION, GROUPED_BY_ROUND, GROUPED_BY_SEARCH, TOPICS, NoticeKind, Topic
from app.search.saved_models import SavedSearch
from app.spaces.models import Space, SpaceInvitation, SpaceOut, SpaceRequest
from app.threads.models import Comment
from app.trouble.models import Quarantine
from app.visibility import comment_may_be_read_by, contribution_may_be_read_by, round_is_open_to, space_is_known_to

NOTICES_A_PAGE = 30


class About(TypedDict, total=False):
    """What a notice refers to: ids of rows, never words."""

    round_id: int | None
    contribution_id: int | None
    comment_id: int | None
    decision_id: int | None
    report_id: int | None
    case_id: int | None
    held_id: int | None
    quarantine_id: int | None
    conversation_id: int | None
    outbox_id: int | None
    pairing_id: int | None
    space_id: int | None


def notify(person_id: int, kind: NoticeKind, *, now: datetime, **about: Unpack[About]) -> None:
    """Tell a person something, inside the transaction of what happened."""
    db.session.execute(insert(Notice).values(person_id=person_id, kind=kind, at=now, **about))


def notify_all(kind: NoticeKind, rows: Sequence[Mapping[str, int]], *, now: datetime) -> None:
    """Tell several people: each row has a `person_id` and what the notice refers to, the same columns in all."""
    if rows:
        db.session.execute(insert(Notice), [{**row, "kind": kind, "at": now} for row in rows])


def take_back(kind: NoticeKind, comment_id: int) -> None:
    """What was told of a comment does not hold any more: whoever has not read it yet need not."""
    about = (Notice.kind == kind, Notice.comment_id == comment_id, Notice.read_at.is_(None))
    db.session.execute(delete(Notice).where(*about))


def mark_read(person_id: int, until: int, now: datetime) -> None:
    """Note that the person has read every notice up to this one."""
    statement = update(Notice).where(Notice.person_id == person_id, Notice.id <= until, Notice.read_at.is_(None))
    db.session.execute(statement.values(read_at=now))


def willing(told: Mapping[int, NoticeKind], contribution_id: int) -> dict[int, NoticeKind]:
    """Of these people, who want to hear this of a discussion.

    Not whoever muted it, whoever wants to hear nothing of the kind, or, of comments, whoever stopped following it.
    """
    people = list(told)
    muted = select(Mute.person_id, literal("")).where(
        Mute.contribution_id == contribution_id, Mute.person_id.in_(people)
    )
    unwanted = select(UnwantedTopic.person_id, cast(UnwantedTopic.topic, String)).where(
        UnwantedTopic.person_id.in_(people)
    )
    stopped = select(Follow.person_id, literal(Topic.COMMENTS.value)).where(
        Follow.kind == Followable.CONTRIBUTION, Follow.object_id == contribution_id, Follow.person_id.in_(people),
        Follow.stopped_at.is_not(None),
    )  # fmt: skip
    deaf = set(map(tuple, db.session.execute(union_all(muted, unwanted, stopped)))) if people else set()
    return {who: kind for who, kind in told.items() if deaf.isdisjoint({(who, ""), (who, TOPICS[kind].value)})}


def unwanted_topics(person_id: int) -> set[Topic]:
    """What the person does not want to be told of."""
    return set(db.session.scalars(select(UnwantedTopic.topic).where(UnwantedTopic.person_id == person_id)))


def set_unwanted_topics(person_id: int, topics: Iterable[Topic]) -> None:
    """Write down what the person does not want to be told of from now on."""
    db.session.execute(delete(UnwantedTopic).where(UnwantedTopic.person_id == person_id))
    rows = [{"person_id": person_id, "topic": topic} for topic in topics]
    if rows:
        db.session.execute(insert(UnwantedTopic), rows)


def _groups(actor: Actor, before: int | None, mailing_id: int | None, news_after: int | None) -> Subquery:
    """The reader's notices in groups, newest first: what is unread and of one kind in one place is one.

    `id` is the newest of a group, `last` the newest that may still be read, `number` how many of them may.
    """
    together = case(
        (and_(Notice.kind.in_(GROUPED_BY_CONTRIBUTION), Notice.read_at.is_(None)), Notice.contribution_id),
        (and_(Notice.kind.in_(GROUPED_BY_SEARCH), Notice.read_at.is_(None)), Notice.search_id),
        (and_(Notice.kind.in_(GROUPED_BY_ROUND), Notice.read_at.is_(None)), Notice.round_id),
    )
    place = func.coalesce(together, -Notice.id)
    said = or_(Notice.comment_id.is_(None), comment_may_be_read_by(actor))
    readable = and_(contribution_may_be_read_by(actor), said)
    found = (
        select(
            func.max(Notice.id).label("id"),
            func.coalesce(func.max(case((readable, Notice.id))), func.max(Notice.id)).label("last"),
            func.count(case((readable, Notice.id))).label("number"),
        )
        .select_from(Notice)
        .outerjoin(Contribution, Contribution.id == Notice.contribution_id)
        .outerjoin(Round, Round.id == Contribution.round_id)
        .outerjoin(Comment, Comment.id == Notice.comment_id)
        .where(Notice.person_id == actor.id)
        .group_by(Notice.kind, place)
        .order_by(func.max(Notice.id).desc())
        .limit(NOTICES_A_PAGE + 1)
    )  # fmt: skip
    if mailing_id is not None:
        found = found.where(Notice.mailing_id == mailing_id)
    if news_after is not None:
        found = found.where(Notice.read_at.is_(None), Notice.id > news_after)
    return (found if before is None else found.having(func.max(Notice.id) < before)).subquery()


def notices_of(
    actor: Actor, before: int | None = None, *, mailing_id: int | None = None, news_after: int | None = None
) -> Sequence[Row[Any]]:
    """The person's notices in groups, newest first, one more than a page holds.

    What they refer to is read as it is now: a title, a name or an address is none where the reader may not read the
    text any more. With `mailing_id`, those alone that one mail is to tell; with `news_after`, the unread ones after that one.
    """
    readable, groups = contribution_may_be_read_by(actor), _groups(actor, before, mailing_id, news_after)
    lead = aliased(Contribution)
    whole = and_(lead.published_at.is_not(None), lead.hidden_at.is_(None), lead.withdrawn_at.is_(None))
    answered = and_(
        MoveAnswer.from_id == Pairing.follower_id,
        MoveAnswer.to_id == Pairing.lead_id,
        MoveAnswer.person_id == actor.id,
    )
    said = and_(readable, comment_may_be_read_by(actor))
    opened = round_is_open_to(actor)
    statement = (
        select(
            groups.c.id, groups.c.number, Notice.kind, Notice.at, Notice.read_at, Notice.comment_id, Notice.contribution_id,
            Contribution.kind.label("about"),
            case((readable, Contribution.title)).label("title"),
            case((readable, Contribution.public_id)).label("contribution"),
            case((said, Comment.public_id)).label("comment"),
            case((said, func.coalesce(Organisation.name, User.display_name))).label("name"),
            case((opened, Round.title)).label("round"), case((opened, Round.slug)).label("slug"),
            Decision.verb, Decision.scope, Decision.reason, Decision.rule, CommunityRule.title.label("rule_title"), Decision.until,
            Decision.appeal_by, Decision.public_id.label("decision"), (Decision.author_id == actor.id).label("concerns_me"),
            Report.public_id.label("report"), Report.outcome, Case.public_id.label("case"),
            Quarantine.public_id.label("quarantine"),
            Conversation.public_id.label("conversation"),
            correspondent(actor).label("correspondent"),
            Pairing.public_id.label("pairing"), Pairing.way, case((whole, lead.title)).label("lead"),
            case((and_(whole, Contribution.hidden_at.is_(None), JOINED, MoveAnswer.at.is_(None)), 1)).label("may_move"),
            SavedSearch.public_id.label("search"), SavedSearch.q, SavedSearch.what, SavedSearch.round.label("in_round"),
            SavedSearch.area.label("in_area"), SavedSearch.theme.label("in_theme"),
            HeldText.public_id.label("held"), HeldText.reason.label("held_reason"),
            case((space_is_known_to(actor), Space.name), (_invited(actor), Space.name)).label("space"),
            case((space_is_known_to(actor), Space.slug)).label("space_slug"), _told_why(actor).label("told_why"),
        )
        .select_from(groups)
        .join(Notice, Notice.id == groups.c.last)
        .outerjoin(Contribution, Contribution.id == Notice.contribution_id)
        .outerjoin(Round, Round.id == func.coalesce(Notice.round_id, Contribution.round_id))
        .outerjoin(Comment, Comment.id == Notice.comment_id)
        .outerjoin(User, User.id == Comment.author_id)
        .outerjoin(Organisation, Organisation.id == body_of(Comment))
        .outerjoin(Quarantine, Quarantine.id == Notice.quarantine_id)
        .outerjoin(Decision, Decision.id == Notice.decision_id)
        .outerjoin(CommunityRule, CommunityRule.number == Decision.rule)
        .outerjoin(Report, Report.id == Notice.report_id)
        .outerjoin(Case, Case.id == Notice.case_id)
        .outerjoin(Pairing, Pairing.id == Notice.pairing_id)
        .outerjoin(lead, lead.id == Pairing.lead_id)
        .outerjoin(MoveAnswer, answered)
        .outerjoin(SavedSearch, SavedSearch.id == Notice.search_id)
        .outerjoin(HeldText, HeldText.id == Notice.held_id)
        .outerjoin(Conversation, Conversation.id == Notice.conversation_id)
        .outerjoin(Space, Space.id == func.coalesce(Notice.space_id, Round.space_id))
        .order_by(groups.c.id.desc())
    )  # fmt: skip
    return db.session.execute(statement).all()


def _invited(actor: Actor) -> ColumnElement[bool]:
    """Whether an invitation of the row's space names this reader, who may know its name until it is answered or over."""
    one = SpaceInvitation
    waits = (one.person_id == actor.id, one.used_at.is_(None), one.withdrawn_at.is_(None), one.expires_at > clock.now())
    return exists().where(one.space_id == Space.id, *waits)


def _told_why(actor: Actor) -> ColumnElement[str]:
    """The sentence with which this reader was last declined, or put out, in the row's space."""
    asked = (SpaceRequest.space_id == Notice.space_id, SpaceRequest.person_id == actor.id)
    answer = select(SpaceRequest.answer).where(*asked, SpaceRequest.accepted.is_(False))
    out = select(SpaceOut.reason).where(SpaceOut.space_id == Notice.space_id, SpaceOut.person_id == actor.id)
    return case(
        (Notice.kind == NoticeKind.SPACE_DECLINED, answer.order_by(SpaceRequest.id.desc()).limit(1).scalar_subquery()),
        (Notice.kind == NoticeKind.SPACE_PUT_OUT, out.scalar_subquery()),
    )


def erase(person_id: int) -> None:
    """Forget what a person was told, and what they did not want to be told of."""
    db.session.execute(delete(Notice).where(Notice.person_id == person_id))
    set_unwanted_topics(person_id, ())
