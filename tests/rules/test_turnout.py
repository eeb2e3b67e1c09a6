"""Areas against population, without telling of fewer than five people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.turnout import SMALL, AreaCount, Verdict, heard

areas = st.lists(
    st.builds(
        AreaCount,
        name=st.text(alphabet="abcdefgh", min_size=1, max_size=4),
        population=st.integers(0, 5000),
        people=st.integers(0, 30),
    ),
    unique_by=lambda area: area.name,
    max_size=8,
)


def verdicts(*found: AreaCount) -> dict[str, Verdict]:
    return {", ".join(one.names): one.verdict for one in heard(found)}


def test_shares_are_compared_with_the_population():
    found = verdicts(
        AreaCount("North", 300, 440),
        AreaCount("East", 200, 170),
        AreaCount("South", 200, 110),
        AreaCount("West", 250, 80),
        AreaCount("Moor", 50, 0),
    )
    assert found == {
        "North": Verdict.WELL,
        "East": Verdict.ABOUT_RIGHT,
        "South": Verdict.TOO_FEW,
        "West": Verdict.FAR_TOO_FEW,
        "Moor": Verdict.NOBODY,
    }


def test_the_best_heard_come_first():
    found = heard([AreaCount("Low", 100, 5), AreaCount("High", 100, 20), AreaCount("None", 100, 0)])
    assert [one.names for one in found] == [("High",), ("Low",), ("None",)]
    assert [(one.people, one.spoke, round(one.lives, 3)) for one in found] == [
        (20, 0.8, 0.333),
        (5, 0.2, 0.333),
        (0, 0, 0.333),
    ]


def test_small_areas_are_joined():
    found = heard([AreaCount("B", 10, 3), AreaCount("A", 10, 2), AreaCount("C", 10, 50)])
    assert sorted(one.names for one in found) == [("A", "B"), ("C",)]


def test_one_small_area_is_joined_with_the_next():
    assert [one.names for one in heard([AreaCount("A", 10, 1), AreaCount("B", 10, 9), AreaCount("C", 10, 50)])] == [
        ("C",),
        ("A", "B"),
    ]


@pytest.mark.parametrize("some", [[], [AreaCount("A", 10, 4)], [AreaCount("A", 0, 40)]])
def test_too_few_people_or_no_population_show_nothing(some):
    assert heard(some) == []


def test_an_area_where_nobody_lives_may_still_speak():
    found = heard([AreaCount("Office", 0, 6), AreaCount("Town", 10, 6)])
    assert {one.names: one.verdict for one in found} == {("Office",): Verdict.WELL, ("Town",): Verdict.TOO_FEW}


@given(areas)
def test_no_number_tells_of_one_to_four_people(some):
    found = heard(some)
    assert all(one.people == 0 or one.people >= SMALL for one in found)
    if found:
        assert sum(one.people for one in found) == sum(area.people for area in some)
        assert sorted(name for one in found for name in one.names) == sorted(area.name for area in some)
        assert sum(one.spoke for one in found) == pytest.approx(1)
        assert sum(one.lives for one in found) == pytest.approx(1)
