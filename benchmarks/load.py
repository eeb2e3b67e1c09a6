"""A load client that costs little: one process, prepared requests, kept-alive connections, no library.

It sends to loopback only, for a stated time, and tells how busy it was itself: a client near 100 % measures itself.
"""

import resource
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"
AGENT = "bench"
REQUESTS_A_VISIT = 25
"""After so many a connection makes room for another, as people come and go. One that stayed would stay with the worker that
took it, and eight that arrive at once may all be taken by the same: half the machine would look like the whole."""

END_OF_HEAD = b"\r\n\r\n"


class BadAnswer(RuntimeError):
    """The server answered something else than what is measured."""


@dataclass
class Measured:
    """One run."""

    requests: int
    seconds: float
    client_busy: float
    bytes: int
    latencies: list[float] = field(repr=False)
    served_seconds: float = 0.0
    """Seconds of the processor that the site and its database took."""

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        """The latency, in milliseconds, that this share of the requests stayed below."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


@dataclass
class Connection:
    """One kept-alive connection, with one request under way."""

    socket: socket.socket
    left: int = REQUESTS_A_VISIT
    sent_at: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        """Send the next request."""
        self.buffer.clear()
        self.left -= 1
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> tuple[int, int] | None:
        """Read what has come: the status and the length when the answer is whole, none before.

        Raises BadAnswer where the server hung up.
        """
        chunk = self.socket.recv(262_144)
        if not chunk:
            raise BadAnswer(f"the server hung up after {bytes(self.buffer[:200])!r}")
        self.buffer += chunk
        head = self.buffer.find(END_OF_HEAD)
        if head < 0:
            return None
        body = content_length(bytes(self.buffer[:head]))
        if len(self.buffer) < head + len(END_OF_HEAD) + body:
            return None
        return int(self.buffer[9:12]), len(self.buffer)


def content_length(head: bytes) -> int:
    """The length that an answer's head announces.

    Raises BadAnswer where it announces none: the measured pages all do.
    """
    lowered = head.lower()
    start = lowered.find(b"\r\ncontent-length:")
    if start < 0:
        raise BadAnswer(f"an answer without a length: {head[:200]!r}")
    end = lowered.find(b"\r\n", start + 2)
    return int(lowered[start + 17 : end if end > 0 else None])


def get(path: str, headers: str = "") -> bytes:
    """A prepared GET."""
    return f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\nUser-Agent: {AGENT}\r\n{headers}\r\n".encode()


def post(path: str, body: str, cookie: str) -> bytes:
    """A prepared form."""
    who = f"Host: {LOOPBACK}\r\nUser-Agent: {AGENT}\r\nCookie: {cookie}"
    head = f"POST {path} HTTP/1.1\r\n{who}\r\nReferer: http://{LOOPBACK}/\r\n"
    return (
        f"{head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    )


def cpu_seconds() -> float:
    """What this process has used so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def connect(port: int, visit: int = REQUESTS_A_VISIT) -> Connection:
    """Open a connection to a server on this machine."""
    opened = socket.create_connection((LOOPBACK, port), timeout=30)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Connection(opened, visit)


def measure(port: int, requests: Callable[[], bytes], expected: int, *, connections: int, seconds: float) -> Measured:
    """Send requests for so many seconds, each connection one at a time.

    `requests` gives the next one. Raises BadAnswer where a status is not the expected one.
    """
    with selectors.DefaultSelector() as selector:

        def begin(visit: int = REQUESTS_A_VISIT) -> None:
            connection = connect(port, visit)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(requests())

        for number in range(connections):
            begin(1 + number * REQUESTS_A_VISIT // connections)  # So that they do not all leave at once.
        busy, start = cpu_seconds(), time.perf_counter()
        measured = answers(selector, requests, expected, start + seconds, begin)
        measured.seconds = time.perf_counter() - start
        measured.client_busy = (cpu_seconds() - busy) / measured.seconds
        for key in [*selector.get_map().values()]:
            key.data.socket.close()
    return measured


def answers(
    selector: selectors.BaseSelector,
    requests: Callable[[], bytes],
    expected: int,
    deadline: float,
    begin: Callable[[], None],
) -> Measured:
    """Collect answers and send the next requests until the deadline."""
    measured = Measured(0, 0.0, 0.0, 0, [])
    now = time.perf_counter()
    while now < deadline:
        for key, _ in selector.select(timeout=10):
            connection: Connection = key.data
            whole = connection.answer()
            if whole is None:
                continue
            status, length = whole
            if status != expected:
                raise BadAnswer(f"expected {expected}, got: {bytes(connection.buffer[:1500]).decode(errors='replace')}")
            measured.requests += 1
            measured.bytes += length
            measured.latencies.append(time.perf_counter() - connection.sent_at)
            if connection.left:
                connection.send(requests())
                continue
            selector.unregister(connection.socket)
            connection.socket.close()
            begin()
        now = time.perf_counter()
    return measured
