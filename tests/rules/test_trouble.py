"""Signs of trouble: exact tails, few false flags among honest items, and notes where votes were organised."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import trouble
from app.rules.tails import at_least, at_least_once, deviation
from app.rules.trouble import FLAG_ABOVE, Sign, watch

HOUR = 3600


def honest_round(seed, people=800, items=60, areas=12):
    """People of all degrees of diligence come in sittings over three weeks; six in ten join just before."""
    chance = np.random.RandomState(seed)
    answers = np.minimum(items, 1 + chance.lognormal(2.5, 1.2, people).astype(int))
    person = np.repeat(np.arange(people), answers)
    size = 1 / np.arange(1, areas + 1)
    come = chance.randint(0, 21 * 24 * HOUR, people)
    liked = chance.standard_normal(items)
    item = np.concatenate([chance.permutation(items)[:count] for count in answers])
    return {
        "person": person,
        "item": item,
        "value": np.sign(np.round(chance.normal(liked[item], 1.3))).astype(int),
        "dealt": chance.random_sample(len(person)) < 0.75,
        "at": come[person] + chance.exponential(900, len(person)),
        "area": np.where(chance.random_sample(people) < 0.1, -1, chance.choice(areas, people, p=size / size.sum())),
        "joined": come - np.where(chance.random_sample(people) < 0.6, 600, chance.exponential(5 * 24 * HOUR, people)),
        "items": items,
    }


def organised(columns, target=7, people=20):
    """Twenty people of one area follow a link within one hour, vote on the target and leave."""
    first, at = len(columns["area"]), 300 * HOUR + np.arange(people) * 170.0
    more = {
        "person": np.arange(first, first + people),
        "item": np.full(people, target),
        "value": np.ones(people, int),
        "dealt": np.zeros(people, bool),
        "at": at,
        "area": np.full(people, 5),
        "joined": at - 500,
    }
    return columns | {name: np.append(columns[name], column) for name, column in more.items()}


def test_about_one_honest_item_in_a_hundred_has_a_sign():
    found = [watch(**honest_round(seed)) for seed in range(25)]
    judged = sum(np.isfinite(one.deviation[:, 0]).sum() for one in found)
    signs = sum(one.sign.sum(axis=0) for one in found)
    assert judged > 1400
    assert (signs <= 0.02 * judged).all()
    assert sum(one.note.sum() for one in found) <= 0.002 * judged


def test_an_organised_item_gets_a_note_and_the_others_do_not():
    notes = np.array([watch(**organised(honest_round(seed))).note for seed in range(10)])
    assert notes[:, 7].all()
    assert np.delete(notes, 7, axis=1).sum() <= 1


def test_the_shares_are_the_plain_figures():
    found = watch(
        person=[0, 0, 0, 0, 1, 2, 3],
        item=[0, 1, 2, 3, 0, 0, 0],
        value=[1, 1, 1, -1, 1, 1, -1],
        dealt=[1, 1, 1, 1, 0, 1, 0],
        at=[0, 10, 20, 30, 5, HOUR + 5, 7],
        area=[1, 1, -1, 0],
        joined=[-10 * 24 * HOUR, 0, HOUR, 0],
        items=5,
    )
    assert found.share[0].tolist() == pytest.approx([2 / 3, 1, 1 / 3, 1 / 3, 2 / 3])  # the second hour is the odd one
    assert found.share[1].tolist() == [0, 1, 1, 0, 0]
    assert np.isnan(found.share[3]).all()
    assert np.isnan(found.share[4]).all()
    assert np.isnan(found.deviation).all()  # under ten agreeing votes nothing is said
    assert not found.sign.any()
    assert not found.note.any()


def test_a_round_without_votes_is_quiet():
    nothing = dict.fromkeys(("person", "item", "value", "dealt", "at", "area", "joined"), ())
    assert not watch(**nothing, items=3).note.any()
    assert watch(**nothing, items=0).share.shape == (0, 5)


def test_rows_in_any_order_give_the_same_signs():
    columns = organised(honest_round(1))
    rows = np.random.RandomState(3).permutation(len(columns["person"]))
    shuffled = columns | {name: columns[name][rows] for name in ("person", "item", "value", "dealt", "at")}
    one, other = watch(**columns), watch(**shuffled)
    assert one.deviation.tobytes() == other.deviation.tobytes()
    assert one.share.tobytes() == other.share.tobytes()


def test_a_round_whose_items_all_differ_widely_raises_its_own_yardstick():
    chance, heard = np.array([1e-8] * 5 + [0.5] * 5), np.ones(10, bool)
    assert trouble.in_units_of_the_round(chance, heard).max() == pytest.approx(trouble.UPPER_QUARTILE)
    small = trouble.in_units_of_the_round(chance[:7], heard[:7])
    assert small.max() == pytest.approx(5.612, abs=1e-3)


def test_each_sign_has_a_threshold_of_its_own():
    assert list(FLAG_ABOVE) == list(Sign)
    assert all(1.5 < threshold < 4 for threshold in FLAG_ABOVE.values())


def exact_tail(count, trials, chance):
    chance = Fraction(chance)
    terms = (math.comb(trials, i) * chance**i * (1 - chance) ** (trials - i) for i in range(count, trials + 1))
    return float(sum(terms))


@given(st.integers(0, 60), st.floats(0.001, 0.999), st.data())
def test_tails_are_exact(trials, chance, data):
    count = data.draw(st.integers(0, trials))
    found = at_least(np.array([count]), np.array([trials]), np.array([chance]))
    assert found[0] == pytest.approx(exact_tail(count, trials, chance), rel=1e-9, abs=1e-13)


def test_tails_of_large_counts():
    count, trials = np.array([50_500, 49_500, 100_000]), np.full(3, 100_000)
    found = at_least(count, trials, np.full(3, 0.5))
    assert found[:2] == pytest.approx([0.000791, 1 - 0.000774], abs=1e-6)  # 3.159 and 3.165 standard deviations
    assert found[2] == 0  # 2⁻¹⁰⁰⁰⁰⁰ is beyond numbers


def test_deviations_are_normal_quantiles():
    assert deviation(np.array([0.5, 0.01, 0.25])) == pytest.approx([0, 2.326348, 0.674490], abs=1e-6)
    assert 37 < deviation(np.array([0.0]))[0] < 38
    assert deviation(np.array([1.0]))[0] == pytest.approx(-7.03, abs=0.01)


def test_the_rarest_of_many_is_less_rare():
    assert at_least_once(np.array([0.1, 0.5, 1.0]), np.array([2, 1, 5])) == pytest.approx([0.19, 0.5, 1])
