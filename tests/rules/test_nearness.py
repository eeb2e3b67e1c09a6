"""What is near a person."""

from hypothesis import given
from hypothesis import strategies as st

from app.rules.nearness import AROUND, ELSEWHERE, HERE, rings

NORTH, MILL, FIELD, LANE, SOUTH, QUAY = range(1, 7)
TREE = {NORTH: None, MILL: NORTH, FIELD: NORTH, LANE: MILL, SOUTH: None, QUAY: SOUTH}


def test_own_area_then_the_larger_one_and_its_parts_and_the_own_parts():
    assert rings(MILL, TREE) == {
        MILL: HERE, NORTH: AROUND, FIELD: AROUND, LANE: AROUND, SOUTH: ELSEWHERE, QUAY: ELSEWHERE,
    }  # fmt: skip


def test_areas_without_a_larger_one_are_not_each_others_neighbours():
    assert rings(NORTH, TREE) == {
        NORTH: HERE, MILL: AROUND, FIELD: AROUND, LANE: ELSEWHERE, SOUTH: ELSEWHERE, QUAY: ELSEWHERE,
    }  # fmt: skip


@given(st.dictionaries(st.integers(1, 9), st.none() | st.integers(1, 9)), st.integers(1, 9))
def test_only_the_own_area_is_here(parents, own):
    found = rings(own, parents)
    assert found.keys() == parents.keys()
    assert all((ring == HERE) == (area == own) for area, ring in found.items())
