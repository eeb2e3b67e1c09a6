"""The only place that speaks to other people's servers over HTTP. Everything there may be hostile.

The name is looked up once, every address that it gives must be allowed, and the connection goes to one of just those:
a name that answers differently a moment later leads nowhere. No redirect is followed, and no answer is read.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

STEP_SECONDS = 5.0
"""How long one step of a connection may take."""

WHOLE_SECONDS = 15.0
"""How long all of it may take, however slowly the answer drips."""


class NotAllowed(Exception):
    """The address leads to where nothing of ours may go."""


class Unreachable(Exception):
    """Nobody answered, or not in HTTP, or not in time."""


def addresses_of(address: str, may_go_to: Callable[[str], bool]) -> list[str]:
    """The IP addresses of an address. Raises Unreachable for an unknown name, NotAllowed if one is not allowed."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(str(error)) from error
    ips = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not ips or not all(may_go_to(ip) for ip in ips):
        raise NotAllowed
    return ips


def post(address: str, ip: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post a body to an address at this one IP address; gives the status of the answer. Raises Unreachable."""
    parts = urlsplit(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line = _pinned(parts.scheme, parts.hostname or "", parts.port, ip)
    alarm = threading.Timer(WHOLE_SECONDS, _hang_up, [line])
    alarm.start()
    try:
        line.request("POST", path, body, dict(headers))
        return line.getresponse().status
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        alarm.cancel()
        line.close()


def _pinned(scheme: str, host: str, port: int | None, ip: str) -> HTTPConnection:
    """A connection to this IP address that asks for, and checks the certificate of, this host."""
    line: HTTPConnection
    if scheme == "https":
        line = HTTPSConnection(host, port, timeout=STEP_SECONDS, context=ssl.create_default_context())
    else:
        line = HTTPConnection(host, port, timeout=STEP_SECONDS)

    def connect(where: tuple[str, int], timeout: float | None, source: tuple[str, int] | None) -> socket.socket:
        return socket.create_connection((ip, where[1]), timeout, source)

    line._create_connection = connect  # type: ignore[attr-defined]  # noqa: SLF001 - Its own door for just this.
    return line


def _hang_up(line: HTTPConnection) -> None:
    if line.sock is not None:
        with suppress(OSError):
            line.sock.shutdown(socket.SHUT_RDWR)
