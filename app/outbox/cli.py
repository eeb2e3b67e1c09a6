"""`flask jobs`, and what `flask serve` starts in its one process."""

from typing import Any

import click
from flask.cli import with_appcontext

from app import queue
from app.clock import hour_given, now
from app.outbox import service, thin_service
from app.search import watch_service as watch


@click.command("jobs")
@with_appcontext
def jobs() -> None:
    """Do what waits to be done, until this process is told to stop. Run one beside the workers of a large site.

    `flask serve` does it by itself.
    """
    queue.alone(queue.of_app()).run()


@click.command("tell")
@click.option("--at", metavar="ISO", callback=hour_given, help="The hour that counts as now, such as 2026-12-04T17:00.")
@with_appcontext
def tell(at: Any) -> None:
    """Tell followers at once what waits to be told, and what their searches find. Running it twice, or two at once, does no harm."""
    hour = at or now()
    watch.tell(hour)
    click.echo(f"{service.tell_all(hour)} steps.")


@click.command("thin")
@with_appcontext
def thin() -> None:
    """Take away notices and deliveries that are long over, as the jobs do each night. Prints how many rows went."""
    click.echo(thin_service.thin(now()))


def post_worker_init(worker: Any) -> None:
    """Gunicorn calls this in the one process of `flask serve` (`--config python:app.outbox.cli`): start the jobs there."""
    worker.jobs = queue.beside(worker.wsgi.extensions["queue"])
    worker.jobs.start()


def worker_exit(_server: Any, worker: Any) -> None:
    """And this before that process ends."""
    jobs_of_it = getattr(worker, "jobs", None)
    if jobs_of_it is not None:
        jobs_of_it.stop()
