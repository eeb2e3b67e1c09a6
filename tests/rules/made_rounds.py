"""Rounds made from a seed, as the columns that `rank_dealt` takes."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from app.rules.dealt import RankingResult, rank_dealt

PER_VOTE = ("person", "item", "value", "dealt")
PER_PERSON = ("verified", "area", "cards_dealt")


@dataclass
class Made:
    """Columns; `ranked` hands them to the rule."""

    person: Any = ()
    item: Any = ()
    value: Any = ()
    dealt: Any = ()
    verified: Any = ()
    area: Any = ()
    cards_dealt: Any = ()
    area_share: Any = ()
    items: int = 0
    first_dealt: Any = ()
    seed: int = 1
    order: Any = field(default=(), repr=False)

    def ranked(self) -> RankingResult:
        columns = {name: getattr(self, name) for name in (*PER_VOTE, *PER_PERSON)}
        rest = {name: getattr(self, name) for name in ("area_share", "items", "first_dealt", "seed")}
        return rank_dealt(**columns, **rest)

    def with_rows(self, rows: Any) -> "Made":
        """Only these rows, in this order."""
        return replace(self, **{name: getattr(self, name)[rows] for name in PER_VOTE})

    def relabelled(self, number: Any) -> "Made":
        """The same people under other numbers: person u becomes number[u]."""
        back = np.argsort(number)
        people = {name: getattr(self, name)[back] for name in PER_PERSON}
        return replace(self, person=number[self.person], **people)


def a_round(
    seed: int, people: int = 40, items: int = 5, areas: int = 3, *, answering: float = 0.6, verified: float = 0.8
) -> Made:
    """Everybody is dealt some of the items, answers some of these cards, and votes on others besides."""
    chance = np.random.RandomState(seed)
    drawn = chance.random_sample((people, items)) < chance.random_sample((people, 1))
    voted = chance.random_sample((people, items)) < answering
    person, item = np.nonzero(voted)
    shuffled = chance.permutation(len(person))
    person, item = person[shuffled], item[shuffled]
    first = chance.randint(0, 3, items).astype(float)
    return Made(
        person=person,
        item=item,
        value=chance.randint(-1, 2, len(person)),
        dealt=drawn[person, item],
        verified=chance.random_sample(people) < verified,
        area=chance.randint(-1, max(areas, 1), people),
        cards_dealt=drawn.sum(axis=1) + chance.randint(0, 3, people),
        area_share=np.round(chance.random_sample(areas), 3) * (chance.random_sample(areas) < 0.8),
        items=items,
        first_dealt=np.where(drawn.any(axis=0) if people else False, first, np.inf),
        seed=seed,
    )
