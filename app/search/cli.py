"""`flask search …`: the index of what can be found."""

import click
from flask.cli import AppGroup

from app.search import index_service

commands = AppGroup("search", help="The index of what can be found.")


@commands.command("rebuild")
def rebuild() -> None:
    """Put everything that everybody may read into the index anew, a few hundred texts at a time. Twice does no harm."""
    done = index_service.rebuild()
    click.echo(f"{done.contributions} contributions and {done.comments} comments can be found.")
