"""How quick live threads are, and whether they lose anything: `make bench-live` (BENCH="--parts latency join").

    latency   from the commit of a comment, in a process of its own, to each socket: 100 and 500 on one worker, 1,000 on two
    poster    what posting costs the poster, with nobody watching and with 500
    join      watching with 200 missed events
    idle      5,000 sockets that only listen, on one worker
    lossless  a million deliveries while connections break by chance

The servers are gunicorn's gevent workers on PostgreSQL and Redis. The limit is the library `websockets` on uvloop, which
sends a text of the same length to as many, measured right after with the same client. Everything runs on one machine:
client, servers, database.
"""

import argparse
import asyncio
import json
import re
import resource
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import uvloop

from benchmarks import load, processors, speed
from benchmarks.watchers import Crowd, lose_connections
from tests import servers

FILES = 16_384
"""Open files that a process may need: 5,000 sockets and more."""

SIZES = ((100, 1), (500, 1), (1_000, 2))
"""Sockets, workers."""

EVENTS, PAUSE = 300, 0.2
"""Comments of one measurement of latency, five a second; so many that the first, for which a worker compiles its templates
and statements, is not by itself the one in a hundred."""

LOST_SOCKETS, LOST_EVENTS, LOST_PAUSE, LOST_WRITERS = 500, 2_000, 0.12, 4
"""A million deliveries, some thirty comments a second by four people at once."""

BREAKS_SECONDS = 20.0
"""How long a connection lasts on average before it breaks."""

IDLE_SOCKETS, MISSED, JOINS, POSTS = 5_000, 200, 50, 60

PARTS = ("latency", "poster", "join", "idle", "lossless")


def gevent(workers: int) -> speed.SetUp:
    """How live threads are served beyond one machine."""
    return speed.SetUp("postgresql", "PostgreSQL + Redis", "gevent", workers, 1, ("--worker-connections=8000",))


class Thread:
    """A thread on the site, to watch and to write in."""

    def __init__(self, site: speed.Site, comments: int = 1) -> None:
        self.site, self.address = site, speed.busy_contribution(site, comments)
        self.contribution = self.address.rsplit("/", 1)[1]
        self.page = b""

    def look(self) -> "Thread":
        """Read the page, once the site is served."""
        with urllib.request.urlopen(f"http://{load.LOOPBACK}:{self.site.port}{self.address}") as page:
            self.page = page.read()
        return self

    def _said(self, name: str) -> str:
        found = re.search(rf'data-{name}="([^"]*)"'.encode(), self.page)
        if found is None:
            raise load.BadAnswer(f"the page has no data-{name}")
        return found[1].decode()

    @property
    def name(self) -> str:
        """Its public id."""
        return self._said("thread")

    @property
    def last(self) -> int:
        """The number of its last event, when it was looked at."""
        return int(self._said("last"))

    def crowd(self) -> Crowd:
        """Nobody yet, who would watch it."""
        return Crowd(self.site.port, self.name)


@asynccontextmanager
async def told(command: list[object], site: speed.Site | None = None) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of ours that begins when it is told to and prints JSON at its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *(str(part) for part in command), cwd=speed.ROOT, env=site.environment if site else None,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=2**26,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def tell(process: asyncio.subprocess.Process) -> list[dict[str, Any]]:
    """Let it begin; what it printed in the end."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"\n")
    await process.stdin.drain()
    printed: list[dict[str, Any]] = json.loads(await process.stdout.readline())
    return printed


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share stays below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def delays(crowds: list[Crowd], sent: list[dict[str, Any]]) -> list[float]:
    """Milliseconds from each commit to each arrival."""
    at = {one["id"]: one["at"] for one in sent}
    return [(when - at[name]) * 1000 for crowd in crowds for name, when in crowd.arrivals if name in at]


# -- Latency -----------------------------------------------------------------------------------------------------------


async def latency(options: argparse.Namespace, sockets: int, workers: int) -> dict[str, Any]:
    """Commits to arrivals, ours and bare, with the seconds of the processor that each delivery took."""
    ours, bytes_each = await ours_latency(options, sockets, workers)
    bare = await bare_latency(options, sockets, workers, bytes_each)
    return {"sockets": sockets, "workers": workers, "bytes": bytes_each, "ours": ours, "bare": bare}


async def ours_latency(options: argparse.Namespace, sockets: int, workers: int) -> tuple[dict[str, float], int]:
    """The site's figures, and how long one message is."""
    set_up = gevent(workers)
    with speed.prepared(set_up) as site:
        thread = Thread(site)
        with speed.served(site, set_up) as server:
            crowd = thread.look().crowd()
            await crowd.gather(sockets, thread.last)
            command = ["benchmarks.posting", thread.contribution, options.events, PAUSE]
            async with told(command, site) as process:
                await asyncio.sleep(3)  # It makes its app meanwhile.
                before = processors.seconds_below(server.pid)
                sent = await tell(process)
                await crowd.until(lambda: len(crowd.arrivals) == len(sent) * sockets)
                used = processors.seconds_below(server.pid) - before
            found = crowd.watchers[0].ask("watch", {"thread": thread.name, "after": crowd.watchers[0].last - 1})
            size = len(json.dumps((await found)["events"]))
            await crowd.leave()
    return figures([crowd], sent, used), size


async def bare_latency(options: argparse.Namespace, sockets: int, workers: int, size: int) -> dict[str, float]:
    """The same with as many bare servers as there are workers."""
    crowds = [Crowd(servers.free_port(), path="/") for _ in range(workers)]
    async with AsyncExitStack() as stack:
        processes = [
            await stack.enter_async_context(
                told(["benchmarks.bare_websockets", crowd.port, options.events, PAUSE, size])
            )
            for crowd in crowds
        ]
        await asyncio.sleep(2)
        for crowd in crowds:
            await crowd.gather(sockets // workers)
        before = sum(processors.seconds_of(process.pid) for process in processes)
        sent = [one for found in await asyncio.gather(*(tell(process) for process in processes)) for one in found]
        await asyncio.sleep(1)
        used = sum(processors.seconds_of(process.pid) for process in processes) - before
        for crowd in crowds:
            await crowd.leave()
    return figures(crowds, sent, used)


def figures(crowds: list[Crowd], sent: list[dict[str, Any]], used: float) -> dict[str, float]:
    """What is told of one server."""
    found = delays(crowds, sent)
    return {
        "deliveries": len(found),
        "median_ms": round(statistics.median(found), 2),
        "p99_ms": round(percentile(found, 0.99), 2),
        "cpu_us": round(used / len(found) * 1e6, 1),
    }


# -- What it costs to post, to come late, to be there ------------------------------------------------------------------


async def poster(options: argparse.Namespace) -> dict[str, Any]:
    """Milliseconds of the poster's answer, in turn in a thread that nobody watches and in one that 500 watch."""
    set_up = gevent(1)
    with speed.prepared(set_up) as site:
        lonely, watched = Thread(site), Thread(site)
        person = speed.signed_in(site, 1)[0]
        with speed.served(site, set_up):
            crowd = watched.look().crowd()
            await crowd.gather(LOST_SOCKETS, watched.last)
            took: dict[str, list[float]] = {lonely.contribution: [], watched.contribution: []}
            for number in range(options.posts):
                for contribution, found in took.items():
                    request = load.post(
                        f"/contributions/{contribution}/comments",
                        f"csrf_token={person['token']}&body=Number+{number}",
                        person["cookie"],
                    )
                    found.append(await answered(site.port, request, b"303"))
                    await asyncio.sleep(PAUSE)
            await crowd.until(lambda: len(crowd.arrivals) == options.posts * LOST_SOCKETS)
            await crowd.leave()
    alone, before = (statistics.median(found) for found in took.values())
    return {"alone_ms": round(alone, 1), "watched_ms": round(before, 1), "ratio": round(before / alone, 2)}


async def answered(port: int, request: bytes, status: bytes) -> float:
    """Milliseconds until the head of the answer is there. Raises BadAnswer where it says something else."""
    reader, writer = await asyncio.open_connection(load.LOOPBACK, port)
    start = time.perf_counter()
    writer.write(request)
    head = await reader.readuntil(load.END_OF_HEAD)
    took = (time.perf_counter() - start) * 1000
    writer.close()
    if head[9:12] != status:
        raise load.BadAnswer(head.decode(errors="replace"))
    return took


async def join(options: argparse.Namespace) -> dict[str, Any]:
    """Milliseconds of watching with so many missed events, on a connection that is open."""
    set_up = gevent(1)
    with speed.prepared(set_up) as site:
        thread = Thread(site, 1_000)
        with speed.served(site, set_up):
            crowd = thread.look().crowd()
            await crowd.gather(1, thread.last)
            took = [await joined(crowd, thread.last - MISSED) for _ in range(options.joins)]
            await crowd.leave()
    return {
        "events": MISSED,
        "median_ms": round(statistics.median(took), 1),
        "p99_ms": round(percentile(took, 0.99), 1),
    }


async def joined(crowd: Crowd, after: int) -> float:
    """One join. Raises BadAnswer where not all of the events came with it."""
    watcher = crowd.watchers[0]
    await watcher.ask("unwatch", {"thread": crowd.thread})
    start = time.perf_counter()
    answer = await watcher.ask("watch", {"thread": crowd.thread, "after": after})
    took = (time.perf_counter() - start) * 1000
    if len(answer["events"]) != MISSED:
        raise load.BadAnswer(f"{len(answer['events'])} events came")
    await asyncio.sleep(1)  # Nobody may watch again and again without a pause.
    return took


async def idle(options: argparse.Namespace) -> dict[str, Any]:
    """What a connection that only listens holds of the worker's memory, and whether all of them stay."""
    set_up = gevent(1)
    with speed.prepared(set_up) as site:
        thread = Thread(site)
        with speed.served(site, set_up) as server:
            crowd = thread.look().crowd()
            await crowd.gather(10, thread.last)
            before = processors.memory_below(server.pid)
            await crowd.gather(options.idle, thread.last)
            grown = processors.memory_below(server.pid) - before
            await asyncio.sleep(options.stay)
            held = sum(watcher.is_watching for watcher in crowd.watchers) - 10
            lost = crowd.counted["came back"]
            await crowd.leave()
    return {"sockets": options.idle, "kb_each": round(grown / options.idle / 1024, 1), "held": held, "lost": lost}


# -- Whether anything is lost ------------------------------------------------------------------------------------------


async def lossless(options: argparse.Namespace) -> dict[str, Any]:
    """Everybody gets everything, once, in order, though connections break by chance; on two workers."""
    set_up = gevent(2)
    with speed.prepared(set_up) as site:
        thread = Thread(site)
        with speed.served(site, set_up):
            crowd = thread.look().crowd()
            await crowd.gather(LOST_SOCKETS, thread.last)
            command = [
                "benchmarks.posting",
                thread.contribution,
                options.lossless,
                LOST_PAUSE,
                "--writers",
                LOST_WRITERS,
            ]
            async with told(command, site) as process:
                await asyncio.sleep(3)
                breaking = asyncio.create_task(lose_connections(crowd, BREAKS_SECONDS))
                sent = await tell(process)
                breaking.cancel()
            end = thread.last + len(sent)
            await crowd.until(lambda: all(watcher.last == end for watcher in crowd.watchers))
            seen = Counter(name for name, _ in crowd.arrivals)
            wrong = sum(seen[one["id"]] != LOST_SOCKETS for one in sent)
            found = {"deliveries": len(crowd.arrivals), "not seen by each once": wrong, **crowd.counted}
            await crowd.leave()
    return found


# -- What is told ------------------------------------------------------------------------------------------------------


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="some of them alone")
    parser.add_argument("--events", type=int, default=EVENTS, help="comments of one measurement of latency")
    parser.add_argument("--idle", type=int, default=IDLE_SOCKETS, help="sockets that only listen")
    parser.add_argument("--stay", type=float, default=60.0, help="seconds that they stay: longer than two pings")
    parser.add_argument("--joins", type=int, default=JOINS)
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--lossless", type=int, default=LOST_EVENTS, help="comments, each to 500 sockets")
    return parser.parse_args()


async def run(options: argparse.Namespace) -> None:
    """Measure part by part, and tell each as it is done."""
    for part in options.parts:
        if part == "latency":
            for sockets, workers in SIZES:
                told_of(part, await latency(options, sockets, workers))
        else:
            told_of(part, await {"poster": poster, "join": join, "idle": idle, "lossless": lossless}[part](options))


def told_of(part: str, found: dict[str, Any]) -> None:
    """One line of JSON a measurement; of latency, the ratios too."""
    if part == "latency":
        ours, bare = found["ours"], found["bare"]
        found["p99_ratio"] = round(ours["p99_ms"] / bare["p99_ms"], 2)
        found["cpu_ratio"] = round(ours["cpu_us"] / bare["cpu_us"], 2)
    print(json.dumps({"part": part, **found}), flush=True)


def main() -> None:
    """Measure, with enough open files."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))
    uvloop.run(run(parsed()))


if __name__ == "__main__":
    main()
