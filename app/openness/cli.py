"""`flask audit verify` and `flask audit publish-head`."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from app import audit, clock
from app.openness import audit_service
from app.rules.chain import Broken, Fault
from app.rules.refusals import Conflict

WORDS = {
    Fault.ALTERED: "entry {place} is not as it was written: it was changed, or moved here.",
    Fault.MISSING: "entry {place} is missing.",
    Fault.ADDED: "entry {place} does not belong to the log: it was added by another hand.",
    Fault.HEAD: "entry {place} is not the end that was kept: it, or the end, was changed.",
    Fault.PUBLISHED: "entry {place} is not the one that the public was shown. It was written anew, or one from {since} on.",
    Fault.NOTED: "none of entries {since} to {place} has the digest that was given.",
}


@click.group("audit")
def log() -> None:
    """The audit log."""


@log.command("verify")
@click.option("--digest", help="A digest that was noted earlier: it must stand in the log.")
@with_appcontext
def verify(digest: str | None) -> None:
    """Check that the log is as it was written; names the first entry that is not.

    It must agree with itself, with its kept end, and with every digest that the public was shown.
    """
    entries, broken = audit.verify(digest.strip().lower() if digest else None)
    if broken is not None:
        raise click.ClickException(_sentence(broken))
    click.echo(f"The audit log is whole. Entries: {entries}.")


def _sentence(broken: Broken) -> str:
    words = WORDS[broken.fault].format(place=broken.sequence, since=broken.since)
    return f"The audit log was altered: {words}"


@log.command("publish-head")
@click.option("--at", metavar="ISO", help="The hour that counts as now, such as 2026-12-04T17:00; UTC without a zone.")
@with_appcontext
def publish_head(at: str | None) -> None:
    """Show the public where the log ends today.

    Run it once a day. Running it twice, or two at once, does no harm: the first of a day stands.
    """
    try:
        shown, made = audit_service.publish_head(_hour(at) if at else clock.now())
    except Conflict as error:
        raise click.ClickException(error.sentence) from error
    click.echo(f"{shown.day} {shown.sequence} {shown.digest}")
    if not made:
        click.echo("This day was shown before; nothing was changed.", err=True)


def _hour(words: str) -> datetime:
    try:
        hour = datetime.fromisoformat(words)
    except ValueError as error:
        raise click.BadParameter("write an hour like 2026-12-04T17:00:00+00:00", param_hint="--at") from error
    return hour if hour.tzinfo else hour.replace(tzinfo=UTC)
