"""The building blocks of the attacks do what they say: otherwise the figures would measure something else."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from app.rules.ranking import Entry, Rule, Tally, order, rank_dealt, scores
from benchmarks import attacks, chart
from benchmarks.ballots import (
    ALL,
    ATTACKS,
    HAND,
    NO_ALLOWANCE,
    SYBIL,
    TENTH_OF_CARDS,
    TENTH_OF_PEOPLE,
    TOP,
    UNTIL,
    Attack,
    Plot,
    attackers,
    marks,
    places,
    residents,
)
from benchmarks.conversations import AREA_SHARES, NONE, conversations, made_up
from benchmarks.orders import PLAIN, dealt_order, kendall, ordered, plain_scores

TALK = made_up(0, people=90, items=30)
TARGET = int(TALK.full_order[-1])


@pytest.fixture
def chance():
    return np.random.default_rng(3)


def plot(**changes) -> Plot:
    return replace(Plot(TARGET, 12, UNTIL, 40, np.array([3, 4])), **changes)


def test_a_person_keeps_an_order_of_their_own():
    person, item = np.repeat(np.arange(2_000), 5), np.tile(np.arange(5), 2_000)
    mark = marks(7, person, item)
    assert np.array_equal(mark[:50], marks(7, person[:50], item[:50]))
    first = item[places(person, mark) == 0]
    assert np.bincount(first, minlength=5).min() > 330  # Of 400 each; every item is first for some.
    assert not np.array_equal(mark, marks(8, person, item))


def test_places_number_the_cards_of_each_person():
    assert places(np.array([4, 2, 4, 4]), np.array([9, 1, 3, 5])).tolist() == [2, 0, 0, 1]


def test_residents_answer_all_a_tenth_or_are_a_tenth(chance):
    everything = residents(TALK, ALL, 1.0, NO_ALLOWANCE, chance)
    assert len(everything.item) == len(TALK.item)
    assert everything.dealt.all()
    tenth = residents(TALK, TENTH_OF_CARDS, 1.0, NO_ALLOWANCE, chance)
    assert 0.05 < len(tenth.item) / len(TALK.item) < 0.16
    few = residents(TALK, TENTH_OF_PEOPLE, 1.0, NO_ALLOWANCE, chance)
    assert len(np.unique(few.person)) == 9


def test_cards_beyond_the_allowance_and_off_cards_are_found_votes(chance):
    some = residents(TALK, ALL, 1.0, 5, chance)
    assert some.cards.max() == 5
    assert np.array_equal(np.bincount(some.person[some.dealt], minlength=TALK.people), some.cards)
    third = residents(TALK, ALL, 1 / 3, NO_ALLOWANCE, chance)
    assert 0.25 < third.dealt.mean() < 0.42


@pytest.mark.parametrize("attack", [*ATTACKS, SYBIL], ids=lambda attack: attack.name)
def test_every_attacker_wants_the_target_and_has_a_card_for_each_dealt_answer(attack, chance):
    theirs = attackers(TALK, attack, plot(), chance)
    wanted = theirs.item == TARGET
    assert wanted.sum() == 12
    assert (theirs.value[wanted] == 1).all()
    assert (np.bincount(theirs.person[theirs.dealt], minlength=12) <= theirs.cards).all()
    assert theirs.dealt[wanted].all()  # The allowance is larger than the conversation, so each met the target.
    assert theirs.verified.all() == (attack is not SYBIL)
    assert (len(np.unique(theirs.area)) == 1) == attack.one_area


def test_what_attackers_do_beside(chance):
    by_name = {attack.name: attackers(TALK, attack, plot(), chance) for attack in ATTACKS}
    assert set(by_name["focus"].item) == {TARGET}
    leaders = by_name["aggressive"].item != TARGET
    assert set(by_name["aggressive"].item[leaders]) == set(TALK.full_order[:TOP])
    assert (by_name["aggressive"].value[leaders] == -1).all()
    assert len(by_name["diligent"].item) == 12 * TALK.items
    assert (by_name["diligent"].cards == TALK.items).all()
    first = by_name["camouflage"].person == 0
    copied = np.full(TALK.items, NONE)
    copied[by_name["camouflage"].item[first]] = by_name["camouflage"].value[first]
    others = np.arange(TALK.items) != TARGET
    assert (TALK.table[:, others] == copied[others]).all(axis=1).any()


def test_plans_for_drawing(chance):
    hand = attackers(TALK, Attack("focus"), plot(draws=HAND), chance)
    assert set(hand.cards) <= {3, 4}
    short = attackers(TALK, Attack("focus"), plot(allowance=2), chance)
    assert (short.cards <= 2).all()
    assert not short.dealt.all()


def test_the_order_is_that_of_the_rule_itself(chance):
    ballots = residents(TALK, ALL, 1 / 3, 10, chance).joined(attackers(TALK, ATTACKS[1], plot(), chance))
    law = rank_dealt(
        ballots.person,
        ballots.item,
        ballots.value,
        ballots.dealt,
        verified=ballots.verified,
        area=ballots.area,
        cards_dealt=ballots.cards,
        area_share=AREA_SHARES,
        items=TALK.items,
        first_dealt=np.zeros(TALK.items),
        seed=1,
    )
    score, placed = dealt_order(ballots, TALK.items)
    assert np.array_equal(score, law.score)
    assert placed.tolist() == law.order[law.placed[law.order]].tolist()


def test_the_plain_rules_are_those_of_the_site(chance):
    ballots = residents(TALK, TENTH_OF_CARDS, 1.0, 40, chance)
    tallies = [
        Tally(*(int(((ballots.item == item) & (ballots.value == value)).sum()) for value in (1, -1, 0)))
        for item in range(TALK.items)
    ]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    entries = [Entry(f"{item:03}", tally, now + timedelta(item)) for item, tally in enumerate(tallies)]
    found = plain_scores(ballots, TALK.items)
    assert tuple(found) == PLAIN
    for rule in Rule:
        assert found[rule.value] == pytest.approx(scores(tallies, rule))
        ranked = ordered(found[rule.value], ballots)
        assert [int(place.key) for place in order(entries, rule)] == ranked.tolist()


def test_kendall():
    column = np.array([1.0, 2.0, 3.0, 4.0])
    assert kendall(column, column * 10) == pytest.approx(1)
    assert kendall(column, -column) == pytest.approx(-1)
    assert kendall(column, np.array([1.0, 2.0, 4.0, 3.0])) == pytest.approx(4 / 6)
    assert kendall(column, np.ones(4)) == 0


def test_a_conversation_is_read_by_last_votes_without_authors_own(tmp_path):
    folder = tmp_path / "a-talk"
    folder.mkdir()
    (folder / "comments.csv").write_text(
        "timestamp,comment-id,author-id,moderated,comment-body\n1,0,9,1,One\n1,1,8,-1,Gone\n1,2,8,0,Two\n"
    )
    rows = ["5,0,9,1", "7,0,8,-1", "6,0,8,1", "7,1,9,1", "8,2,9,0", "8,2,9,1"]
    (folder / "votes.csv").write_text("\n".join(["timestamp,comment-id,voter-id,vote", *rows]))
    (talk,) = conversations(tmp_path)
    assert talk.name == "a-talk"
    assert talk.table.tolist() == [[-1, NONE], [NONE, 1]]


def test_without_real_conversations_some_are_made_up(tmp_path):
    found = conversations(tmp_path)
    assert [talk.name for talk in found] == [f"made-up-{number}" for number in (1, 2, 3, 4)]


def test_the_same_seed_gives_the_same_figures_and_a_chart(monkeypatch, tmp_path):
    monkeypatch.setattr("benchmarks.trials.RATES", (0.05,))
    monkeypatch.setattr("benchmarks.trials.AGAIN", 1)
    talks = [made_up(number, people=40, items=24) for number in range(2)]
    first, done = attacks.run(talks, seconds=0, runs=5, seed=4)
    again, _ = attacks.run(talks, seconds=60, runs=1, seed=4)
    assert done == 1
    assert attacks.report(first, talks) == attacks.report(again, talks)
    figures = json.loads(attacks.document(first, {"seed": 4}))
    assert figures["won"]
    assert all(0 <= row[-1] <= 1 for row in figures["won"])
    drawn = ET.fromstring(attacks.drawing(first, "a note"))  # noqa: S314 - Our own drawing.
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"


def test_the_chart_says_in_words_what_it_draws():
    drawn = chart.svg(
        "Title & all", "Note", [("Everybody", [chart.Bar("ours", 0.07, 0.11), chart.Bar("net", 0.5, 0.8)])]
    )
    assert "ours 7% mean, 11% worst" in drawn
    assert "Title &amp; all" in drawn
    ends = [float(x.split('"')[0]) for x in drawn.split('cx="')[1:]]
    assert all(worst >= mean for worst, mean in pairwise(ends[:2]))
