"""SQL that takes away everything that one account posted: a batch of texts at a time, a handful of statements a batch."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, insert, null, or_, select, union, update

from app.contributions.models import Contribution
from app.extensions import db
from app.live import EventKind, ThreadEvent
from app.moderation.case_models import Case
from app.moderation.mass_models import Removal
from app.moderation.models import Decision, Report
from app.rules.contributions import IN_ROUNDS
from app.rules.reports import Outcome
from app.threads.models import Comment, Thread, ThreadEventRecord
from app.visibility import in_no_space

Values = dict[str, Any]

A_BATCH = 1_000
"""Texts that one transaction removes: a third of a second, for which others wait who write below the same contributions."""

_PLAIN: dict[str, Any] = {"execution_options": {"synchronize_session": False}}


@dataclass(frozen=True)
class Piece:
    """One text: a comment, or (`comment_id` none) a contribution, with the thread that hears of it.

    `near`: it stands below this moderator's own words, or in a discussion in which the moderator wrote.
    """

    contribution_id: int
    comment_id: int | None
    public_id: str
    round_id: int
    thread_id: int
    thread: str
    withdrawn: bool
    near: bool

    @property
    def about(self) -> Values:
        """What a decision on it is about."""
        return {"contribution_id": None if self.comment_id else self.contribution_id, "comment_id": self.comment_id}


# -- How far it has come ---------------------------------------------------------------------------------------------


def removal(public_id: str, *, lock: bool = False) -> Removal | None:
    """A removal; `lock`: nobody else goes on with it until the transaction ends."""
    statement = select(Removal).where(Removal.public_id == public_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def unfinished(person_id: int, moderator_id: int) -> Removal | None:
    """The one that this moderator has begun on a person, and not finished."""
    theirs = (Removal.person_id == person_id, Removal.by_id == moderator_id, Removal.finished_at.is_(None))
    return db.session.scalars(select(Removal).where(*theirs)).one_or_none()


def _standing(author_id: int, until: datetime | None = None) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Which comments and which contributions of an account everybody can read; those posted by a moment alone.

    What stands in spaces is not among them: moderators of the site do not act where they do not read.
    """
    said = and_(
        Comment.author_id == author_id, Comment.hidden_at.is_(None), Comment.locked_at.is_(None),
        in_no_space(Comment.round_id),
    )  # fmt: skip
    posted = and_(
        Contribution.author_id == author_id, Contribution.hidden_at.is_(None), Contribution.locked_at.is_(None),
        Contribution.published_at.is_not(None), Contribution.kind.in_(IN_ROUNDS),
    )  # fmt: skip
    if until is None:
        return said, posted
    return and_(said, Comment.created_at <= until), and_(posted, Contribution.published_at <= until)


def how_many(author_id: int) -> int:
    """How many texts of an account everybody can read."""
    said, posted = (select(func.count()).where(which).scalar_subquery() for which in _standing(author_id))
    texts: int = db.session.scalars(select(said + posted)).one()
    return texts


def only_round(author_id: int) -> list[int]:
    """The round in which all of that lies; none where it lies in several."""
    said, posted = _standing(author_id)
    rounds = union(select(Comment.round_id).where(said), select(Contribution.round_id).where(posted))
    found = list(db.session.scalars(rounds.limit(2)))
    return found if len(found) == 1 else []


def next_batch(of: Removal) -> list[Piece] | None:
    """The next texts that a removal comes to, locked in the fixed order; none where it has come to the end.

    A text that somebody hid in the meantime is left out.
    """
    said, posted = _standing(of.person_id, of.at)
    comments = select(Comment.id).where(said, Comment.id > of.comments_until).order_by(Comment.id)
    ids = list(db.session.scalars(comments.limit(A_BATCH)))
    if ids:
        of.comments_until = ids[-1]
        in_threads = select(Comment.thread_id).where(Comment.id.in_(ids))
        _lock(select(Thread.contribution_id).where(Thread.id.in_(in_threads)))
        return _pieces(_comments(_near(of.by_id)).where(Comment.id.in_(ids), said))
    whole = select(Contribution.id).where(posted, Contribution.id > of.contributions_until).order_by(Contribution.id)
    ids = list(db.session.scalars(whole.limit(A_BATCH)))
    if not ids:
        return None
    of.contributions_until = ids[-1]
    _lock(select(Contribution.id).where(Contribution.id.in_(ids)))
    return _pieces(_contributions(_near(of.by_id)).where(Contribution.id.in_(ids), posted))


def _lock(contribution_ids: Select[int | None] | Select[int]) -> None:
    """Lock these contributions, then their threads."""
    ids = select(Contribution.id).where(Contribution.id.in_(contribution_ids)).order_by(Contribution.id)
    found = db.session.scalars(ids.with_for_update()).all()
    threads = select(Thread.id).where(Thread.contribution_id.in_(found)).order_by(Thread.id)
    db.session.execute(threads.with_for_update(key_share=True)).all()


def _near(moderator_id: int) -> ColumnElement[bool]:
    spoke = select(Comment.thread_id).where(Comment.author_id == moderator_id)
    return or_(Contribution.author_id == moderator_id, Thread.id.in_(spoke)).label("near")


def _comments(near: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    about = (Contribution.id, Comment.id.label("comment_id"), Comment.public_id, Comment.round_id, Comment.withdrawn_at)
    return (
        select(*about, Thread.id.label("thread_id"), Thread.public_id.label("thread"), near)
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .order_by(Comment.id)
    )


def _contributions(near: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    about = (Contribution.id, null().label("comment_id"), Contribution.public_id, Contribution.round_id)
    return (
        select(*about, Contribution.withdrawn_at, Thread.id.label("thread_id"), Thread.public_id.label("thread"), near)
        .join(Thread, Thread.contribution_id == Contribution.id)
        .order_by(Contribution.id)
    )


def _pieces(statement: Select[*tuple[Any, ...]]) -> list[Piece]:
    return [_piece(row) for row in db.session.execute(statement)]


def _piece(row: Row[*tuple[Any, ...]]) -> Piece:
    withdrawn, near = row.withdrawn_at is not None, bool(row.near)
    return Piece(row.id, row.comment_id, row.public_id, row.round_id, row.thread_id, row.thread, withdrawn, near)


# -- What follows from it --------------------------------------------------------------------------------------------


def open_cases(pieces: Sequence[Piece]) -> list[int | None]:
    """The case that is open on each of these texts, locked; none where none is."""
    names = [(Case.comment_id if one.comment_id else Case.contribution_id) for one in pieces]
    by_column: dict[Any, list[int]] = {}
    for column, one in zip(names, pieces, strict=True):
        by_column.setdefault(column, []).append(one.comment_id or one.contribution_id)
    found: dict[tuple[int | None, int | None], int] = {}
    for column, ids in by_column.items():
        statement = select(Case.id, Case.comment_id, Case.contribution_id).where(column.in_(ids))
        rows = db.session.execute(statement.where(Case.closed_at.is_(None)).order_by(Case.id).with_for_update())
        found |= {(row.comment_id, row.contribution_id): row.id for row in rows}
    return [found.get((one.about["comment_id"], one.about["contribution_id"])) for one in pieces]


def record(rows: list[Values], wanted: Collection[str]) -> dict[str, int]:
    """Write the decisions down; gives the ids of those that are wanted, by public id.

    To ask for all ids while they are written makes it three times as slow on both databases.
    """
    db.session.execute(insert(Decision), rows)
    ids = select(Decision.public_id, Decision.id).where(Decision.public_id.in_(wanted))
    return dict(db.session.execute(ids).all())


def hide(pieces: Sequence[Piece], rule: int, now: datetime) -> None:
    """Repeat the decisions on the texts, and keep the counts of comments that everybody may read."""
    for table, ids in (
        (Comment, [one.comment_id for one in pieces if one.comment_id]),
        (Contribution, [one.contribution_id for one in pieces if not one.comment_id]),
    ):
        hidden = {"hidden_at": now, "hidden_rule": rule, "covered_at": None}
        if ids:
            db.session.execute(update(table).where(table.id.in_(ids)).values(hidden), **_PLAIN)
    gone = Counter(one.contribution_id for one in pieces if one.comment_id and not one.withdrawn)
    if gone:
        fewer = update(Contribution).where(Contribution.id == bindparam("which"))
        fewer = fewer.values(comment_count=Contribution.comment_count - bindparam("gone"))
        db.session.connection().execute(fewer, [{"which": number, "gone": count} for number, count in gone.items()])


def append_events(pieces: Sequence[Piece], now: datetime) -> list[ThreadEvent]:
    """Write the next events of all these threads, which are locked; for `transaction.announce`.

    Only the last of its kind in each thread is announced: whoever watches asks for all after the last that they know.
    """
    threads = Counter(one.thread_id for one in pieces)
    last = dict(db.session.execute(select(Thread.id, Thread.sequence).where(Thread.id.in_(threads))).all())
    rows, events = [], dict[tuple[int, EventKind], ThreadEvent]()
    for one in pieces:
        last[one.thread_id] += 1
        kind = EventKind.COMMENT_HIDDEN if one.comment_id else EventKind.CONTRIBUTION_HIDDEN
        place = {"thread_id": one.thread_id, "sequence": last[one.thread_id], "round_id": one.round_id}
        rows.append(place | {"kind": kind, "object_id": one.public_id, "at": now})
        event = ThreadEvent(one.thread, last[one.thread_id], kind, one.public_id, one.round_id)
        events[one.thread_id, kind] = event
    db.session.execute(insert(ThreadEventRecord), rows)
    db.session.execute(update(Thread), [{"id": number, "sequence": last[number]} for number in threads])
    return list(events.values())


def settle(case_ids: Sequence[int], moderator_id: int, now: datetime) -> list[tuple[int, int, int]]:
    """Close these cases, and settle their reports; gives (case, report, reporter) of each that a person made."""
    closed = {"closed_at": now, "closed_by_id": moderator_id}
    db.session.execute(update(Case).where(Case.id.in_(case_ids)).values(closed), **_PLAIN)
    settled = {"settled_at": now, "settled_by_id": moderator_id, "outcome": Outcome.UPHELD}
    waiting = and_(Report.case_id.in_(case_ids), Report.settled_at.is_(None))
    done = update(Report).where(waiting).values(settled).returning(Report.case_id, Report.id, Report.reporter_id)
    told = db.session.execute(done, **_PLAIN)
    return [(case, report, reporter) for case, report, reporter in told if case is not None and reporter is not None]
