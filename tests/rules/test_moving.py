"""What may be moved where, and where comments stand after a move."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.rules.contributions import Kind
from app.rules.moving import (
    MOST_MOVED,
    Planted,
    Spell,
    Standing,
    folds,
    may_move_branch,
    may_move_contribution,
    replant,
)
from app.rules.permissions import No
from app.rules.phases import Phase, PhaseKind, Timetable
from app.rules.threads import DEEPEST, SEGMENT_LENGTH, Spot, spot

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def table(*open_now, over=()):
    dated = [Phase(kind, NOW - DAY, NOW + DAY) for kind in open_now]
    return Timetable(
        opened=True, cancelled=False, phases=(*dated, *(Phase(kind, NOW - 3 * DAY, NOW - DAY) for kind in over))
    )


def test_a_branch_goes_to_another_whole_contribution_of_its_round():
    here, there = Standing(1, 1), Standing(2, 1)
    assert may_move_branch(here, there, 1) is None
    assert may_move_branch(here, here, 1) is No.SAME_PLACE
    assert may_move_branch(here, Standing(2, 2), 1) is No.OTHER_ROUND
    assert may_move_branch(here, Standing(2, 1, whole=False), 1) is No.UNAVAILABLE
    assert may_move_branch(here, there, MOST_MOVED + 1) is No.BRANCH_TOO_LONG


def test_a_contribution_leaves_and_enters_open_phases_alone():
    both = table(PhaseKind.NEEDS, PhaseKind.IDEAS)
    idea, need = Spell(Kind.IDEA, 1, both), Spell(Kind.NEED, 1, both)
    assert may_move_contribution(7, idea, need, NOW) is None
    assert may_move_contribution(7, idea, idea, NOW) is No.SAME_PLACE
    late = table(PhaseKind.NEEDS, over=(PhaseKind.IDEAS,))
    assert may_move_contribution(7, Spell(Kind.IDEA, 1, late), Spell(Kind.NEED, 1, late), NOW) is No.TOO_LATE
    assert may_move_contribution(7, need, Spell(Kind.IDEA, 2, late), NOW) is No.TOO_LATE
    assert may_move_contribution(7, need, Spell(Kind.PROPOSAL, 1, both), NOW) is No.NO_SUCH_PHASE


@st.composite
def discussions(draw):
    """The parents of a discussion's comments, each by its place among those before it, or none."""
    number = draw(st.integers(1, 30))
    return [draw(st.none() | st.integers(0, place - 1)) if place else None for place in range(number)]


def planted(parents):
    """The discussion as it would have been posted."""
    spots, replies, said = [], {}, []
    for place, parent in enumerate(parents):
        earlier = replies.get(parent, 0) if parent is not None else 0
        spots.append(spot(place + 1, spots[parent] if parent is not None else None, earlier))
        replies[parent] = earlier + 1
        said.append(Planted(place + 1, None if parent is None else parent + 1, place + 1))
    order = sorted(range(len(parents)), key=lambda place: spots[place].path)
    return [said[place] for place in order], [spots[place] for place in order]


@given(discussions())
def test_folding_anew_is_what_posting_did(parents):
    said, spots = planted(parents)
    rows = [(one.id, one.parent_id, spot.depth) for one, spot in zip(said, spots, strict=True)]
    assert folds(rows) == {one.id: spot.folded for one, spot in zip(said, spots, strict=True)}


@given(discussions(), st.integers(100, 10_000), st.booleans())
def test_a_branch_keeps_its_order_and_its_shape(parents, first, below):
    said, spots = planted(parents)
    branch = [one for one, spot in zip(said, spots, strict=True) if spot.path.startswith(spots[0].path)]
    depths = {one.id: spot.depth for one, spot in zip(said, spots, strict=True)}
    numbers = {one.id: first + place for place, one in enumerate(branch)}
    parent = Spot("0000z", 0, folded=False) if below else None
    moved = replant(branch, numbers, parent)
    paths = [moved[one.id].path for one in branch]
    assert paths == sorted(paths)
    assert all(path.startswith(paths[0]) for path in paths)
    assert {one.id: moved[one.id].depth - below for one in branch} == {one.id: depths[one.id] for one in branch}


def test_what_would_stand_too_deep_is_set_beside():
    chain = [Planted(place, place - 1 or None, place) for place in range(1, 4)]
    below = Spot("00001" * DEEPEST, DEEPEST - 1, folded=True)
    moved = replant(chain, {1: 1, 2: 2, 3: 3}, below)
    assert [moved[one.id].depth for one in chain] == [DEEPEST, DEEPEST, DEEPEST]
    assert {len(moved[one.id].path) for one in chain} == {(DEEPEST + 1) * SEGMENT_LENGTH}
