"""`flask import polis`."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.imports import service
from app.imports.reading import Conversation, read_conversation
from app.imports.service import Imported, Wish
from app.imports.tables import BadRow, Unreadable
from app.rules.refusals import Refusal

LISTED = 20
"""Bad rows shown when an import is refused: enough to see what is wrong, few enough to read."""


@click.group("import")
def commands() -> None:
    """Bring in conversations from elsewhere."""


@commands.command("polis")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--round", "slug", required=True, help="Name of the round in its address.")
@click.option("--title", default="", help="Title of the round; by default the topic in summary.csv.")
@click.option("--closed", is_flag=True, help="The round is over; by default it is open for 30 days.")
@click.option("--skip-bad", is_flag=True, help="Leave bad rows out, and list them.")
@with_appcontext
def polis(folder: Path, slug: str, title: str, *, closed: bool, skip_bad: bool) -> None:
    """Bring in a Polis conversation: FOLDER holds comments.csv and votes.csv, and perhaps summary.csv."""
    try:
        talk = read_conversation(folder, skip_bad=skip_bad)
        _list_left_out(talk.left_out)
        wish = Wish(slug, " ".join(title.split()) or talk.topic or folder.resolve().name, closed)
        click.echo(_summary(_with_progress(talk, wish)))
    except Unreadable as error:
        raise click.ClickException(_refusal(error)) from error
    except Refusal as error:
        raise click.ClickException(error.sentence) from error


def _with_progress(talk: Conversation, wish: Wish) -> Imported:
    steps = len(talk.events) + len(talk.final_votes())
    with click.progressbar(length=steps, label="Votes", file=sys.stderr) as bar:
        return service.import_conversation(talk, wish, clock.now(), bar.update)


def _list_left_out(left_out: list[BadRow]) -> None:
    for row in left_out:
        click.echo(f"Left out: {row}", err=True)


def _refusal(error: Unreadable) -> str:
    listed = [str(row) for row in error.rows[:LISTED]]
    if len(error.rows) > LISTED:
        listed.append(f"and {len(error.rows) - LISTED:,} more")
    rows, whole = "Mend these rows, or leave them out with --skip-bad", "Mend this; it cannot be left out"
    advice = rows if error.rows_alone else whole
    return f"Nothing was imported. {advice}:\n" + "\n".join(listed)


def _summary(found: Imported) -> str:
    what = (
        f"{found.ideas:,} ideas ({found.hidden:,} hidden), {found.people:,} people, "
        f"{found.votes:,} votes from {found.events:,} events"
    )
    if found.already:
        return f"Round “{found.slug}” holds this conversation already: {what}. Nothing was changed."
    return f"Imported into round “{found.slug}”: {what}."
