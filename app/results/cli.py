"""`flask ranking`."""

import json

import click
from flask.cli import with_appcontext

from app.results import service, tables
from app.results.reading import Ranking, Way
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.refusals import Conflict, Missing

TERMINAL_COLUMNS = ("rank", "score", "agree", "disagree", "unsure", "people", "id", "title")


@click.command("ranking")
@click.argument("slug")
@click.option("--kind", type=click.Choice([one.value for one in IN_ROUNDS]), default="idea", show_default=True)
@click.option("--rule", type=click.Choice([one.value for one in Way]), default="net", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@with_appcontext
def command(slug: str, kind: str, rule: str, form: str) -> None:
    """Print the order of a round's contributions. SLUG is the round's name in its address.

    Items that are too few to place come last, without a rank. After the close, dealt-1 is read from the snapshot.
    """
    try:
        found = service.rank_for_operator(slug, Kind(kind), Way(rule))
    except Missing as error:
        raise click.ClickException(f"There is no round “{slug}”.") from error
    except Conflict as error:
        raise click.ClickException(error.sentence) from error
    click.echo(_text(found, form), nl=form != "csv")


def _text(found: Ranking, form: str) -> str:
    if form == "json":
        return json.dumps(found.as_json(), ensure_ascii=False, indent=2)
    if form == "csv":
        return tables.as_csv(found.columns, found.rows())
    rows = [[getattr(item, column) for column in _shown(found)] for item in found.items]
    return tables.as_columns(_shown(found), rows)


def _shown(found: Ranking) -> tuple[str, ...]:
    """What fits a terminal: by `dealt-1` the ranges too, the title last."""
    ranges = tuple(name for name in ("net_low", "net_high", "rank_low", "rank_high") if name in found.columns)
    return (*TERMINAL_COLUMNS[:-2], *ranges, *TERMINAL_COLUMNS[-2:])
