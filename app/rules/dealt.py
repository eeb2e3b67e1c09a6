"""The commissioner's ranking, rule `dealt-1`: an order that an organised minority cannot take over.

Only votes of verified people on cards that the site dealt count. Everybody has the same allowance; who draws far more
cards than others weighs less; each area counts by its population. Read from top to bottom: `rank_dealt` is the rule,
`dealt_votes` weighs and adds up, `areas` weighs the areas, `intervals` says how sure the order is. docs/ranking.md
explains it to residents and to statisticians.

A change of any number or formula here makes a new rule with a new name.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.rules import intervals
from app.rules.areas import read_shares, weigh_areas, with_pool
from app.rules.columns import Flags, Reals, Whole, reals
from app.rules.dealt_votes import (
    AGREE,
    DISAGREE,
    MILLION,
    Sums,
    add_up,
    cap,
    counted_people,
    read_people,
    read_votes,
    weights_in_millionths,
)

RULE = "dealt-1"

PRIOR_OF_ITEM = 10
"""Answers of the average kind that an item starts with: three friends do not make a leader."""

PRIOR_OF_AREA = 5
"""Answers of the item's own kind that it starts with in each area: one person does not make an area's opinion."""

DECIMALS = 9
"""Decimals of scores. Beyond them sit differences between machines, not between contributions."""

ENOUGH_ANSWERS = 5
"""Counted answers that an item needs for a place, beside half the median of all items."""

ENOUGH_PEOPLE = 50
"""Counted people below whom every order is provisional."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """What the sums say of each item; one entry an item, `order` excepted.

    score        S, from −1 (all disagree) to 1 (all agree), rounded to nine decimals
    estimate     items × 3: of all residents, the shares that agree, disagree, are unsure; the score is the first less
                 the second, and a row sums to 1 (to 0 without any votes at all)
    net_low      5 % of the worlds that fit the votes have less net support, from −1 to 1; net_high: 95 %
    rank_low     5 % of these worlds rank it better, 1 is first; rank_high: 95 %. Among items with a place
    effective_n  answers of full weight that would tell as much as the item's own, from 0 to their number
    placed       whether there are answers enough for a place
    order        item numbers from first to last, those without a place among them
    """

    score: Reals
    estimate: Reals
    net_low: Reals
    net_high: Reals
    rank_low: Reals
    rank_high: Reals
    effective_n: Reals
    placed: Flags
    order: Whole


@dataclass(frozen=True, slots=True, eq=False)
class RankingResult(Standing):
    """The ranking, and how much each person weighed in it.

    weight  one a person: what an answer of theirs weighs, from 0 to 1, six decimals; 0 for people who do not count
    cap     cards that a person may be dealt and still weigh 1
    people  how many count: the verified who answered at least one counted card
    """

    weight: Reals
    cap: float
    people: int

    @property
    def few_people(self) -> bool:
        """Whether the order is provisional for want of people."""
        return self.people < ENOUGH_PEOPLE


def rank_dealt(  # noqa: PLR0913 - the law names its columns
    person: ArrayLike,
    item: ArrayLike,
    value: ArrayLike,
    dealt: ArrayLike,
    *,
    verified: ArrayLike,
    area: ArrayLike,
    cards_dealt: ArrayLike,
    area_share: ArrayLike,
    items: int,
    first_dealt: ArrayLike,
    seed: int,
) -> RankingResult:
    """Rank the items of a round and kind by the rule `dealt-1`.

    One entry a vote, in any order: `person` and `item` (numbers from 0), `value` (1 agree, 0 unsure, −1 disagree),
    `dealt` (whether it answers a counted card). One a person: `verified`, `area` (−1 for none), `cards_dealt` (counted
    cards). One an area: `area_share` of the population (any unit). `items` says how many there are; one an item:
    `first_dealt` in seconds, infinite if never. `seed`, from 0 to 2³² − 1, starts the draws of the ranges.

    The same votes give the same bytes, whatever the order of rows and the numbering of people. Time and memory grow with
    votes + 1,000 × items + items × areas. Raises ValueError, with a sentence, for columns that differ in length or
    name what is not there, and where somebody has more dealt answers than cards.
    """
    shares = read_shares(area_share)
    people = read_people(verified, area, cards_dealt, areas=shares.size)
    votes = read_votes((person, item, value, dealt), people=people.verified.size, items=items)
    counted = counted_people(votes, people)
    limit = cap(people.cards_dealt[counted])
    weight = weights_in_millionths(people.cards_dealt, counted, limit)
    sums = add_up(votes, people, counted, weight, shape=(items, shares.size))
    found = rank_sums(sums, shares, reals(first_dealt), seed)
    columns = {name: getattr(found, name) for name in Standing.__slots__}
    return RankingResult(**columns, weight=weight / MILLION, cap=limit, people=int(counted.sum()))


def rank_sums(sums: Sums, shares: Reals, first_dealt: Reals, seed: int) -> Standing:
    """Rank from the sums alone (see `Sums`), `shares` being normalised: what an auditor without the votes can redo.

    Raises ValueError where `first_dealt` has not one entry an item.
    """
    if first_dealt.shape != sums.answers.shape:
        raise ValueError("Each item needs the time when it was first dealt: the columns differ.")
    areas = weigh_areas(shares, sums.counted)
    cells = with_pool(sums.cells, areas)
    score = rounded(scores(cells, areas.weight))
    placed = enough_answers(sums.answers)
    order = in_order(score, first_dealt)
    answers = cells.sum(axis=1)
    effective = intervals.effective_answers(answers.sum(axis=1) / MILLION, sums.squares)
    sure = _ranges(answers, effective, order, placed, seed)
    return Standing(
        score=score,
        estimate=estimates(cells, areas.weight),
        net_low=sure.net_low,
        net_high=sure.net_high,
        rank_low=sure.rank_low,
        rank_high=sure.rank_high,
        effective_n=effective,
        placed=placed,
        order=order,
    )


def scores(cells: Whole, area_weight: Reals) -> Reals:
    """S of each item, from −1 to 1: the mean answer (1, 0, −1), shrunk and weighed by area; see `by_area`."""
    return by_area(cells[..., AGREE] - cells[..., DISAGREE], cells.sum(axis=2), area_weight)


def estimates(cells: Whole, area_weight: Reals) -> Reals:
    """The shares of residents that agree, disagree and are unsure (items × 3): the score's formula for each answer."""
    heard = cells.sum(axis=2)
    return np.stack([by_area(cells[..., answer], heard, area_weight) for answer in range(cells.shape[2])], axis=1)


def by_area(part: Whole, heard: Whole, area_weight: Reals) -> Reals:
    """S = Σ_h W_h (s_h + 5 p) / (n_h + 5), with p = (s + 10 g) / (n + 10) and g = Σ s / Σ n over all items.

    `part` (s) and `heard` (n) are sums in millionths, items × areas. An item is drawn to the mean of all items, and in
    each area to its own mean: so few answers move little, and post-stratification (Gelman & Little 1997) stays steady.
    """
    s, n = part / MILLION, heard / MILLION
    mean = int(part.sum()) / max(1, int(heard.sum()))
    p = (part.sum(axis=1) / MILLION + PRIOR_OF_ITEM * mean) / (heard.sum(axis=1) / MILLION + PRIOR_OF_ITEM)
    total = np.zeros(len(part))
    for number, weight in enumerate(area_weight):
        total += weight * (s[:, number] + PRIOR_OF_AREA * p) / (n[:, number] + PRIOR_OF_AREA)
    return total


def enough_answers(answers: Whole) -> Flags:
    """Which items have a place: five counted answers, and half the median of all items."""
    half = float(np.median(answers)) / 2 if answers.size else 0.0
    return (answers >= ENOUGH_ANSWERS) & (answers >= half)


def in_order(score: Reals, first_dealt: Reals) -> Whole:
    """Item numbers by score, then the earlier first dealt card, then the smaller number."""
    return np.lexsort((first_dealt, -score))  # stable: what is equal stays in the order of numbers


def rounded(values: Reals) -> Reals:
    """Nine decimals, and never −0.0, which would be printed as such."""
    return np.round(values, DECIMALS) + 0.0


def _ranges(answers: Whole, effective: Reals, order: Whole, placed: Flags, seed: int) -> intervals.Ranges:
    if not answers.sum():
        return intervals.unknown(len(order))
    return intervals.ranges(intervals.concentrations(answers, effective), order, placed, seed)
