"""SQL about all that is kept of one person, for that person's own download."""

from collections.abc import Sequence

from sqlalchemy import Executable, RowMapping, select

from app.accounts.letter_models import CodeTry
from app.contributions.models import Contribution, Revision
from app.dealing.models import Deal
from app.extensions import db
from app.moderation.models import Report
from app.notifications.models import Notice
from app.rounds.models import Participation, Round
from app.threads.models import Comment, Thread, UsefulMark
from app.votes.models import Vote, VoteEvent


def contributions(person_id: int) -> Sequence[RowMapping]:
    """What the person posted, drafts and withdrawn ones included."""
    return _rows(
        select(
            Contribution.public_id, Contribution.kind, Round.slug.label("round"), Contribution.title, Contribution.body,
            Contribution.cost_pounds, Contribution.outcomes, Contribution.who_would, Contribution.created_at,
            Contribution.published_at, Contribution.edited_at, Contribution.withdrawn_at, Contribution.hidden_at,
        )
        .join(Round, Round.id == Contribution.round_id)
        .where(Contribution.author_id == person_id)
        .order_by(Contribution.id)
    )  # fmt: skip


def comments(person_id: int) -> Sequence[RowMapping]:
    """What the person said in threads."""
    return _rows(
        select(
            Comment.public_id, Contribution.public_id.label("contribution"), Comment.body, Comment.created_at,
            Comment.edited_at, Comment.withdrawn_at, Comment.hidden_at,
        )
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .where(Comment.author_id == person_id)
        .order_by(Comment.id)
    )  # fmt: skip


def versions(person_id: int) -> Sequence[RowMapping]:
    """Every version of what the person wrote."""
    return _rows(
        select(
            Contribution.public_id.label("contribution"), Comment.public_id.label("comment"), Revision.number,
            Revision.title, Revision.body, Revision.at, Revision.hidden_at,
        )
        .outerjoin(Contribution, Contribution.id == Revision.contribution_id)
        .outerjoin(Comment, Comment.id == Revision.comment_id)
        .where(Revision.by_id == person_id)
        .order_by(Revision.id)
    )  # fmt: skip


def votes(person_id: int) -> Sequence[RowMapping]:
    """The person's votes as they stand."""
    return _rows(
        select(Contribution.public_id.label("contribution"), Vote.choice, Vote.at, Vote.source)
        .join(Contribution, Contribution.id == Vote.contribution_id)
        .where(Vote.person_id == person_id)
        .order_by(Vote.at)
    )


def cards(person_id: int) -> Sequence[RowMapping]:
    """What was dealt to the person in Have your say, and what came of each card."""
    return _rows(
        select(
            Round.slug.label("round"), Deal.kind, Deal.place, Contribution.public_id.label("contribution"), Deal.at,
            Deal.answered_at, Deal.skipped_at,
        )
        .join(Contribution, Contribution.id == Deal.contribution_id)
        .join(Round, Round.id == Deal.round_id)
        .where(Deal.person_id == person_id)
        .order_by(Deal.id)
    )  # fmt: skip


def vote_history(person_id: int) -> Sequence[RowMapping]:
    """Each act of voting, changing and withdrawing."""
    return _rows(
        select(Contribution.public_id.label("contribution"), VoteEvent.choice, VoteEvent.at, VoteEvent.source)
        .join(Contribution, Contribution.id == VoteEvent.contribution_id)
        .where(VoteEvent.person_id == person_id)
        .order_by(VoteEvent.id)
    )


def useful_marks(person_id: int) -> Sequence[RowMapping]:
    """The comments that the person marked as useful."""
    return _rows(
        select(Comment.public_id.label("comment"), UsefulMark.at)
        .join(Comment, Comment.id == UsefulMark.comment_id)
        .where(UsefulMark.person_id == person_id)
        .order_by(UsefulMark.at)
    )


def reports(person_id: int) -> Sequence[RowMapping]:
    """What the person reported."""
    return _rows(
        select(Report.public_id, Report.reason, Report.words, Report.at, Report.settled_at)
        .where(Report.reporter_id == person_id)
        .order_by(Report.id)
    )


def notices(person_id: int) -> Sequence[RowMapping]:
    """What the person was told. What a notice refers to may be somebody else's words: only its kind and times."""
    return _rows(
        select(Notice.kind, Notice.at, Notice.read_at).where(Notice.person_id == person_id).order_by(Notice.id)
    )


def participations(person_id: int) -> Sequence[RowMapping]:
    """The rounds that the person took part in."""
    return _rows(
        select(Round.slug.label("round"), Participation.since)
        .join(Round, Round.id == Participation.round_id)
        .where(Participation.person_id == person_id)
        .order_by(Participation.since)
    )


def wrong_codes(person_id: int) -> Sequence[RowMapping]:
    """When the person gave a code that no letter had, as far as that still counts."""
    return _rows(select(CodeTry.at).where(CodeTry.person_id == person_id).order_by(CodeTry.at))


def _rows(statement: Executable) -> Sequence[RowMapping]:
    return db.session.execute(statement).mappings().all()
