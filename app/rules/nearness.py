"""What is near a person: their own area, then what lies round it in the tree of areas, then the rest."""

from collections.abc import Mapping

HERE, AROUND, ELSEWHERE = 0, 1, 2
"""The rings of a list that begins where somebody lives."""


def rings(own: int, parents: Mapping[int, int | None]) -> dict[int, int]:
    """How near each area is: the own one here; the larger one it lies in, that one's other parts and its own parts around.

    `parents` says of each area in which larger one it lies. What has no area stands with what is elsewhere.
    """
    above = parents.get(own)

    def ring(area: int, parent: int | None) -> int:
        if area == own:
            return HERE
        near = parent == own or (above is not None and above in {area, parent})
        return AROUND if near else ELSEWHERE

    return {area: ring(area, parent) for area, parent in parents.items()}
