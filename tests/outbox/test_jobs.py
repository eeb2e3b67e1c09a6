"""The real queue and its real consumers."""

import signal
import subprocess
import sys
import time

import pytest

from app import queue
from app.outbox import cli
from config import ROOT
from tests import factories


def wait_until(happened, seconds=30):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_a_consumer_beside_the_server_tells_what_a_request_only_queued(app, idea, follows, told, say):
    class Worker:
        wsgi = app

    reader = factories.user(app)
    follows(reader, "contribution", idea)
    cli.post_worker_init(Worker)
    try:
        say(factories.user(app), idea)
        wait_until(lambda: told(reader) == ["commented"])
    finally:
        cli.worker_exit(None, Worker)
        Worker.jobs.stop(graceful=True)


def test_what_was_queued_for_nobody_is_found_by_the_next_look(app, idea, follows, told, say):
    """The queue's own memory is lost between the commit and the job: the database still knows."""
    reader = factories.user(app)
    follows(reader, "contribution", idea)
    say(factories.user(app), idea)
    app.extensions["queue"].huey.flush()
    consumer = queue.beside(app.extensions["queue"])
    consumer.start()  # A consumer looks when its first minute begins.
    try:
        wait_until(lambda: told(reader) == ["commented"], 70)
    finally:
        consumer.stop(graceful=True)


def test_a_queue_that_cannot_be_reached_fails_no_request(make_app, idea, follows, tell, told, tmp_path, caplog):
    from app.rules.actors import Actor
    from app.threads import comment_service
    from app.threads.comment_service import Draft

    other = make_app(redis_url="redis://127.0.0.1:1/0")
    reader, speaker = factories.user(other), factories.user(other)
    follows(reader, "contribution", idea)
    with other.test_request_context():
        comment_service.post(Actor(speaker.id), idea.public_id, Draft("Count me in."))
    assert "cannot be reached" in caplog.text
    tell()
    assert told(reader) == ["commented"]


def test_flask_jobs_works_until_it_is_told_to_stop(app, settings, idea, follows, told, say):
    import os

    reader = factories.user(app)
    follows(reader, "contribution", idea)
    known = {
        "APP_ENV": "test", "SECRET_KEY": "x", "SECURITY_PASSWORD_SALT": "x",
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url or "", "INSTANCE_PATH": str(settings.instance_path), "MAIL_BACKEND": "locmem",
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | known, stderr=subprocess.DEVNULL)
    try:
        say(factories.user(app), idea)
        wait_until(lambda: told(reader) == ["commented"], 120)
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


@pytest.mark.once
def test_the_queue_lies_in_the_instance_folder(app, settings):
    assert (settings.instance_path / "jobs.sqlite3").exists()
