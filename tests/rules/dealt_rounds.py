"""Rounds as `DealtColumns` with the deals that they came from: any from a seed, and one whose counts are known."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from app.rules.columns import counts
from app.rules.dealt_columns import VOTE, DealtColumns
from app.rules.frozen import Facts, Salts, freeze, statement

ALLOWANCE = 3
SALTS = Salts(log="1f" * 16, table="2e" * 16)
FACTS = Facts(
    snapshot="s1",
    round="park",
    kind="idea",
    allowance=ALLOWANCE,
    seed=7,
    made_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
    closes_at=datetime(2026, 11, 22, 11, tzinfo=UTC),
    corrects=None,
)


def columns_of(votes, *, verified, area, cards=(), areas=2, items=1, first_dealt=(), dealt_to=()):
    """Columns from rows of person, item, value and dealt."""
    person, item, value, dealt = np.array(votes, dtype=np.int64).reshape(-1, 4).T
    people = len(verified)
    return DealtColumns(
        items=tuple(f"item{number}" for number in range(items)),
        titles=("",) * items,
        external=(None,) * items,
        published=np.arange(items, dtype=np.float64),
        people=np.arange(people),
        person=person,
        item=item,
        value=value,
        dealt=dealt == 1,
        verified=np.array(verified, dtype=np.bool_),
        area=np.array(area, dtype=np.int64),
        cards_dealt=np.array(cards if len(cards) else [items] * people, dtype=np.int64),
        area_names=tuple(f"Area {number}" for number in range(areas)),
        population=(100,) * areas,
        first_dealt=np.array(first_dealt if len(first_dealt) else [0.0] * items),
        dealt_to=np.array(dealt_to if len(dealt_to) else [0] * items, dtype=np.int64),
    )


def a_dealt_round(seed, people=30, items=4, areas=2):
    """The columns, and the deals: everybody drew some cards, some beyond the allowance and one of what is not listed."""
    chance = np.random.RandomState(seed)
    verified = chance.random_sample(people) < 0.8
    deals, votes = [], []
    for person in range(people):
        drawn = chance.permutation(items + 1)[: chance.randint(0, items + 2)] - 1
        deals += [(person, item, place) for place, item in enumerate(drawn, start=1)]
        within = set(drawn[:ALLOWANCE].tolist())
        answered = np.flatnonzero(chance.random_sample(items) < 0.7)
        votes += [(person, item, chance.randint(-1, 2), int(item in within)) for item in answered]
    whose, which, place = np.array(deals, dtype=np.int64).reshape(-1, 3).T
    seen = (place <= ALLOWANCE) & (which >= 0)
    seen[seen] = verified[whose[seen]]
    return columns_of(
        votes,
        verified=verified,
        area=chance.randint(-1, areas, people),
        cards=counts(whose[place <= ALLOWANCE], people),
        areas=areas,
        items=items,
        first_dealt=[float(n) if (which == n).any() else np.inf for n in range(items)],
        dealt_to=counts(which[seen], items),
    ), (whose, which, place)


AN_AREA = ((20, 5, 5), (15, 10, 5), (10, 10, 10))
"""Who agrees, disagrees and is unsure of each item in each area of the even round."""


def an_even_round(areas=2, of_an_area=30):
    """Every number of people is none or at least five; the fourth item was never dealt."""
    people = areas * of_an_area
    votes, deals = [], []
    for person in range(people):
        for item, answers in enumerate(AN_AREA):
            votes.append((person, item, np.repeat([1, -1, 0], answers)[person % of_an_area], 1))
            deals.append((person, item, item + 1))
    return columns_of(
        votes,
        verified=[True] * people,
        area=np.repeat(np.arange(areas), of_an_area),
        cards=[3] * people,
        areas=areas,
        items=4,
        first_dealt=[1.0, 2.0, 3.0, np.inf],
        dealt_to=[people] * 3 + [0],
    ), tuple(np.array(deals).T)


def frozen(columns, deals, **about):
    """The log, the statement and the table of a round."""
    log = freeze(columns, deals, np.arange(len(columns.people)), SALTS)
    return log, *statement(log, replace(FACTS, **about))


def rows_of(votes):
    """Votes as a sorted list of rows, whatever their order."""
    return sorted(zip(*(getattr(votes, name).tolist() for name in VOTE), strict=True))
