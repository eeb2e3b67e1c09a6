"""A move with all that follows from it, inside the transaction that a service has begun and with both places locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app import audit
from app.contributions.models import Contribution
from app.drafts.queries import moved as drafts_moved
from app.extensions import db
from app.live import EventKind, Published
from app.moderation import move_queries
from app.moderation.models import Decision
from app.moderation.move_models import Move
from app.moderation.reading import Target
from app.notifications.queries import notify
from app.rounds.queries import note_participation
from app.rules.contributions import Kind
from app.rules.decisions import Scope
from app.rules.moderation import Verb
from app.rules.moving import folds, replant
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Conflict
from app.rules.threads import DEEPEST, Spot
from app.sentences import SENTENCES
from app.threads.models import Comment, Thread
from app.threads.queries import append_event
from app.transaction import announce


class Place(NamedTuple):
    """A contribution and its thread, both locked."""

    contribution: Contribution
    thread: Thread


def move_branch(root: Comment, from_: Place, to: Place, decision: Decision) -> None:
    """Put a branch at the top of another discussion, and remember where it stood."""
    comments = move_queries.branch(root)
    before = {one.id: one.number for one in comments}
    first = to.thread.last_number + 1
    to.thread.last_number += len(comments)
    numbers = {one.id: first + place for place, one in enumerate(comments)}
    move = Move(
        decision_id=decision.id, comment_id=root.id, from_thread_id=from_.thread.id, to_thread_id=to.thread.id,
        from_parent_id=root.parent_id,
    )  # fmt: skip
    move_queries.remember(move, before)
    from_.thread.branches_left += 1
    _carry(comments, from_, to, (numbers, None), decision)


def move_branch_back(move: Move, root: Comment, from_: Place, to: Place, decision: Decision) -> None:
    """Put a branch back where it stood, under its old numbers; what was said in it since comes along.

    `from_` is where it stands now. What it answered may have gone elsewhere meanwhile: then it stands at the top.
    """
    comments = move_queries.branch(root)
    old, taken = move_queries.old_numbers(move), move_queries.numbers_taken(to.thread.id)
    numbers = {}
    for one in comments:
        number = old.get(one.id)
        if number is None or number in taken:
            to.thread.last_number += 1
            number = to.thread.last_number
        numbers[one.id] = number
    parent = move_queries.comment_now(move.from_parent_id) if move.from_parent_id else None
    move.undone_by_id = decision.id
    to.thread.branches_left -= 1
    _carry(comments, from_, to, (numbers, parent if parent and parent.thread_id == to.thread.id else None), decision)


def _carry(
    comments: Sequence[Comment],
    from_: Place,
    to: Place,
    where: tuple[dict[int, int], Comment | None],
    decision: Decision,
) -> None:
    """Carry a branch over, with its events, counts and everything that refers to it."""
    (numbers, parent), root, now = where, comments[0], decision.at
    _leave(root)
    below = Spot(parent.path, parent.depth, parent.folded) if parent else None
    move_queries.put(comments, to.thread, numbers, replant(move_queries.planted(comments), numbers, below))
    _join(comments, parent)
    read = sum(one.hidden_at is None and one.withdrawn_at is None for one in comments)
    from_.contribution.comment_count -= read
    to.contribution.comment_count += read
    move_queries.follow([one.id for one in comments], to.thread)
    drafts_moved([one.public_id for one in comments], from_.contribution.public_id, to.contribution.public_id)
    for one in comments:
        announce(append_event(from_.thread, EventKind.COMMENT_REMOVED, one.public_id, now))
    known = move_queries.told_of(to.thread.id, [one.public_id for one in comments])
    for one in comments:  # What readers there have met before comes back; it is not new to them.
        kind = EventKind.COMMENT_RESTORED if one.public_id in known else EventKind.COMMENT_ADDED
        announce(append_event(to.thread, kind, one.public_id, now))
    for thread in (from_.thread, to.thread):
        _fold_anew(thread, now)
    _tell(comments, to.contribution, decision)
    audit.record(
        decision.by_id, "comments.moved", "comment", root.public_id, round_id=decision.round_id,
        decision=decision.public_id, number=len(comments), other=to.contribution.public_id,
    )  # fmt: skip


def _leave(root: Comment) -> None:
    if root.parent_id is not None:
        move_queries.comment_now(root.parent_id).reply_count -= 1


def _join(comments: Sequence[Comment], parent: Comment | None) -> None:
    """Tie the first comment to what it answers now, and all of them to the top of their branch."""
    root = comments[0]
    if parent is not None and parent.depth >= DEEPEST and parent.parent_id is not None:
        parent = move_queries.comment_now(parent.parent_id)
    root.parent_id = parent.id if parent else None
    root.root_id = top = (parent.root_id or parent.id) if parent else None
    for one in comments[1:]:
        one.root_id = top or root.id
    if parent is not None:
        parent.reply_count += 1


def _fold_anew(thread: Thread, now: datetime) -> None:
    """Fold and unfold as if everything had been written here; open pages are told of what came out of a fold."""
    outline = move_queries.outline(thread.id)
    folded = folds((row.id, row.parent_id, row.depth) for row in outline)
    changed = {row.id: folded[row.id] for row in outline if row.folded != folded[row.id]}
    if not changed:
        return
    move_queries.fold(changed)
    for row in outline:
        if changed.get(row.id) is False:
            announce(append_event(thread, EventKind.COMMENT_RESTORED, row.public_id, now))


def _tell(comments: Sequence[Comment], to: Contribution, decision: Decision) -> None:
    """Tell everybody whose words were moved, once each, with the first of their comments."""
    first: dict[int, int] = {}
    for one in comments:
        first.setdefault(one.author_id, one.id)
    for person_id, comment_id in first.items():
        notify(
            person_id, NoticeKind.MOVED, round_id=to.round_id, contribution_id=to.id, comment_id=comment_id,
            decision_id=decision.id, now=decision.at,
        )  # fmt: skip


def move_contribution(place: Place, kind: Kind, round_id: int, decision: Decision) -> None:
    """Make a contribution another kind, or let it belong to another round, and remember what it was."""
    contribution = place.contribution
    move = Move(
        decision_id=decision.id, contribution_id=contribution.id, from_kind=contribution.kind, to_kind=kind,
        from_round_id=contribution.round_id, to_round_id=round_id,
    )  # fmt: skip
    move_queries.remember(move, {})
    _rehome(place, kind, round_id, decision)


def move_contribution_back(move: Move, place: Place, decision: Decision) -> None:
    """Make it what it was."""
    assert move.from_kind is not None
    assert move.from_round_id is not None
    move.undone_by_id = decision.id
    _rehome(place, move.from_kind, move.from_round_id, decision)


def _rehome(place: Place, kind: Kind, round_id: int, decision: Decision) -> None:
    contribution, thread = place
    contribution.kind = kind
    if contribution.round_id != round_id:
        move_queries.to_round(contribution, thread, round_id)
        for person_id in sorted(move_queries.took_part(contribution, thread)):
            note_participation(round_id, person_id, decision.at)
    move_queries.carry_votes(contribution, decision.at)
    notify(
        contribution.author_id, NoticeKind.MOVED, round_id=round_id, contribution_id=contribution.id,
        decision_id=decision.id, now=decision.at,
    )  # fmt: skip
    audit.record(
        decision.by_id, "contribution.moved", "contribution", contribution.public_id, round_id=round_id,
        decision=decision.public_id, kind=kind,
    )  # fmt: skip
    announce(append_event(thread, EventKind.CONTRIBUTION_EDITED, contribution.public_id, decision.at))
    announce(Published(thread.public_id, round_id))


@dataclass(frozen=True)
class WayBack:
    """A move that can be taken back, with everything that it takes locked: where it stands, and where it stood."""

    move: Move
    places: tuple[Place, ...]
    root: Comment | None

    @property
    def about(self) -> Target:
        """What the decision to take it back is about."""
        return Target(*self.places[0], self.root, aspect=Scope.PLACE)


def way_back(decision_id: int) -> WayBack:
    """Lock what a decision moved. Raises Conflict where it was taken back, or moved again, since."""
    known = move_queries.move_of(decision_id)
    if known is None:
        raise Conflict(str(SENTENCES[No.NOT_MOVED]))
    threads = (known.to_thread_id, known.from_thread_id)
    ids = [move_queries.contribution_of_thread(one) for one in threads if one] or [known.contribution_id or 0]
    locked = move_queries.lock_places(ids)
    move = move_queries.move_of(decision_id, lock=True)
    root = move_queries.comment_now(known.comment_id) if known.comment_id else None
    gone = root is not None and root.thread_id != known.to_thread_id
    now = locked[ids[0]][0]
    other = root is None and (now.kind, now.round_id) != (known.to_kind, known.to_round_id)
    if move is None or move.undone_by_id is not None or gone or other:
        raise Conflict(str(SENTENCES[No.NOT_MOVED]))
    return WayBack(move, tuple(Place(*locked[one]) for one in ids), root)


def go_back(way: WayBack, decision: Decision) -> Target | None:
    """Put everything back; gives the page that a split had made, where nobody else has used it."""
    if way.root is None:
        move_contribution_back(way.move, way.places[0], decision)
        return None
    now, before = way.places
    move_branch_back(way.move, way.root, now, before, decision)
    made = db.session.get_one(Decision, way.move.decision_id).verb is Verb.SPLIT
    unused = made and now.contribution.version == 1 and move_queries.untouched(*now)
    return Target(now.contribution, now.thread) if unused and now.contribution.hidden_at is None else None
