"""How many requests a second a real server answers: `make bench`, or `make bench BENCH="--seconds 5 --json"`.

For each set-up it starts gunicorn on a fresh database, makes a busy contribution with the app's own commands, and measures
every target in turn, several times over: a slow minute of the machine hits all of them alike. Ratios are to the bare
`/healthz` of the same server, because absolute figures say more about the machine than about the site.
"""

import argparse
import itertools
import json
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import load, processors
from tests import servers

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
START_SECONDS = 60
WARM_UP_SECONDS = 1.0
ROUND = "support-at-home"
"""The demo's own round, whose people speak on the measured page."""

ADDRESS = re.compile(r"/(?:needs|ideas|proposals)/([\w-]+)")


@dataclass(frozen=True)
class SetUp:
    """How the site is served in one bench."""

    name: str
    database: str
    worker_class: str
    workers: int
    threads: int
    more: tuple[str, ...] = ()

    @property
    def gunicorn(self) -> list[str]:
        """The options of gunicorn."""
        size = [f"--workers={self.workers}", f"--threads={self.threads}"]
        return [f"--worker-class={self.worker_class}", *size, *self.more]


SET_UPS = (
    SetUp("sqlite", "SQLite", "gthread", 1, 100),
    SetUp("one-worker", "PostgreSQL + Redis", "gthread", 1, 20),
    SetUp("postgresql", "PostgreSQL + Redis", "gthread", 2, 20),
    SetUp("gevent", "PostgreSQL + Redis", "gevent", 2, 1, ("--worker-connections=6000",)),
)


@dataclass
class Target:
    """One thing that is measured."""

    name: str
    request: Callable[[], bytes]
    status: int = 200
    rates: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    """Milliseconds of the processor for one request, the database's among them."""
    busy: float = 0.0
    bytes: int = 0

    def run(self, port: int, options: argparse.Namespace, seconds: float) -> load.Measured:
        """Measure once."""
        before = processors.seconds_below(os.getpid())
        measured = load.measure(port, self.request, self.status, connections=options.connections, seconds=seconds)
        measured.served_seconds = processors.seconds_below(os.getpid()) - before
        return measured

    def keep(self, measured: load.Measured) -> None:
        """Keep a run's figures."""
        self.cost.append(measured.served_seconds / max(1, measured.requests) * 1000)
        self.rates.append(measured.rate)
        self.milliseconds.append(measured.percentile(0.99))
        self.busy = max(self.busy, measured.client_busy)
        self.bytes = measured.bytes // max(1, measured.requests)


# -- The site --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """A site under measurement: its settings, and its port once it is served."""

    environment: dict[str, str]
    port: int

    def flask(self, *arguments: object) -> str:
        """Run one of the app's own commands; gives what it printed."""
        return self.command(BIN / "flask", "--app", "wsgi", *arguments)

    def command(self, *arguments: object) -> str:
        """Run a command with the site's settings; gives what it printed.

        Raises CalledProcessError where it fails; what it said went to standard error.
        """
        command = [str(part) for part in arguments]
        done = subprocess.run(command, check=True, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            with urllib.request.urlopen(f"http://{load.LOOPBACK}:{self.port}/healthz", timeout=1) as response:
                return bool(response.status == 200)
        except OSError:
            return False


@contextmanager
def prepared(set_up: SetUp) -> Iterator[Site]:
    """A fresh database of this kind, migrated, with the settings that the server and the commands read."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="folkmoot-bench-"))
        environment = {
            **os.environ,
            "INSTANCE_PATH": folder,
            "SECRET_KEY": secrets.token_hex(32),
            "SECURITY_PASSWORD_SALT": secrets.token_hex(32),
            "RATE_LIMITS": "0",
            "MAIL_BACKEND": "locmem",
            "DATABASE_URL": f"sqlite:///{folder}/folkmoot.sqlite3",
            "REDIS_URL": "",
        }
        if set_up.database != "SQLite":
            environment["DATABASE_URL"] = stack.enter_context(servers.postgresql(durable=True))
            environment["REDIS_URL"] = stack.enter_context(servers.redis()) + "/0"
        site = Site(environment, servers.free_port())
        site.flask("db", "upgrade")
        site.flask("demo", "load")
        yield site


@contextmanager
def served(site: Site, set_up: SetUp) -> Iterator["subprocess.Popen[bytes]"]:
    """Gunicorn, as in production; its workers are below it.

    Raises RuntimeError where it does not answer in START_SECONDS.
    """
    bind = f"--bind={load.LOOPBACK}:{site.port}"
    command = [str(BIN / "gunicorn"), *set_up.gunicorn, bind, "--log-level=warning", "wsgi:app"]
    process = subprocess.Popen(command, cwd=ROOT, env=site.environment)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not site.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("gunicorn does not answer")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


# -- What is measured ------------------------------------------------------------------------------------------------


def busy_contribution(site: Site, comments: int) -> str:
    """Make a contribution with so many comments; gives its address."""
    printed = site.flask("demo", "busy", ROUND, "--comments", comments)
    found = ADDRESS.search(printed)
    if found is None:
        raise RuntimeError(f"`flask demo busy` printed no address: {printed!r}")
    return found[0]


def signed_in(site: Site, people: int) -> list[dict[str, str]]:
    """So many new residents, each with the cookie and the form token of a session."""
    made: list[dict[str, str]] = json.loads(site.command(sys.executable, "-m", "benchmarks.people", people))
    return made


def reads(address: str, people: list[dict[str, str]]) -> Callable[[], bytes]:
    """The page, asked for by signed-in people in turn."""
    requests = [load.get(address, f"Cookie: {person['cookie']}\r\n") for person in people]
    return itertools.cycle(requests).__next__


def ideas(site: Site) -> list[str]:
    """The names of the demo's ideas on the first page of their list."""
    with urllib.request.urlopen(f"http://{load.LOOPBACK}:{site.port}/rounds/{ROUND}/ideas") as page:
        return sorted(set(re.findall(r'href="/ideas/([\w-]+)"', page.read().decode())))


def votes(contributions: list[str], people: list[dict[str, str]]) -> Callable[[], bytes]:
    """Votes of distinct people in turn; each round of them says something else, so that every request writes."""
    names = itertools.cycle(contributions)
    of = {person["cookie"]: next(names) for person in people}
    requests = (
        load.post(
            f"/contributions/{of[person['cookie']]}/vote",
            f"csrf_token={person['token']}&choice={choice}&once={secrets.token_urlsafe(16)}",
            person["cookie"],
        )
        for choice in itertools.cycle(("agree", "disagree", "unsure"))
        for person in people
    )
    return requests.__next__


def always(request: bytes) -> Callable[[], bytes]:
    """The same request again and again."""
    return lambda: request


def run_all(site: Site, targets: list[Target], options: argparse.Namespace) -> None:
    """Warm up, then measure every target in turn, as many times as asked."""
    for target in targets:
        target.run(site.port, options, WARM_UP_SECONDS)
    for _ in range(options.runs):
        for target in targets:
            target.keep(target.run(site.port, options, options.seconds))


def bench(set_up: SetUp, options: argparse.Namespace) -> dict[str, Any]:
    """Measure one set-up, first with a small database, then with a large one."""
    with prepared(set_up) as site:
        say(f"{set_up.name}: making a contribution with {options.page_comments:,} comments")
        address = busy_contribution(site, options.page_comments)
        voted = busy_contribution(site, 1)
        people = signed_in(site, options.people)
        small = [
            Target("bare ok route", always(load.get("/healthz"))),
            Target("page of 50 comments", always(load.get(address))),
            Target("page of 50 comments, signed in", reads(address, people)),
            Target("page of 50 comments, compressed", always(load.get(address, "Accept-Encoding: br, gzip\r\n"))),
            Target("vote cast, all on one idea", votes([voted.rsplit("/", 1)[1]], people), 303),
        ]
        with served(site, set_up):
            small.append(Target("vote cast, on ideas in turn", votes(ideas(site), people), 303))
            say(f"{set_up.name}: measuring")
            run_all(site, small, options)
        more = options.all_comments - options.page_comments
        say(f"{set_up.name}: {more:,} more comments")
        crowded = busy_contribution(site, more)
        large = [
            Target("bare ok route, again", always(load.get("/healthz"))),
            Target(f"page of 50 comments, {options.all_comments:,} in all", always(load.get(address))),
            Target(f"the same, signed in, {options.all_comments:,} in all", reads(address, people)),
            Target(f"page of 50 comments out of {more:,}", always(load.get(crowded))),
        ]
        with served(site, set_up):
            say(f"{set_up.name}: measuring again")
            run_all(site, large, options)
        return report(set_up, small, large)


# -- What is told ----------------------------------------------------------------------------------------------------


def say(sentence: str) -> None:
    """Tell how far it is, apart from the figures."""
    print(sentence, file=sys.stderr, flush=True)


def report(set_up: SetUp, *groups: list[Target]) -> dict[str, Any]:
    """The figures of one set-up. Each group's first target is the bare route that the others are compared with."""
    rows = []
    for group in groups:
        bare, cheapest = statistics.median(group[0].rates), statistics.median(group[0].cost)
        for target in group:
            rate, cost = statistics.median(target.rates), statistics.median(target.cost)
            rows.append({
                "target": target.name,
                "per_second": round(rate, 1),
                "ratio": round(rate / bare, 3),
                "cpu_ms": round(cost, 2),
                "cpu_ratio": round(cheapest / cost, 3) if cost else None,
                "runs": [round(each, 1) for each in target.rates],
                "p99_ms": round(statistics.median(target.milliseconds), 1),
                "bytes": target.bytes,
                "client_busy": round(target.busy, 2),
            })  # fmt: skip
    return {"set_up": asdict(set_up), "targets": rows}


def table(found: dict[str, Any]) -> str:
    """The figures for people."""
    set_up = found["set_up"]
    workers = f"gunicorn {set_up['worker_class']}, {set_up['workers']} worker(s) of {set_up['threads']} threads"
    lines = [f"{workers}, {set_up['database']}", ""]
    lines.append(
        f"{'':42}{'per second':>12}{'of bare':>9}{'cpu ms':>9}{'of bare':>9}{'p99 ms':>9}{'bytes':>9}{'client':>8}  runs"
    )
    for row in found["targets"]:
        runs = " ".join(f"{each:.0f}" for each in row["runs"])
        lines.append(
            f"{row['target']:42}{row['per_second']:>12,.0f}{row['ratio']:>9.1%}{row['cpu_ms']:>9.2f}"
            f"{row['cpu_ratio'] or 0:>9.1%}{row['p99_ms']:>9.1f}{row['bytes']:>9,}"
            f"{row['client_busy']:>8.0%}  {runs}"
        )
    return "\n".join([*lines, ""])


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--set-up", choices=[each.name for each in SET_UPS], help="one of them alone")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of one run")
    parser.add_argument("--runs", type=int, default=3, help="how many runs; the median counts")
    parser.add_argument("--connections", type=int, default=8, help="how many are open at once")
    parser.add_argument("--people", type=int, default=1000, help="how many vote")
    parser.add_argument("--page-comments", type=int, default=1_000, help="comments on the measured page")
    parser.add_argument("--all-comments", type=int, default=100_000, help="comments in the larger database")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    return parser.parse_args()


def main() -> None:
    """Measure, and tell."""
    options = parsed()
    chosen = [each for each in SET_UPS if options.set_up in {None, each.name}]
    found = []
    for set_up in chosen:
        found.append(bench(set_up, options))
        if not options.json:
            print(table(found[-1]), flush=True)
    if options.json:
        print(json.dumps({"cores": os.cpu_count(), "python": sys.version.split()[0], "benches": found}, indent=2))


if __name__ == "__main__":
    main()
