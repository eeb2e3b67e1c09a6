"""`flask serve`: what `make run` ends in."""

import os
import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app import clock
from app.demo import service as demo
from config import Settings

THREADS = 100
"""One thread serves one request, and later one open socket each; see docs/operations.md."""

GRACE_SECONDS = 5
"""How long requests that are under way may take to end when the server is told to stop."""


def register(app: Flask) -> None:
    """Add the command that belongs to no feature."""
    app.cli.add_command(serve)


@click.command()
@with_appcontext
def serve() -> None:
    """Migrate the database, load the demo round where there is no round yet, and serve the site."""
    settings: Settings = current_app.config["SETTINGS"]
    upgrade()
    has_demo = not settings.is_production and (demo.load_round(clock.now()) or demo.is_loaded())
    click.echo(_welcome(settings, with_demo=has_demo), err=True)
    sys.stderr.flush()
    options = ["--worker-class", "gthread", "--threads", str(THREADS), "--graceful-timeout", str(GRACE_SECONDS)]
    options += ["--config", "python:app.outbox.cli"]  # Jobs run in threads of the same process.
    options += ["--no-control-socket"]  # It would lie in the home folder, and nobody asks for it.
    bind = ["--bind", f"{settings.host}:{settings.port}", "--workers", "1"]
    command = [sys.executable, "-m", "gunicorn", *options, *bind, "wsgi:app"]
    os.execv(sys.executable, command)  # noqa: S606 - No shell is wanted: a signal must reach gunicorn itself.


def _welcome(settings: Settings, *, with_demo: bool) -> str:
    lines = ["", f"  Folkmoot is at http://{settings.host}:{settings.port}", ""]
    if with_demo:
        lines += [f"  Try it as one of these, password {demo.DEMO_PASSWORD}:"]
        lines += [f"    {role:<14} {address}" for role, address in demo.SIGN_INS.items()]
        lines += [""]
    if settings.mail_backend == "console":
        lines += ["  Messages that would be mailed are printed here.", ""]
    return "\n".join([*lines, "  Stop it with Ctrl-C.", ""])
