"""`flask certificate` and `flask verify`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.results import certificate_service
from app.rules.certificates import Altered, Step, verify
from app.rules.refusals import Conflict, Missing

WORDS = {
    Step.DIGEST: "The digest is the one that you gave: this is the published result.",
    Step.ARITHMETIC: "Places, order and ranges follow from scores and totals.",
    Step.TABLE: "Scores and estimates follow from the sums by area.",
    Step.LOG: "Every figure follows from the log of votes and deals.",
}


@click.command("certificate")
@click.argument("snapshot_id", metavar="ID")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write."
)
@click.option("--auditor", is_flag=True, help="With the whole log under pseudonyms; that it was taken out is logged.")
@with_appcontext
def certificate(snapshot_id: str, output: Path, auditor: bool) -> None:  # noqa: FBT001 - a switch of the command line
    """Write the certificate of the snapshot ID into one file."""
    try:
        contents = certificate_service.for_operator(snapshot_id, auditor=auditor)
    except Missing as error:
        raise click.ClickException(f"There is no snapshot “{snapshot_id}”. Nothing was written.") from error
    except Conflict as error:
        raise click.ClickException(error.sentence) from error
    try:
        output.write_bytes(contents)
    except OSError as error:
        raise click.ClickException(f"“{output}” cannot be written: {error.strerror}.") from error


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--digest", help="The digest that the results page shows.")
def check(file: Path, digest: str | None) -> None:
    """Work out again the result in the certificate FILE, and say what matches.

    The exit status is 0 only if everything does.
    """
    try:
        found = verify(file.read_bytes(), digest)
    except OSError as error:
        raise click.ClickException(f"“{file}” cannot be read: {error.strerror}.") from error
    except Altered as error:
        raise click.ClickException(f"{error} Do not rely on this file.") from error
    click.echo(f"Snapshot {found.statement['snapshot']} of {found.statement['round']}, {found.statement['kind']}s.")
    for step in found.steps:
        click.echo(f"Matches: {WORDS[step]}")
    if found.withheld:
        click.echo(
            "Not in this file: the sums by area, because some tell of fewer than five people. Auditors have them."
        )
    if digest is None:
        click.echo(f"Now compare the digest with the one on the results page: {found.digest}")


commands = (certificate, check)
