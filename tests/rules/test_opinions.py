"""Opinion groups: the map, the badge, and the published group agreement."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from app.rules import clusters, ranking
from app.rules.clusters import group_points, silhouette
from app.rules.opinions import OpinionMap, agreed_across, count_by_group, group_agreement, opinion_map


def published() -> list[object]:
    """What the Polis server computed: in POLIS_FIXTURES, or beside the project; else one case that is skipped."""
    beside = Path(__file__).parents[2].parent / "shared" / "data" / "polis-serverfixtures"
    found = sorted(Path(os.environ.get("POLIS_FIXTURES", beside)).glob("*/math-pca2.json"))
    missing = pytest.mark.skip(reason="no server results here: set POLIS_FIXTURES to polis-serverfixtures")
    cases = [pytest.param(path, id=path.parent.name) for path in found]
    return cases or [pytest.param(None, id="polis-serverfixtures", marks=missing)]


@pytest.mark.parametrize("path", published())
def test_group_agreement_is_the_published_one(path):
    result = json.loads(path.read_text())
    consensus = result["group-aware-consensus"]
    groups = [group["votes"] for group in result["group-votes"].values()]
    agree, seen = ([[votes[item][answer] for item in consensus] for votes in groups] for answer in ("A", "S"))
    assert len(consensus) > 40
    assert group_agreement(agree, seen) == pytest.approx(list(consensus.values()), abs=1e-9)


def test_group_agreement_by_hand():
    assert group_agreement([[3, 0, 10], [1, 0, 0]], [[4, 0, 10], [1, 0, 8]]).tolist() == pytest.approx(
        [4 / 6 * 2 / 3, 1 / 4, 11 / 12 * 1 / 10]
    )
    assert ranking.group_agreement is group_agreement


def test_group_agreement_without_groups_or_items():
    assert group_agreement(np.zeros((0, 2)), np.zeros((0, 2))).tolist() == [1, 1]
    assert group_agreement(np.zeros((2, 0)), np.zeros((2, 0))).tolist() == []


@pytest.mark.parametrize(
    ("agree", "seen", "sentence"),
    [
        ([[1]], [[1, 2]], "of one size"),
        ([1], [2], "of one size"),
        ([[3]], [[2]], "No more"),
        ([[-1]], [[2]], "No more"),
    ],
)
def test_group_agreement_refuses_what_no_count_gives(agree, seen, sentence):
    with pytest.raises(ValueError, match=sentence):
        group_agreement(agree, seen)


# -- The map -----------------------------------------------------------------------------------------------------------


def camps(seed=1, sizes=(40, 25), items=24):
    """Camps that disagree on every item, with one answer in ten astray; everybody answers two thirds."""
    chance = np.random.RandomState(seed)
    home = np.repeat(np.arange(len(sizes)), sizes)
    likes = chance.randint(0, 2, (len(sizes), items)) * 2 - 1
    likes[1] = -likes[0]
    person, item = np.nonzero(chance.random_sample((len(home), items)) < 2 / 3)
    astray = np.where(chance.random_sample(len(person)) < 0.1, -1, 1)
    return person, item, likes[home[person], item] * astray, home


def draw(person, item, value, people, items=24, seed=5):
    return opinion_map(person, item, value, people=people, items=items, seed=seed)


def test_two_camps_are_two_groups_the_larger_first():
    person, item, value, home = camps()
    found = draw(person, item, value, 65)
    assert found.groups == 2
    assert found.group.tolist() == home.tolist()
    assert found.silhouette > 0.6
    assert np.isfinite(found.position).all()


def test_three_camps_are_three_groups():
    person, item, value, home = camps(3, (30, 30, 20), items=60)
    found = draw(person, item, value, 80, items=60)
    assert found.groups == 3
    assert sorted(np.bincount(found.group).tolist()) == [20, 30, 30]
    assert len({tuple(pair) for pair in zip(found.group.tolist(), home.tolist(), strict=True)}) == 3


def test_rows_in_any_order_give_the_same_map():
    person, item, value, _ = camps()
    rows = np.random.RandomState(2).permutation(len(person))
    one, other = draw(person, item, value, 65), draw(person[rows], item[rows], value[rows], 65)
    assert one.position.tobytes() == other.position.tobytes()
    assert one.group.tobytes() == other.group.tobytes()
    assert one.silhouette == other.silhouette


def test_the_axes_are_the_principal_components():
    """With every answer given, the map is the one that a singular value decomposition draws."""
    chance = np.random.RandomState(4)
    table = np.sign(chance.standard_normal((50, 3)) @ chance.standard_normal((3, 12))).astype(int)
    person, item = np.divmod(np.arange(600), 12)
    found = draw(person, item, table.ravel(), 50, items=12)
    left, size, _ = np.linalg.svd(table - table.mean(axis=0), full_matrices=False)
    for axis in range(2):
        expected = left[:, axis] * size[axis]
        assert np.abs(found.position[:, axis]) == pytest.approx(np.abs(expected), abs=1e-4)


def test_people_with_few_answers_have_no_place_on_the_map():
    person, item, value, _ = camps()
    quiet = (person != 3) | (item < 4)
    found = draw(person[quiet], item[quiet], value[quiet], 66)  # number 65 answered nothing
    assert found.group[[3, 65]].tolist() == [-1, -1]
    assert np.isnan(found.position[[3, 65]]).all()
    assert (np.delete(found.group, [3, 65]) >= 0).all()


def test_in_a_small_round_all_items_are_answers_enough():
    person, item = np.divmod(np.arange(120), 4)
    found = draw(person, item, np.where(person < 15, 1, -1) * (item - 1), 30, items=4)
    assert found.groups == 2
    assert np.abs(found.position[:, 1]).max() < 1e-9  # one axis says it all: nobody stands above another


@pytest.mark.parametrize("case", ["too few people", "nobody", "all alike"])
def test_without_enough_to_go_by_there_is_no_map(case):
    person, item, value, _ = camps()
    if case == "too few people":
        rows = person < 19
        person, item, value = person[rows], item[rows], value[rows]
    elif case == "nobody":
        person = item = value = np.zeros(0, int)
    else:
        value = np.ones_like(value)
    found = draw(person, item, value, 65)
    assert found.groups == 0
    assert set(found.group.tolist()) == {-1}
    assert np.isnan(found.position).all()
    assert np.isnan(found.silhouette)


def test_a_cut_that_leaves_a_handful_is_not_made():
    points = np.concatenate([np.zeros((30, 2)), np.ones((4, 2))])
    found = group_points(points, np.random.RandomState(1))
    assert found.groups == 0
    assert set(found.group.tolist()) == {-1}


def test_many_points_are_grouped_by_a_sample(monkeypatch):
    monkeypatch.setattr(clusters, "SAMPLE", 50)
    chance = np.random.RandomState(1)
    points = chance.standard_normal((300, 2)) * 0.2 + np.repeat([[0, 0], [5, 0], [0, 5]], [150, 100, 50], axis=0)
    found = group_points(points, np.random.RandomState(2))
    assert found.groups == 3
    assert np.bincount(found.group).tolist() == [150, 100, 50]


def test_the_steps_of_the_centres_end(monkeypatch):
    monkeypatch.setattr(clusters, "STEPS", 1)
    points = np.random.RandomState(1).standard_normal((60, 2))
    assert group_points(points, np.random.RandomState(2)).groups >= 2


def test_directions_that_keep_turning_are_taken_as_they_are(monkeypatch):
    monkeypatch.setattr("app.rules.opinions.TURNS", 2)
    person, item, value, _ = camps()
    assert np.isfinite(draw(person, item, value, 65).position).all()


def test_silhouette_by_hand():
    spots = np.array([0.0, 1.0, 10.0])
    distance = np.abs(spots[:, np.newaxis] - spots)
    assert silhouette(distance, np.array([0, 0, 1]), 2) == pytest.approx((9 / 10 + 8 / 9 + 0) / 3)
    assert silhouette(np.zeros((4, 4)), np.array([0, 0, 1, 1]), 2) == 0
    assert silhouette(distance, np.array([0, 0, 0]), 2) == 0


# -- The badge ---------------------------------------------------------------------------------------------------------


def test_the_badge_asks_for_more_than_half_of_every_group():
    agree = np.array([[9, 5, 4, 9], [3, 9, 4, 9]])
    seen = np.array([[10, 10, 4, 10], [5, 10, 10, 10]])
    assert agreed_across(agree, seen).tolist() == [True, False, False, True]
    assert agreed_across(np.zeros((0, 3), int), np.zeros((0, 3), int)).tolist() == [False] * 3


def test_counting_by_group_leaves_out_who_has_none():
    found = OpinionMap(np.zeros((4, 2)), np.array([0, 1, 1, -1]), 2, 0.5)
    person, item, value = [0, 1, 2, 3, 1], [0, 0, 0, 0, 1], [1, 1, 0, 1, -1]
    agree, seen = count_by_group(person, item, value, found, items=3)
    assert agree.tolist() == [[1, 0, 0], [1, 0, 0]]
    assert seen.tolist() == [[1, 0, 0], [2, 1, 0]]
