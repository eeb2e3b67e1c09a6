"""`flask digests`."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from app.clock import hour_given, now
from app.mailing import service


@click.command("digests")
@click.option("--at", metavar="ISO", callback=hour_given, help="The hour that counts as now, such as 2026-12-04T08:00.")
@with_appcontext
def command(at: datetime | None) -> None:
    """Make the mails that are due at this hour, at once, daily or weekly, and send them.

    The jobs do it by themselves. Running it twice, or two at once, does no harm.
    """
    hour = at or now()
    service.make_due(service.AT_ONCE | service.DIGESTS, hour)
    click.echo(f"{service.send_made(hour)} sent.")
