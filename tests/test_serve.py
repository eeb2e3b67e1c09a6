"""`flask serve`, what `make run` ends in: a server of its own, in a folder of its own, on a port of its own.

What asks for no `database_variables` is about the embedded database or about none: the run on SQLite has it.
"""

import http.cookiejar
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config import ROOT
from tests.servers import free_port, wait_for
from tests.watching import Watcher
from tests.web import FormReader

ROLES = ("resident", "moderator", "commissioner", "administrator")

PATIENCE = 120
"""Seconds for a whole start, twice over a cold import: a crowded machine is slow, not wrong."""

OURS = {
    "APP_ENV", "SECRET_KEY", "SECURITY_PASSWORD_SALT", "DATABASE_URL", "REDIS_URL", "HOST", "PORT", "PUBLIC_HOST",
    "INSTANCE_PATH", "RATE_LIMITS", "MAIL_BACKEND", "SECOND_FACTOR_SECRET", "STAFF_SECOND_FACTOR",
}  # fmt: skip
"""Variables that the machine may have set, and that would change what is tested."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OURS} | {
        "INSTANCE_PATH": str(folder),
        **more,
    }


@dataclass
class Server:
    """A server that was started as people start it."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text()

    def end(self, sign: int) -> int:
        """Send a signal; give the exit code."""
        self.process.send_signal(sign)
        return self.process.wait(PATIENCE)

    def visitor(self) -> "Visitor":
        return Visitor(f"http://127.0.0.1:{self.port}")


class Visitor:
    """Somebody with a browser of the simplest kind."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=20) as answer:
            return answer.read().decode()

    def submit(self, page: str, /, **fields: str) -> str:
        """Fill in the form of a page that posts to the page itself, and send it; gives the page that follows."""
        reader = FormReader(page)
        reader.feed(self.get(page))
        form = next(form for form in reader.forms if form.method == "post" and form.action == page)
        data = urllib.parse.urlencode(form.fields | fields).encode()
        with self.opener.open(self.address + page, data, timeout=20) as answer:
            return answer.read().decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def database_variables(request: pytest.FixtureRequest, new_database: Callable[[str], Any]) -> dict[str, str]:
    """What tells a server its database: nothing for the embedded one, the address of a fresh PostgreSQL database."""
    is_sqlite = request.config.getoption("--database") == "sqlite"
    return {} if is_sqlite else {"DATABASE_URL": new_database("served").url}


@pytest.fixture
def serve(folder: Path, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start `flask serve`; whatever still runs at the end of the test is ended."""
    started: list[Server] = []

    def start(**variables: str) -> Server:
        port, log = free_port(), tmp_path / f"log-{len(started)}"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
                cwd=ROOT, env=environment(folder, PORT=str(port), **variables), start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        server = Server(process, port, log)
        started.append(server)
        wait_for(lambda: answers(port), process, log, PATIENCE)
        return server

    yield start
    for server in started:
        with suppress(ProcessLookupError):
            os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait(10)


def answers(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
        return answer.status == 200
    return False


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
    return True


def test_a_first_start_tells_where_it_is_and_who_one_can_be_and_a_second_keeps_all(serve, folder, database_variables):
    first = serve(**database_variables)
    assert f"http://127.0.0.1:{first.port}" in first.said
    password = re.search(r"password (\S+):", first.said).group(1)
    told = dict(re.findall(rf"^\s+({'|'.join(ROLES)})\s+(\S+@\S+)$", first.said, re.MULTILINE))
    assert tuple(told) == ROLES
    for address in told.values():
        assert "/notices" in first.visitor().submit("/login", email=address, password=password)
    secrets = folder / "secrets.json"
    assert secrets.stat().st_mode & 0o777 == 0o600
    kept = secrets.read_text()

    resident = first.visitor()
    resident.submit("/login", email=told["resident"], password=password)
    resident.submit("/rounds/support-at-home/ideas/new", title="A bench by the lift", body="For those who wait.")
    with Watcher(f"http://127.0.0.1:{first.port}") as watcher:
        assert watcher.watch_round("support-at-home")["ok"] is True
        assert first.end(signal.SIGTERM) == 0
        assert watcher.is_over()
    assert is_free(first.port)

    second = serve(**database_variables)
    assert "A bench by the lift" in second.visitor().get("/rounds/support-at-home/ideas?order=newest")
    assert second.visitor().get("/rounds").count('"/rounds/support-at-home"') == 1
    assert "/account/" in resident_again(second, resident)
    assert secrets.read_text() == kept
    assert second.end(signal.SIGINT) == 0
    assert is_free(second.port)


def resident_again(server: Server, resident: Visitor) -> str:
    """The page of somebody who signed in before the server was started again."""
    resident.address = f"http://127.0.0.1:{server.port}"
    return resident.get("/")


def flask(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT, env=environment(folder, **variables), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "k" * 40}, "SECURITY_PASSWORD_SALT"),
        ({"SECRET_KEY": "k" * 40, "SECURITY_PASSWORD_SALT": "s" * 40}, "PUBLIC_HOST"),
    ],
)
def test_production_does_not_start_without_its_secrets_and_names_what_is_missing(folder, given, missing):
    answer = flask(folder, "serve", APP_ENV="production", **given)
    assert answer.returncode != 0
    assert missing in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (folder / "secrets.json").exists()
    assert not (folder / "folkmoot.sqlite3").exists()


def test_production_has_no_demo_and_secrets_of_its_own(serve, folder):
    secrets = {
        "SECRET_KEY": "k" * 40,
        "SECURITY_PASSWORD_SALT": "s" * 40,
        "PUBLIC_HOST": "127.0.0.1",
    }
    server = serve(APP_ENV="production", **secrets)
    assert "demo" not in server.said
    with sqlite3.connect(folder / "folkmoot.sqlite3") as connection:
        assert connection.execute("SELECT (SELECT count(*) FROM rounds) + (SELECT count(*) FROM users)").fetchone() == (
            0,
        )
    connection.close()
    assert not (folder / "secrets.json").exists()
    assert server.end(signal.SIGTERM) == 0
    refused = flask(folder, "demo", "load", APP_ENV="production", **secrets)
    assert refused.returncode != 0
    assert "Made-up people have no place" in refused.stderr


def test_a_port_that_is_taken_is_told(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = flask(folder, "serve", PORT=str(taken.getsockname()[1]))
    assert answer.returncode != 0
    assert "in use" in answer.stderr.lower()


def reset(folder: Path, words: str = "") -> subprocess.CompletedProcess[str]:
    """`make reset`, answered with these words."""
    return subprocess.run(
        ["make", "reset"],
        cwd=ROOT, env=environment(folder), input=words, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("words", ["", "\n", "y\n", "Yes\n", "no\n"])
def test_nothing_is_deleted_without_a_typed_yes(folder, words):
    folder.mkdir()
    for name in ("folkmoot.sqlite3", "secrets.json"):
        (folder / name).write_text(json.dumps("kept"))
    answer = reset(folder, words)
    assert answer.returncode != 0
    assert "Nothing was deleted." in answer.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["folkmoot.sqlite3", "secrets.json"]


def test_a_typed_yes_deletes_the_database_and_keeps_the_secrets(folder):
    folder.mkdir()
    for name in ("folkmoot.sqlite3", "folkmoot.sqlite3-wal", "folkmoot.sqlite3-shm", "secrets.json"):
        (folder / name).write_text("kept")
    assert reset(folder, "yes\n").returncode == 0
    assert [path.name for path in folder.iterdir()] == ["secrets.json"]
