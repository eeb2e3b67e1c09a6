"""A page that watches, over a real websocket: it says what pages say, and keeps what it is told in order."""

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

import websocket

PATIENCE = 30
"""Seconds until something that must come has come: a crowded machine is slow, not wrong."""

NAMESPACE = "/threads"


PACKET = re.compile(r"(\d)(?:/\w+,)?(\d*)(.*)", re.DOTALL)
"""A packet of Socket.IO: its kind, the namespace, the number of the question, the JSON."""


class Refused(Exception):
    """The server would not have it; `data` says why."""

    def __init__(self, data: dict[str, str]) -> None:
        super().__init__(data)
        self.data = data


class Closed(Exception):
    """The server ended the connection."""


class Watcher:
    """One open page. Nothing runs in the background: it reads when it waits for something."""

    def __init__(
        self, address: str, cookie: str | None = None, *, origin: str | None = None, host: str | None = None
    ) -> None:
        self.socket = websocket.create_connection(
            f"{address.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket",
            timeout=PATIENCE, cookie=cookie, origin=origin or address, host=host,
        )  # fmt: skip
        self.told: list[tuple[str, Any]] = []
        self.answers: dict[int, Any] = {}
        self.asked = 0
        self.connected = False
        self.send(f"40{NAMESPACE},")
        try:
            self.read_until(lambda: self.connected)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Go away without a word, as a closed lid does."""
        self.socket.shutdown()

    # -- Saying --------------------------------------------------------------------------------------------------------

    def send(self, raw: str) -> None:
        """Send a raw text."""
        self.socket.send(raw)

    def ask(self, name: str, *message: Any) -> Any:
        """Say something and wait for the answer."""
        self.asked += 1
        number = self.asked
        self.send(f"42{NAMESPACE},{number}{json.dumps([name, *message])}")
        self.read_until(lambda: number in self.answers)
        return self.answers.pop(number)

    def watch(self, thread: str, after: int = 0) -> Any:
        """Watch a thread from an event on."""
        return self.ask("watch", {"thread": thread, "after": after})

    def watch_round(self, slug: str) -> Any:
        """Watch a round."""
        return self.ask("watch", {"round": slug})

    # -- Hearing -------------------------------------------------------------------------------------------------------

    def of(self, name: str) -> list[Any]:
        """What was told so far under this name."""
        return [what for told, what in self.told if told == name]

    def next(self, name: str = "event", which: Callable[[Any], bool] = lambda _what: True) -> Any:
        """Wait for the next of this name, and take it."""
        self.read_until(lambda: any(which(what) for what in self.of(name)))
        found = next((told, what) for told, what in self.told if told == name and which(what))
        self.told.remove(found)
        return found[1]

    def read_until(self, done: Callable[[], bool]) -> None:
        """Read until that is so. Raises Closed where the server ended the connection before."""
        until = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > until:
                raise TimeoutError(f"told so far: {self.told}")
            self.read()

    def read(self) -> None:
        """Take one message."""
        try:
            raw = self.socket.recv()
        except (websocket.WebSocketConnectionClosedException, ConnectionError) as over:
            raise Closed from over
        if raw in {"", "1"}:
            raise Closed
        if raw == "2":
            self.send("3")
        elif raw.startswith("4"):
            self.take(raw[1:])

    def take(self, packet: str) -> None:
        kind, number, rest = PACKET.match(packet).groups()
        said = json.loads(rest or "null")
        if kind == "0":
            self.connected = True
        elif kind == "1":
            raise Closed
        elif kind == "2":
            self.told.append((said[0], said[1]))
        elif kind == "3":
            self.answers[int(number)] = said[0]
        elif kind == "4":
            raise Refused(said.get("data", said) if isinstance(said, dict) else {"say": said})

    def is_over(self) -> bool:
        """Read until the server ends the connection."""
        with suppress(Closed):
            self.read_until(lambda: False)
        return True


def cookie_of(browser: Any) -> str:
    """The session of a test client, as a browser would send it."""
    kept = browser.get_cookie("session")
    return f"session={kept.value}" if kept else ""
