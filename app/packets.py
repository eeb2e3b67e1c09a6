"""The packets of sockets: those that are made once for all who get them, and those of pages, which may be anything."""

from engineio.packet import MESSAGE, PONG
from engineio.packet import Packet as Line
from socketio.packet import CONNECT, DISCONNECT, EVENT
from socketio.packet import Packet as Talk

NAMESPACE = "/threads"

OWN_NAMES = {"connect", "disconnect", "*"}
"""What the library calls by itself, and no page may; the last is its word for any other name."""

MALFORMED = "malformed"
"""What a message is called that has no name or no shape of ours; its handler says so."""


class Frame(bytes):
    """A whole websocket frame: made once, sent to many."""

    @classmethod
    def of(cls, text: str) -> "Frame":
        """Frame a text as a server does: unmasked, whole."""
        body = text.encode()
        size = len(body)
        if size < 126:
            return cls(bytes((0x81, size)) + body)
        if size < 1 << 16:
            return cls(b"\x81\x7e" + size.to_bytes(2) + body)
        return cls(b"\x81\x7f" + size.to_bytes(8) + body)


class Prepared(Line):
    """A message that is framed already, however many get it."""

    def __init__(self, name: str, payload: object) -> None:
        super().__init__(MESSAGE, Talk(EVENT, [name, payload], NAMESPACE).encode())
        self.encode_cache = Frame.of(super().encode())


class Rest(Line):
    """What was left of a frame that a slow reader took in part."""

    def __init__(self, rest: bytes) -> None:
        super().__init__(MESSAGE)
        self.encode_cache = rest


class Checked(Talk):
    """A message from a page. One that is no event of ours in shape becomes `malformed`, so that it can be answered."""

    uses_binary_events = False

    def decode(self, encoded_packet: str) -> int:
        """Read it, whatever it is."""
        try:
            super().decode(encoded_packet)
        except (ValueError, RecursionError):
            self._spoil()
        if self.packet_type not in {CONNECT, DISCONNECT, EVENT} or (self.packet_type == EVENT and not self._is_sound()):
            self._spoil()
        return 0

    def _is_sound(self) -> bool:
        match self.data:
            case [str(name)] | [str(name), _]:
                return name not in OWN_NAMES
        return False

    def _spoil(self) -> None:
        self.packet_type, self.namespace, self.data = EVENT, NAMESPACE, [MALFORMED]


def is_sound(said: str) -> bool:
    """Whether this is a message at all: an answer to a ping, or what Socket.IO calls a packet.

    What engineio would try to read as JSON by itself is none: it can be nested deeper than a reader stands.
    """
    return said == str(PONG) or (said[:1] == str(MESSAGE) and "0" <= said[1:2] <= "6")
