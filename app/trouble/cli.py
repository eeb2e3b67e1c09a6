"""`flask watch-votes`."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from app import clock
from app.trouble import watch_service


@click.command("watch-votes")
@click.option(
    "--at", metavar="ISO", callback=clock.hour_given, help="The hour that counts as now, such as 2026-12-04T17:00."
)
@with_appcontext
def command(at: datetime | None) -> None:
    """Look for signs that votes were organised, and leave notes for people to judge. It changes no vote.

    Run it every hour. Running it twice, or two at once, does no harm. Prints one line a new note: its name.
    """
    made = watch_service.watch_votes(at or clock.now())
    for name in made:
        click.echo(name)
    if not made:
        click.echo("Nothing new.", err=True)
