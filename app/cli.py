"""`flask serve`: what `make run` ends in."""

import os
import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from config import Settings

THREADS = 100
"""One thread serves one request, and later one open socket each; see docs/operations.md."""

GRACE_SECONDS = 5


def register(app: Flask) -> None:
    """Add the commands that belong to no feature."""
    app.cli.add_command(serve)


@click.command()
@with_appcontext
def serve() -> None:
    """Migrate the database and serve the site."""
    settings: Settings = current_app.config["SETTINGS"]
    upgrade()
    click.echo(f"\n  Folkmoot is at http://{settings.host}:{settings.port}\n", err=True)
    sys.stderr.flush()
    options = ["--worker-class", "gthread", "--threads", str(THREADS), "--graceful-timeout", str(GRACE_SECONDS)]
    bind = ["--bind", f"{settings.host}:{settings.port}", "--workers", "1"]
    command = [sys.executable, "-m", "gunicorn", *options, *bind, "wsgi:app"]
    os.execv(sys.executable, command)  # noqa: S606 - No shell is wanted: a signal must reach gunicorn itself.
