"""SQL about what a person wrote, did and belongs to, for that person's own download."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, select

from app.accounts.data_rows import rows
from app.accounts.models import Organisation
from app.bookmarks.models import Bookmark
from app.contributions.models import Contribution, Revision
from app.dealing.models import Deal
from app.drafts.models import Draft
from app.images.models import Image, ImageUse
from app.messages.models import Conversation, Message
from app.organisations.models import Membership, OrganisationClaim
from app.rounds.models import Participation, Round
from app.threads.models import Comment, Thread, UsefulMark
from app.votes.models import Vote, VoteEvent


def contributions(person_id: int) -> Sequence[RowMapping]:
    """What the person posted, drafts and withdrawn ones included."""
    return rows(
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
    return rows(
        select(
            Comment.public_id, Contribution.public_id.label("contribution"), Comment.body, Comment.created_at,
            Comment.edited_at, Comment.withdrawn_at, Comment.hidden_at,
        )
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .where(Comment.author_id == person_id)
        .order_by(Comment.id)
    )  # fmt: skip


def unfinished(person_id: int) -> Sequence[RowMapping]:
    """What the person has begun to write, as it was kept while typing."""
    mine = (Draft.person_id == person_id) & (Draft.text != "")
    return rows(select(Draft.key.label("place"), Draft.text, Draft.at).where(mine).order_by(Draft.at))


def versions(person_id: int) -> Sequence[RowMapping]:
    """Every version of what the person wrote."""
    return rows(
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
    return rows(
        select(Contribution.public_id.label("contribution"), Vote.choice, Vote.at, Vote.source)
        .join(Contribution, Contribution.id == Vote.contribution_id)
        .where(Vote.person_id == person_id)
        .order_by(Vote.at)
    )


def cards(person_id: int) -> Sequence[RowMapping]:
    """What was dealt to the person in Have your say, and what came of each card."""
    return rows(
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
    return rows(
        select(Contribution.public_id.label("contribution"), VoteEvent.choice, VoteEvent.at, VoteEvent.source)
        .join(Contribution, Contribution.id == VoteEvent.contribution_id)
        .where(VoteEvent.person_id == person_id)
        .order_by(VoteEvent.id)
    )


def useful_marks(person_id: int) -> Sequence[RowMapping]:
    """The comments that the person marked as useful."""
    return rows(
        select(Comment.public_id.label("comment"), UsefulMark.at)
        .join(Comment, Comment.id == UsefulMark.comment_id)
        .where(UsefulMark.person_id == person_id)
        .order_by(UsefulMark.at)
    )


def participations(person_id: int) -> Sequence[RowMapping]:
    """The rounds that the person took part in."""
    return rows(
        select(Round.slug.label("round"), Participation.since)
        .join(Round, Round.id == Participation.round_id)
        .where(Participation.person_id == person_id)
        .order_by(Participation.since)
    )


def messages(person_id: int) -> Sequence[RowMapping]:
    """What the person wrote to others; what others wrote is theirs."""
    return rows(
        select(Conversation.public_id.label("conversation"), Message.number, Message.body, Message.at)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.author_id == person_id)
        .order_by(Message.id)
    )


def organisations(person_id: int) -> Sequence[RowMapping]:
    """The organisations to which the person belongs."""
    return rows(
        select(Organisation.handle.label("organisation"), Membership.role, Membership.since)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.since, Membership.organisation_id)
    )


def organisation_claims(person_id: int) -> Sequence[RowMapping]:
    """What the person said to speak for, and what came of it."""
    claim = OrganisationClaim
    return rows(
        select(Organisation.handle.label("organisation"), claim.words, claim.at, claim.settled_at, claim.confirmed)
        .join(Organisation, Organisation.id == claim.organisation_id)
        .where(claim.person_id == person_id)
        .order_by(claim.id)
    )


def bookmarks(person_id: int) -> Sequence[RowMapping]:
    """What the person saved to find it again."""
    return rows(
        select(Contribution.public_id.label("contribution"), Comment.public_id.label("comment"), Bookmark.at)
        .outerjoin(Contribution, Contribution.id == Bookmark.contribution_id)
        .outerjoin(Comment, Comment.id == Bookmark.comment_id)
        .where(Bookmark.person_id == person_id)
        .order_by(Bookmark.id)
    )


def images(person_id: int) -> Sequence[RowMapping]:
    """The person's pictures themselves, in WebP, and the texts in which they stand."""
    whole, inner = Contribution.public_id.label("contribution"), Comment.public_id.label("comment")
    return rows(
        select(
            Image.public_id,
            Image.width,
            Image.height,
            Image.at,
            whole,
            inner,
            Revision.number.label("version"),
            Image.data,
        )
        .outerjoin(ImageUse, ImageUse.image_id == Image.id)
        .outerjoin(Revision, Revision.id == ImageUse.revision_id)
        .outerjoin(Contribution, Contribution.id == Revision.contribution_id)
        .outerjoin(Comment, Comment.id == Revision.comment_id)
        .where(Image.owner_id == person_id)
        .order_by(Image.id, Revision.id)
    )
