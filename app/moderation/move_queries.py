"""SQL that moves branches of a discussion, and contributions, together with all that refers to where they stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, literal, null, or_, select, update

from app.checks.models import HeldText
from app.contributions.models import Contribution
from app.dealing.models import Deal
from app.extensions import db
from app.live import EventKind
from app.moderation.case_models import Case
from app.moderation.models import Report
from app.moderation.move_models import Move, MovedComment
from app.notifications.models import Notice
from app.outbox.models import Outgoing
from app.rounds.models import Round
from app.rules.moving import Planted
from app.rules.threads import Spot, after_branch
from app.threads.models import Comment, Thread, ThreadEventRecord
from app.votes.models import Vote, VoteEvent

_PLAIN: dict[str, Any] = {"execution_options": {"synchronize_session": False}}


def lock_places(contribution_ids: Iterable[int]) -> dict[int, tuple[Contribution, Thread]]:
    """These contributions, then their threads, each locked in the order of their ids; by the contribution's id.

    So two moves in opposite directions wait for one another in a line, and not in a ring.
    """
    ids = sorted(set(contribution_ids))
    fresh = {"populate_existing": True}
    some = select(Contribution).where(Contribution.id.in_(ids)).order_by(Contribution.id).with_for_update()
    whole = {one.id: one for one in db.session.scalars(some.execution_options(**fresh))}
    of_them = select(Thread).where(Thread.contribution_id.in_(ids)).order_by(Thread.id).with_for_update(key_share=True)
    threads = db.session.scalars(of_them.execution_options(**fresh))
    return {thread.contribution_id: (whole[thread.contribution_id], thread) for thread in threads}


def comment_now(comment_id: int) -> Comment:
    """A comment as it is now."""
    return db.session.get_one(Comment, comment_id, populate_existing=True)


def contribution_of_thread(thread_id: int) -> int:
    """The contribution that a thread is under."""
    return db.session.scalars(select(Thread.contribution_id).where(Thread.id == thread_id)).one()


def target_contribution(public_id: str) -> Contribution | None:
    """A contribution that was published in an open round, as the place to which something goes."""
    statement = select(Contribution).join(Contribution.round).where(Contribution.public_id == public_id)
    there = statement.where(Contribution.published_at.is_not(None), Round.opened_at.is_not(None))
    return db.session.scalars(there).one_or_none()


def branch(root: Comment) -> Sequence[Comment]:
    """A comment and all that stands below it, in the order of reading, as they are now."""
    below = (Comment.path >= root.path) & (Comment.path < after_branch(root.path))
    statement = select(Comment).where(Comment.thread_id == root.thread_id, below).order_by(Comment.path)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def planted(comments: Iterable[Comment]) -> list[Planted]:
    """The same as the rules see them."""
    return [Planted(one.id, one.parent_id, one.number) for one in comments]


def put(comments: Sequence[Comment], thread: Thread, numbers: Mapping[int, int], spots: Mapping[int, Spot]) -> None:
    """Write the new places of a branch, whose thread, and the one that it goes to, are locked."""
    rows = [
        {
            "id": one.id, "thread_id": thread.id, "number": numbers[one.id], "path": spots[one.id].path,
            "depth": spots[one.id].depth,
        }
        for one in comments
    ]  # fmt: skip
    db.session.execute(update(Comment), rows)


def outline(thread_id: int) -> Sequence[Row[int, int | None, int, bool, str]]:
    """Every comment of a thread in the order of reading: (id, parent, depth, folded, public id)."""
    columns = (Comment.id, Comment.parent_id, Comment.depth, Comment.folded, Comment.public_id)
    return db.session.execute(select(*columns).where(Comment.thread_id == thread_id).order_by(Comment.path)).all()


def fold(folded: Mapping[int, bool]) -> None:
    """Let these comments wait behind a link, or no longer."""
    db.session.execute(update(Comment), [{"id": comment_id, "folded": is_so} for comment_id, is_so in folded.items()])


def follow(comment_ids: Sequence[int], thread: Thread) -> None:
    """Let all that refers to these comments know where they stand now: notices, what is still to be told, cases, replies that wait."""
    whole = thread.contribution_id
    notices = update(Notice).where(Notice.comment_id.in_(comment_ids), Notice.contribution_id.is_not(None))
    db.session.execute(notices.values(contribution_id=whole), **_PLAIN)
    untold = update(Outgoing).where(Outgoing.comment_id.in_(comment_ids))
    db.session.execute(untold.values(contribution_id=whole), **_PLAIN)
    db.session.execute(update(Case).where(Case.comment_id.in_(comment_ids)).values(thread_id=thread.id), **_PLAIN)
    waiting = update(HeldText).where(HeldText.parent_id.in_(comment_ids), HeldText.settled_at.is_(None))
    db.session.execute(waiting.values(contribution_id=whole), **_PLAIN)


def remember(move: Move, numbers: Mapping[int, int]) -> None:
    """Keep where a branch stood."""
    db.session.add(move)
    db.session.flush()
    if numbers:
        rows = [{"move_id": move.id, "comment_id": one, "number": number} for one, number in numbers.items()]
        db.session.execute(insert(MovedComment), rows)


def old_numbers(move: Move) -> dict[int, int]:
    """The number that each comment of a move had before."""
    columns = select(MovedComment.comment_id, MovedComment.number)
    return dict(db.session.execute(columns.where(MovedComment.move_id == move.id)).all())


def move_of(decision_id: int, *, lock: bool = False) -> Move | None:
    """What a decision moved."""
    statement = select(Move).where(Move.decision_id == decision_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def last_move(*, comment_id: int | None = None, contribution_id: int | None = None) -> Move | None:
    """The last move of a branch, or of a contribution, that was not taken back."""
    about = Move.comment_id == comment_id if comment_id else Move.contribution_id == contribution_id
    statement = select(Move).where(about, Move.undone_by_id.is_(None)).order_by(Move.id.desc())
    return db.session.scalars(statement.limit(1)).first()


def told_of(thread_id: int, public_ids: Sequence[str]) -> set[str]:
    """Those of these comments that were added to a thread before, and moved away since."""
    event = ThreadEventRecord
    added = (event.thread_id == thread_id, event.kind == EventKind.COMMENT_ADDED, event.object_id.in_(public_ids))
    return set(db.session.scalars(select(event.object_id).where(*added)))


def numbers_taken(thread_id: int) -> set[int]:
    """The numbers of a thread's comments."""
    return set(db.session.scalars(select(Comment.number).where(Comment.thread_id == thread_id)))


def was_once(public_id: str, kind: str) -> bool:
    """Whether a contribution stood among those of that kind before a moderator moved it."""
    statement = select(Move.id).join(Contribution, Contribution.id == Move.contribution_id)
    old = or_(Move.from_kind == kind, Move.to_kind == kind)
    return db.session.scalar(statement.where(Contribution.public_id == public_id, old).limit(1)) is not None


# -- A contribution ---------------------------------------------------------------------------------------------------


def rounds_open() -> Sequence[Round]:
    """The rounds that are open to the public, by their titles."""
    statement = select(Round).where(Round.opened_at.is_not(None), Round.cancelled_at.is_(None))
    return db.session.scalars(statement.order_by(Round.title, Round.id)).all()


def round_of(round_id: int) -> Round:
    """A round, with its dates."""
    return db.session.get_one(Round, round_id)


def to_round(contribution: Contribution, thread: Thread, round_id: int) -> None:
    """Let all that belongs to a contribution belong to another round."""
    contribution.round_id = thread.round_id = round_id
    comments = select(Comment.id).where(Comment.thread_id == thread.id)
    for table in (Notice, Outgoing, Report, Case):
        about = or_(table.contribution_id == contribution.id, table.comment_id.in_(comments))
        db.session.execute(update(table).where(about).values(round_id=round_id), **_PLAIN)
    for statement in (
        update(Comment).where(Comment.thread_id == thread.id),
        update(ThreadEventRecord).where(ThreadEventRecord.thread_id == thread.id),
        update(HeldText).where(HeldText.contribution_id == contribution.id),
        update(Vote).where(Vote.contribution_id == contribution.id),
    ):
        db.session.execute(statement.values(round_id=round_id), **_PLAIN)


def carry_votes(contribution: Contribution, now: datetime) -> None:
    """Let the votes on it stay, as votes that were found.

    A card was one of its kind and its round, so what answered it is no answer to a card any more; the log says so, and
    comes to the same as the votes. Cards that nobody has answered are put aside.
    """
    mine = Vote.contribution_id == contribution.id
    again = select(
        literal(contribution.round_id), Vote.person_id, Vote.contribution_id, Vote.choice,
        literal(now, VoteEvent.at.type), Vote.source, null(),
    ).where(mine)  # fmt: skip
    names = ("round_id", "person_id", "contribution_id", "choice", "at", "source", "deal_id")
    db.session.execute(insert(VoteEvent).from_select(names, again))
    db.session.execute(update(Vote).where(mine).values(deal_id=None), **_PLAIN)
    open_cards = (Deal.contribution_id == contribution.id, Deal.answered_at.is_(None), Deal.skipped_at.is_(None))
    db.session.execute(update(Deal).where(*open_cards).values(skipped_at=now), **_PLAIN)


def took_part(contribution: Contribution, thread: Thread) -> set[int]:
    """Everybody who wrote it, voted on it or commented on it."""
    voted = select(Vote.person_id).where(Vote.contribution_id == contribution.id)
    said = select(Comment.author_id).where(Comment.thread_id == thread.id)
    return {contribution.author_id, *db.session.scalars(voted), *db.session.scalars(said)}


def untouched(contribution: Contribution, thread: Thread) -> bool:
    """Whether nobody has said anything below it, or voted on it."""
    said = select(func.count()).select_from(Comment).where(Comment.thread_id == thread.id)
    voted = select(func.count()).select_from(Vote).where(Vote.contribution_id == contribution.id)
    return not db.session.scalar(said) and not db.session.scalar(voted)
