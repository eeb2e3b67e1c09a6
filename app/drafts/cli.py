"""`flask clear-drafts`."""

import click
from flask.cli import with_appcontext

from app import clock
from app.drafts import service


@click.command("clear-drafts")
@with_appcontext
def command() -> None:
    """Take away texts that were begun and that nobody touched for thirty days.

    Run it every hour. Running it twice, or two at once, does no harm. Prints how many went.
    """
    click.echo(service.clear(clock.now()))
