"""`flask demo load` and `flask demo busy`: something to look at, and something to measure."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from app import clock
from app.demo import busy_service, service
from app.rules.contributions import Kind
from app.rules.refusals import Refusal
from config import Settings

MOST = 1_000_000
"""Comments of one idea: ten times the largest bench."""


@click.group("demo")
def commands() -> None:
    """Made-up people and what they say; never in production."""


@commands.command("load")
@with_appcontext
def load() -> None:
    """Load the demo round into a database that has no rounds."""
    _refuse_production()
    try:
        loaded = service.load_round(clock.now())
    except Refusal as error:
        raise click.ClickException(error.sentence) from error
    click.echo("The demo round is loaded." if loaded else "There are rounds already. Nothing was loaded.", err=True)


@commands.command("busy")
@click.argument("slug")
@click.option("--comments", type=click.IntRange(0, MOST), required=True, help="How many comments it gets.")
@with_appcontext
def busy(slug: str, comments: int) -> None:
    """Add an idea with many comments to the round SLUG, for benches, and print its address."""
    _refuse_production()
    try:
        with click.progressbar(length=comments, label="Comments", file=sys.stderr) as bar:
            name = busy_service.make_busy(slug, comments, clock.now(), bar.update)
    except Refusal as error:
        raise click.ClickException(error.sentence) from error
    click.echo(f"/{Kind.IDEA.plural}/{name}")


def _refuse_production() -> None:
    settings: Settings = current_app.config["SETTINGS"]
    if settings.is_production:
        raise click.ClickException("This is a production. Made-up people have no place among real ones.")
