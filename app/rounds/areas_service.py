"""The areas of the place, as a file gives them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import audit, identifiers
from app.extensions import db
from app.rounds import queries
from app.rounds.models import Area
from app.rounds.reading import AreaRow, BadRow
from app.transaction import transaction


@dataclass(frozen=True)
class Imported:
    """What an import did: the slugs of the areas that are new, and of those that changed; how many were as before."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    same: int


def import_areas(file: str, rows: Sequence[AreaRow]) -> Imported:
    """Add the areas that are new and update the others. Repeating it changes nothing; areas are never taken away.

    An area is known by its slug where the row gives one, else by its name. Raises BadRow, and changes nothing, where a
    row would give an area the name or the slug of another one.
    """
    with transaction():
        areas = list(queries.all_areas())
        added, changed = [], []
        for row in rows:
            slug = row.slug or identifiers.slug(row.name)
            area = _known(areas, row)
            if area is None:
                _refuse_taken(file, row, slug, areas)
                areas.append(queries.insert_area(slug, row.name, row.population))
                added.append(slug)
            elif (area.name, area.population) != (row.name, row.population):
                _refuse_taken(file, row, None, [other for other in areas if other is not area])
                area.name, area.population = row.name, row.population
                changed.append(area.slug)
        db.session.flush()
        moved = {placed for row in rows if (placed := _place(file, row, areas))}
        changed += sorted(moved - {*added, *changed})
        if added or changed:
            people = {row.name: row.population for row in rows}
            audit.record(None, "areas.imported", "areas", "all", added=added, changed=changed, population=people)
        return Imported(tuple(added), tuple(changed), len(rows) - len(added) - len(changed))


def _place(file: str, row: AreaRow, areas: Sequence[Area]) -> str | None:
    """Put an area into the larger one that its row names; gives its slug where that is another one than before."""
    if row.part_of is None:
        return None
    area = _known(areas, row)
    assert area is not None  # It was added above, if it was not there.
    larger = next((other for other in areas if row.part_of in {other.slug, other.name}), None) if row.part_of else None
    if row.part_of and larger is None:
        raise BadRow(file, row.line, f"there is no area “{row.part_of}” for it to be part of")
    if larger is not None and (larger is area or larger.parent_id == area.id):
        raise BadRow(file, row.line, f"“{area.name}” cannot be part of itself or of its own part")
    if area.parent_id == (larger.id if larger else None):
        return None
    area.parent_id = larger.id if larger else None
    return area.slug


def _known(areas: Sequence[Area], row: AreaRow) -> Area | None:
    if row.slug:
        return next((area for area in areas if area.slug == row.slug), None)
    return next((area for area in areas if area.name == row.name), None)


def _refuse_taken(file: str, row: AreaRow, slug: str | None, areas: Sequence[Area]) -> None:
    for area in areas:
        if area.name == row.name:
            raise BadRow(file, row.line, f"“{row.name}” is the name of the area “{area.slug}” already")
        if slug == area.slug:
            raise BadRow(file, row.line, f"“{slug}” is the slug of the area “{area.name}” already; give it another one")
