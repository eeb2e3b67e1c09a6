"""`flask ranking`."""

import json
from dataclasses import astuple

import click
from flask.cli import with_appcontext

from app.results import service, tables
from app.results.service import COLUMNS, Ranking
from app.rules.contributions import Kind
from app.rules.ranking import Rule
from app.rules.refusals import Missing

TERMINAL_COLUMNS = ("rank", "score", "agree", "disagree", "unsure", "people", "id", "title")


@click.command("ranking")
@click.argument("slug")
@click.option("--kind", type=click.Choice([one.value for one in Kind]), default="idea", show_default=True)
@click.option("--rule", type=click.Choice([one.value for one in Rule]), default="net", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@with_appcontext
def command(slug: str, kind: str, rule: str, form: str) -> None:
    """Print the order of a round's contributions. SLUG is the round's name in its address."""
    try:
        found = service.rank_for_operator(slug, Kind(kind), Rule(rule))
    except Missing as error:
        raise click.ClickException(f"There is no round “{slug}”.") from error
    click.echo(_text(found, form), nl=form != "csv")


def _text(found: Ranking, form: str) -> str:
    if form == "json":
        return json.dumps(found.as_json(), ensure_ascii=False, indent=2)
    if form == "csv":
        return tables.as_csv(COLUMNS, [astuple(item) for item in found.items])
    rows = [[getattr(item, column) for column in TERMINAL_COLUMNS] for item in found.items]
    return tables.as_columns(TERMINAL_COLUMNS, rows)
