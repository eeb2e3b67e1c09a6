"""Who took part, area by area, against who lives there.

No published number tells of fewer than five people: small areas are joined until they hold five or none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SMALL = 5
"""The fewest people that a published number may tell of, unless it is none."""

WELL, ABOUT, FEW = 1.2, 0.8, 0.5
"""How many voices for each one that there should be, from which an area counts as well, about rightly, or little heard."""


@dataclass(frozen=True)
class AreaCount:
    """One area: how many people live there, and how many of them took part."""

    name: str
    population: int
    people: int


class Verdict(StrEnum):
    """How an area was heard."""

    WELL = "well"
    ABOUT_RIGHT = "about_right"
    TOO_FEW = "too_few"
    FAR_TOO_FEW = "far_too_few"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Heard:
    """One area, or several that were joined; shares are from 0 to 1, of all who live in, or took part from, any area."""

    names: tuple[str, ...]
    people: int
    lives: float
    spoke: float

    @property
    def verdict(self) -> Verdict:
        """How it was heard: its share of the voices against its share of the population."""
        if not self.people:
            return Verdict.NOBODY
        ratio = self.spoke / self.lives if self.lives else WELL
        if ratio >= WELL:
            return Verdict.WELL
        if ratio >= ABOUT:
            return Verdict.ABOUT_RIGHT
        return Verdict.TOO_FEW if ratio >= FEW else Verdict.FAR_TOO_FEW


def heard(areas: Sequence[AreaCount]) -> list[Heard]:
    """Every area's share of people and of voices, the best heard first.

    Areas from which one to four people took part are joined, with the next larger ones if they must be, until the joint
    number is five or more. Nothing where fewer than five people took part in all.
    """
    population = sum(area.population for area in areas)
    people = sum(area.people for area in areas)
    if people < SMALL or not population:
        return []
    found = [_share(group, population, people) for group in _groups(areas)]
    return sorted(found, key=lambda one: (-one.spoke / one.lives if one.lives else 0.0, one.names))


def _groups(areas: Sequence[AreaCount]) -> list[list[AreaCount]]:
    """Each area alone, save the small ones, which stand together in the last group."""
    alone = [[area] for area in areas if not area.people]
    voiced = sorted((area for area in areas if area.people), key=lambda area: (area.people, area.name))
    joined: list[AreaCount] = []
    while voiced and (voiced[0].people < SMALL or 0 < sum(area.people for area in joined) < SMALL):
        joined.append(voiced.pop(0))
    return [*alone, *([area] for area in voiced), *([joined] if joined else [])]


def _share(group: Sequence[AreaCount], population: int, people: int) -> Heard:
    spoke = sum(area.people for area in group)
    return Heard(
        names=tuple(sorted(area.name for area in group)),
        people=spoke,
        lives=sum(area.population for area in group) / population,
        spoke=spoke / people,
    )
