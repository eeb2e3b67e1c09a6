"""`flask push-key`: a key for telling browsers."""

import click

from config import new_push_key


@click.command("push-key")
def command() -> None:
    """Print a new VAPID_PRIVATE_KEY. It is kept nowhere: put it with the site's other secrets."""
    click.echo(new_push_key())
