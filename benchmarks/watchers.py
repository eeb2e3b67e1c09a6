"""People who watch, in one process: websockets read by hand on uvloop, so that the client costs little.

It does what a page does with the sequence of a thread: applies an event if it is the next one, passes over what it has,
and fetches over HTTP at a gap. What it saw on the way is counted.
"""

import asyncio
import base64
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks import load

TALK = "/socket.io/?EIO=4&transport=websocket"
NAMESPACE = "/threads"
SETTLE_SECONDS = 60
"""How long all watchers together may take to connect, or to catch up at the end."""


@dataclass
class Crowd:
    """All watchers of one measurement, and what they saw."""

    port: int
    thread: str = ""
    path: str = TALK
    arrivals: list[tuple[str, float]] = field(default_factory=list)
    """The object of each event that was applied, and when."""
    counted: Counter[str] = field(default_factory=Counter)
    watchers: list["Watcher"] = field(default_factory=list)

    async def gather(self, count: int, after: int = 0, at_once: int = 50) -> None:
        """Let so many more connect, a few at a time, and watch from that event on."""
        for begin in range(0, count, at_once):
            some = [Watcher(self, after) for _ in range(min(at_once, count - begin))]
            self.watchers += some
            await asyncio.gather(*(watcher.connect() for watcher in some))
        await self.until(lambda: all(watcher.is_watching for watcher in self.watchers))

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something. Raises TimeoutError."""
        async with asyncio.timeout(SETTLE_SECONDS):
            while not true():  # noqa: ASYNC110 - What is waited for is counted in many places.
                await asyncio.sleep(0.05)

    async def leave(self) -> None:
        """Let all go."""
        for watcher in self.watchers:
            watcher.end()
        self.watchers.clear()
        await asyncio.sleep(0.5)


class Watcher(asyncio.Protocol):
    """One page."""

    def __init__(self, crowd: Crowd, after: int = 0) -> None:
        self.crowd, self.last = crowd, after
        self.is_watching = False
        self.wants_to_stay = True
        self.answers: dict[int, asyncio.Future[Any]] = {}
        self._early: list[tuple[dict[str, Any], float]] = []
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._is_open = False
        self._asked = 0

    async def connect(self) -> None:
        """Open the connection."""
        await asyncio.get_running_loop().create_connection(lambda: self, load.LOOPBACK, self.crowd.port)

    def end(self) -> None:
        """Go, without a word."""
        self.wants_to_stay = False
        self.drop()

    def drop(self) -> None:
        """Lose the connection."""
        if self._transport is not None:
            self._transport.abort()

    # -- The connection ------------------------------------------------------------------------------------------------

    def connection_made(self, transport: Any) -> None:
        """Ask for a websocket."""
        self._transport, self._buffer, self._is_open = transport, bytearray(), False
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self.crowd.path} HTTP/1.1\r\nHost: {load.LOOPBACK}:{self.crowd.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Come back, if it was an accident."""
        del exc
        self.is_watching, self._early = False, []
        if self.wants_to_stay:
            self.crowd.counted["came back"] += 1
            asyncio.get_running_loop().create_task(self.connect())

    def data_received(self, data: bytes) -> None:
        """Take frames out of what came."""
        self._buffer += data
        if not self._is_open:
            head = self._buffer.find(load.END_OF_HEAD)
            if head < 0:
                return
            if not self._buffer.startswith(b"HTTP/1.1 101"):
                raise load.BadAnswer(bytes(self._buffer[:200]).decode(errors="replace"))
            del self._buffer[: head + len(load.END_OF_HEAD)]
            self._is_open = True
            if self.crowd.path != TALK:
                self.is_watching = True
        while (frame := self._frame()) is not None:
            self._take(frame)

    def _frame(self) -> str | None:
        """The next whole text; servers do not mask, and do not part texts as short as ours."""
        held = self._buffer
        if len(held) < 2:
            return None
        start, size = 2, held[1] & 0x7F
        if size >= 126:
            start = 4 if size == 126 else 10
            if len(held) < start:
                return None
            size = int.from_bytes(held[2:start])
        if len(held) < start + size:
            return None
        is_text = held[0] & 0x0F == 1
        body = bytes(held[start : start + size]).decode() if is_text else ""
        del held[: start + size]
        return body

    def send(self, text: str) -> None:
        """Send a text, masked with zeros, which is allowed and costs nothing."""
        body = text.encode()
        size = bytes((0x80 | len(body),)) if len(body) < 126 else b"\xfe" + len(body).to_bytes(2)
        if self._transport is not None:
            self._transport.write(b"\x81" + size + b"\0\0\0\0" + body)

    # -- The talk ------------------------------------------------------------------------------------------------------

    def _take(self, said: str) -> None:
        arrived = time.time()
        if self.crowd.path != TALK:
            event = json.loads(said)
            self.crowd.arrivals.append((event["id"], arrived))
        elif said.startswith('42/threads,["event"'):
            self._event(json.loads(said[11:])[1], arrived)
        elif said.startswith("43/threads,"):
            number, _, rest = said[11:].partition("[")
            self.answers.pop(int(number)).set_result(json.loads("[" + rest)[0])
        elif said == "2":
            self.send("3")
        elif said.startswith("0"):
            self.send(f"40{NAMESPACE},")
        elif said.startswith("40"):
            asyncio.get_running_loop().create_task(self.watch())
        elif said.startswith("44"):
            raise load.BadAnswer(said)

    def ask(self, name: str, what: dict[str, Any]) -> "asyncio.Future[Any]":
        """Say something that is answered."""
        self._asked += 1
        self.answers[self._asked] = asyncio.get_running_loop().create_future()
        self.send(f"42{NAMESPACE},{self._asked}{json.dumps([name, what])}")
        return self.answers[self._asked]

    async def watch(self) -> None:
        """Watch the thread from where one is. Raises BadAnswer where that is refused."""
        answer = await self.ask("watch", {"thread": self.crowd.thread, "after": self.last})
        if not answer["ok"]:
            raise load.BadAnswer(str(answer))
        arrived, self.is_watching = time.time(), True
        early, self._early = self._early, []
        for event, when in [*((event, arrived) for event in answer["events"]), *early]:
            self._event(event, when)
        if answer["more"]:
            await self.fetch()

    def _event(self, event: dict[str, Any], arrived: float) -> None:
        seq = event["seq"]
        if not self.is_watching:
            self._early.append((event, arrived))  # What it missed is on its way.
        elif seq is None or seq <= self.last:
            self.crowd.counted["had it already"] += 1
        elif seq > self.last + 1:
            self.crowd.counted["gaps"] += 1
            asyncio.get_running_loop().create_task(self.fetch())
        else:
            self.last = seq
            self.crowd.arrivals.append((event["id"], arrived))

    async def fetch(self) -> None:
        """Fetch over HTTP what was missed."""
        self.crowd.counted["fetched"] += 1
        reader, writer = await asyncio.open_connection(load.LOOPBACK, self.crowd.port)
        path = f"/threads/{self.crowd.thread}/events?after={self.last}"
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {load.LOOPBACK}:{self.crowd.port}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = await reader.read()
        writer.close()
        found = json.loads(answer.partition(load.END_OF_HEAD)[2])
        for event in found["events"]:
            if event["seq"] > self.last:
                self._event(event, time.time())
        if found["more"]:
            await self.fetch()


async def lose_connections(crowd: Crowd, seconds: float) -> None:
    """From now on, break connections by chance, each one about every so many seconds."""
    while crowd.watchers:
        await asyncio.sleep(seconds / len(crowd.watchers))
        random.choice(crowd.watchers).drop()
