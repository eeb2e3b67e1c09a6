"""`flask letters …`: print the codes of many letters, for a firm that prints and posts them."""

from datetime import timedelta

import click
from flask.cli import AppGroup

from app.accounts import letter_service, queries
from app.accounts.letter_models import MAX_NOTE
from app.accounts.letter_service import Letters, NewRun
from app.display import UK
from app.results.tables import as_csv
from app.rules.verification import MOST_DAYS

commands = AppGroup("letters", help="Letters with a code each, by which people show that they live here.")

COLUMNS = ("code", "area", "use_by")

MOST = 100_000
"""Letters of one run: a place of some size. A larger one prints a run for each area."""


@commands.command("print")
@click.option("--count", required=True, type=click.IntRange(1, MOST), help="How many letters.")
@click.option("--area", help="The name of the area where all of them go; whoever types a code then lives there.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=60, show_default=True, help="How long codes work.")
@click.option("--note", default="", help="For colleagues, who see it beside the run.")
@click.option("--format", "form", type=click.Choice(["lines", "csv"]), default="lines", show_default=True)
def print_codes(count: int, area: str | None, days: int, note: str, form: str) -> None:
    """Print new codes: one a line, or as CSV with the area and the last day.

    They are shown this once and kept nowhere: send the output straight into the file for the printing firm.
    """
    new = NewRun(how_many=count, works_for=timedelta(days=days), area_id=_area(area), note=note[:MAX_NOTE])
    letters = letter_service.print_run(new)
    click.echo(_text(letters, form), nl=False)
    many = "One code" if count == 1 else f"{count} codes"
    click.echo(f"{many}, good for {days} days and kept nowhere: look after this output.", err=True)


def _text(letters: Letters, form: str) -> str:
    if form == "lines":
        return "".join(f"{code}\n" for code in letters.codes)
    use_by = letters.expires_at.astimezone(UK).date().isoformat()
    return as_csv(COLUMNS, [(code, letters.area, use_by) for code in letters.codes])


def _area(name: str | None) -> int | None:
    if name is None:
        return None
    area = queries.area_by_name(name)
    if area is None:
        raise click.ClickException(f"There is no area “{name}”. Nothing was made.")
    return area.id
