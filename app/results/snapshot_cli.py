"""`flask close-phases` and `flask snapshot`."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from app import clock
from app.results import snapshot_service
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.refusals import Missing


def _tell(words: str) -> None:
    click.echo(words, err=True)


@click.command("close-phases")
@click.option(
    "--at", metavar="ISO", callback=clock.hour_given, help="The hour that counts as now, such as 2026-12-04T17:00."
)
@with_appcontext
def close_phases(at: datetime | None) -> None:
    """Freeze the results of every phase that has closed and was not frozen yet.

    Run it every few minutes. Running it twice, or two at once, does no harm. Prints one line a snapshot: its id.
    """
    made = snapshot_service.close_phases(at or clock.now(), _tell)
    for public_id in made:
        click.echo(public_id)
    if not made:
        _tell("Nothing to freeze.")


@click.command("snapshot")
@click.argument("slug")
@click.option("--kind", type=click.Choice([one.value for one in IN_ROUNDS]), default="idea", show_default=True)
@with_appcontext
def snapshot(slug: str, kind: str) -> None:
    """Freeze the results of a round as they stand now, closing nothing. SLUG is the round's name in its address.

    Provisional while the phase is open; after the close it corrects the snapshot before. The id stands alone on the last
    line.
    """
    try:
        made = snapshot_service.snapshot_by_hand(slug, Kind(kind), clock.now(), _tell)
    except Missing as error:
        raise click.ClickException(f"There is no round “{slug}” with {Kind(kind).plural}.") from error
    click.echo(made)


commands = (close_phases, snapshot)
