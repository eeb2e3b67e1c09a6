"""What is frozen: the same things give the same bytes, and the log gives the round again."""

import copy
import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.dealt_columns import VOTE
from app.rules.frozen import (
    canonical,
    deals_of,
    digest,
    freeze,
    in_places,
    is_sealed,
    may_be_published,
    shares_of,
    statement,
    sums_by_area,
    thaw,
)
from tests.rules.dealt_rounds import ALLOWANCE, FACTS, SALTS, a_dealt_round, an_even_round, frozen, rows_of

seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=15, deadline=None)
whole_numbers = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=5)


@given(document=whole_numbers)
def test_the_order_of_keys_makes_no_difference(document):
    turned = dict(reversed(document.items()))
    assert canonical(turned) == canonical(document)
    assert json.loads(canonical(document)) == document
    assert canonical(document).isascii()


def test_what_is_no_number_has_no_bytes():
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"score": float("nan")})


@given(contents=st.binary(max_size=50))
def test_a_digest_is_sha_256(contents):
    assert digest(contents) == hashlib.sha256(contents).hexdigest()


@few
@given(seed=seeds, other=seeds)
def test_rows_in_any_order_and_people_under_any_number_give_the_same_bytes(seed, other):
    columns, deals = a_dealt_round(seed)
    chance = np.random.RandomState(other)
    people = len(columns.people)
    votes, cards = chance.permutation(len(columns.person)), chance.permutation(len(deals[0]))
    pseudonym, number = chance.permutation(people), chance.permutation(people)
    back = np.argsort(number)
    turned = replace(
        columns,
        **{name: getattr(columns, name)[votes] for name in VOTE[1:]},
        person=number[columns.person[votes]],
        **{name: getattr(columns, name)[back] for name in ("verified", "area", "cards_dealt")},
    )
    moved = (number[deals[0][cards]], deals[1][cards], deals[2][cards])
    assert canonical(freeze(turned, moved, pseudonym[back], SALTS)) == canonical(
        freeze(columns, deals, pseudonym, SALTS)
    )


@few
@given(seed=seeds, other=seeds)
def test_a_log_gives_the_round_again(seed, other):
    columns, deals = a_dealt_round(seed)
    columns = columns.set_aside(np.random.RandomState(other).random_sample(len(columns.person)) < 0.2)
    pseudonym = np.random.RandomState(other).permutation(len(columns.people))
    log = json.loads(canonical(freeze(columns, deals, pseudonym, SALTS)))
    found = thaw(log, ALLOWANCE)
    assert ("aside" in log) == bool(len(columns.aside.item))
    assert found.rank(seed).score.tobytes() == columns.rank(seed).score.tobytes()
    for name in ("first_dealt", "dealt_to", "quarantined"):
        assert getattr(found, name).tolist() == getattr(columns, name).tolist()
    assert found.cards_dealt[pseudonym].tolist() == columns.cards_dealt.tolist()
    again = freeze(found, deals_of(log), np.arange(len(pseudonym)), SALTS)
    assert canonical(again) == canonical(log)


def test_lifting_a_quarantine_gives_the_log_from_before():
    columns, deals = a_dealt_round(5)
    rows = columns.person == columns.person[0]
    log, found, _ = frozen(columns.set_aside(rows), deals)
    assert found["quarantined"] == sum(item["quarantined"] for item in found["items"]) == int(rows.sum())
    thawed = thaw(log, ALLOWANCE)
    assert rows_of(thawed.all_votes) == rows_of(columns)
    lifted = thawed.set_aside(np.zeros(len(rows), dtype=np.bool_))
    assert frozen(lifted, deals)[1] == frozen(columns, deals)[1]
    assert "quarantined" not in frozen(columns, deals)[1]


def broken(**changes):
    """The even round's log with some column of a table changed."""
    log = copy.deepcopy(frozen(*an_even_round())[0])
    for name, change in changes.items():
        change(log[name])
    return log


def test_a_vote_that_counts_answers_a_counted_card():
    log = frozen(*an_even_round())[0]
    with pytest.raises(ValueError, match="answers no counted card"):
        thaw(log, ALLOWANCE - 1)
    swapped = broken(votes=lambda votes: votes["item"].__setitem__(0, 3))
    with pytest.raises(ValueError, match="answers no counted card"):
        thaw(swapped, ALLOWANCE)


def test_cards_go_to_people_on_the_roll():
    log = broken(people=lambda people: people["area"].pop())
    with pytest.raises(ValueError, match="where they live"):
        thaw(log, ALLOWANCE)


@pytest.mark.parametrize("number", [60, -1, 2**40, -(2**63)])
def test_a_number_that_is_nobodys_asks_for_no_memory(number):
    for part in ("deals", "votes"):
        log = broken(**{part: lambda rows: rows["person"].__setitem__(-1, number)})
        with pytest.raises(ValueError, match="not on the list"):
            thaw(log, ALLOWANCE)


def test_the_statement_of_a_known_round():
    log, found, table = frozen(*an_even_round())
    assert [item["number"] for item in found["items"]] == [0, 1, 2, 3]
    assert [item["rank"] for item in found["items"]] == [1, 2, 3, None]
    assert [item["counted"] for item in found["items"]] == [[40, 10, 10], [30, 20, 10], [20, 20, 20], [0, 0, 0]]
    assert [item["dealt_to"] for item in found["items"]] == [60, 60, 60, 0]
    assert found["items"][0]["weights"] == [40_000_000, 10_000_000, 10_000_000]
    assert found["items"][3]["first_dealt"] is None
    assert (found["people"], found["voters"], found["votes"], found["answers"]) == (60, 60, 180, 180)
    assert found["log_digest"] == digest(canonical(log))
    assert found["table_digest"] == digest(canonical(table))
    assert (table["areas"], table["counted"]) == (["Area 0", "Area 1"], [30, 30, 0, 0])
    assert table["people"][0] == [[20, 5, 5], [20, 5, 5], [0, 0, 0], [0, 0, 0]]
    assert shares_of(table).tolist() == [0.5, 0.5, 0.0]


def test_a_result_is_provisional_while_the_phase_is_open_or_few_took_part():
    enough, few_people = an_even_round(), an_even_round(areas=1)
    assert not frozen(*enough)[1]["provisional"]
    assert frozen(*few_people)[1]["provisional"]
    open_still = frozen(*enough, closes_at=None)[1]
    assert open_still["provisional"]
    assert open_still["closes_at"] is None


@few
@given(seed=seeds)
def test_the_table_adds_up_to_the_statement(seed):
    columns, deals = a_dealt_round(seed, people=60)
    log, found, table = frozen(columns, deals)
    by_number = sorted(found["items"], key=lambda item: item["number"])
    assert np.array(table["cells"]).sum(axis=1).tolist() == [item["weights"] for item in by_number]
    assert np.array(table["people"]).sum(axis=1).tolist() == [item["counted"] for item in by_number]
    assert sum(table["counted"]) == found["people"]
    assert sum(table["shares"]) == pytest.approx(1)
    assert len(table["shares"]) == len(table["areas"]) + 1 == len(table["counted"]) - 1
    assert table == sums_by_area(columns, columns.sums(), SALTS.table)
    assert statement(log, FACTS)[0] == found


numbers = st.lists(st.integers(0, 8), min_size=1, max_size=4)


@given(counted=numbers, people=numbers)
def test_no_number_that_tells_of_one_to_four_people_is_published(counted, people):
    table = {"counted": counted, "people": [[people]]}
    assert may_be_published(table) == set(counted + people).isdisjoint({1, 2, 3, 4})


@given(placed=st.lists(st.booleans(), max_size=8), seed=seeds)
def test_the_placed_come_first_and_each_keeps_its_order(placed, seed):
    order = np.random.RandomState(seed).permutation(len(placed))
    found = in_places(order, np.array(placed, dtype=np.bool_))
    assert found == sorted(order.tolist(), key=lambda number: not placed[number])


@pytest.mark.parametrize("results", [b"", b"[]", b"{}", b"null", b"\xff"])
def test_a_digest_vouches_for_the_statement_and_its_log_alone(results):
    log, found, _table = frozen(*a_dealt_round(1))
    kept, told = canonical(log), canonical(found)
    assert is_sealed(kept, told, digest(told))
    assert not is_sealed(kept + b" ", told, digest(told))
    assert not is_sealed(kept, told + b" ", digest(told))
    assert not is_sealed(kept, told, digest(kept))
    assert not is_sealed(kept, results, digest(results))
