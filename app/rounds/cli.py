"""`flask areas …`: the parts of the place."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.rounds import areas_service
from app.rounds.reading import BadRow, read_areas

areas = AppGroup("areas", help="The parts of the place, with how many people live there.")


@areas.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Read areas from FILE: CSV with the columns name and population; slug, and part_of (the larger area) where wanted.

    Areas that are there already get the population of the file. A row that cannot be read is named, and nothing is
    changed.
    """
    try:
        done = areas_service.import_areas(file.name, read_areas(file))
    except BadRow as problem:
        raise click.ClickException(f"{problem}. Nothing was changed.") from problem
    click.echo(f"{len(done.added)} new, {len(done.changed)} changed, {done.same} as before.")
