"""Moving what was said to where it belongs: what may be moved where, and the places of comments after a move."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.permissions import No, may_post
from app.rules.phases import Timetable
from app.rules.threads import DEEPEST, SHOWN_LEVELS, SHOWN_REPLIES, Spot, segment

MOST_MOVED = 1_000
"""Comments that one decision moves: beyond that, open pages would be told more than they can show."""


@dataclass(frozen=True)
class Standing:
    """A contribution, as a place from or to which something is moved. `whole`: everybody can read it."""

    id: int
    round_id: int
    whole: bool = True


def may_move_branch(from_: Standing, to: Standing, comments: int) -> No | None:
    """May a branch of so many comments go from the discussion of one contribution to that of the other?"""
    if from_.id == to.id:
        return No.SAME_PLACE
    if from_.round_id != to.round_id:
        return No.OTHER_ROUND
    return No.BRANCH_TOO_LONG if comments > MOST_MOVED else None if to.whole else No.UNAVAILABLE


@dataclass(frozen=True)
class Spell:
    """A kind in a round, with the round's dates."""

    kind: Kind
    round_id: int
    table: Timetable


def may_move_contribution(author_id: int, from_: Spell, to: Spell, now: datetime) -> No | None:
    """May somebody's contribution become another kind, or go to another round?

    Both the phase that it leaves and the one that it enters must be open: a result that people have seen does not change
    afterwards, and nobody comes in by a side door after the deadline.
    """
    if (from_.kind, from_.round_id) == (to.kind, to.round_id):
        return No.SAME_PLACE
    author = Actor(author_id)
    return may_post(author, from_.kind, from_.table, now) or may_post(author, to.kind, to.table, now)


@dataclass(frozen=True)
class Planted:
    """A comment as a move sees it; `parent_id` none at the top of the discussion."""

    id: int
    parent_id: int | None
    number: int


def replant(branch: Sequence[Planted], numbers: Mapping[int, int], below: Spot | None) -> dict[int, Spot]:
    """The places of a branch's comments, given in the order of reading, under new numbers and below another comment.

    What would stand too deep is set beside, as a new reply would be. Whether they are folded is asked of `folds`.
    """
    spots: dict[int, Spot] = {}
    for one in branch:
        above = spots.get(one.parent_id or 0, below)
        path = above.path if above else ""
        depth = above.depth + 1 if above else 0
        while depth > DEEPEST:
            path, depth = path[: -len(segment(0))], depth - 1
        spots[one.id] = Spot(path + segment(numbers[one.id]), depth, folded=False)
    return spots


def folds(thread: Iterable[tuple[int, int | None, int]]) -> dict[int, bool]:
    """Which comments of a thread wait behind a link: (id, parent, depth) of each, in the order of reading.

    The same law as `threads.spot` has for a comment that is posted.
    """
    folded: dict[int, bool] = {}
    replies: dict[int, int] = defaultdict(int)
    for comment_id, parent_id, depth in thread:
        if parent_id is None:
            folded[comment_id] = False
            continue
        late = replies[parent_id] >= SHOWN_REPLIES or depth >= SHOWN_LEVELS
        folded[comment_id] = folded[parent_id] or late
        replies[parent_id] += 1
    return folded
