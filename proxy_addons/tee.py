"""Bodies on their way: every byte passes on as it came, and a bounded copy is kept to be read."""

import asyncio
from collections.abc import Callable

from appliance.extract import pieces
from proxy_addons.account import Account, Hold
from proxy_addons.decode import Stack

Chunks = bytes | list[bytes]


class Tee:
    """Keeps the first `room` bytes, or fewer where the client's account has no room. `full` says that there was more.

    An empty chunk passes as no chunk at all: as one, it would end a chunked body on the wire.
    """

    def __init__(self, room: int, hold: Hold | None = None) -> None:
        self._kept: list[bytes] = []
        self._room = room
        self._hold = hold or Hold(Account())
        self.full = False
        self.used = False

    def __call__(self, data: bytes) -> Chunks:
        self.used = self.used or bool(data)
        size = self._hold.take_some(min(len(data), self._room))
        if size:
            self._kept.append(data[:size])
        self._room = self._room - size if size == len(data) else 0
        self.full = self.full or size < len(data)
        return data or []

    def take(self) -> bytes:
        """What was kept; it is given once, and the memory let go."""
        body = b"".join(self._kept)
        self._kept.clear()
        return body


WINDOW = 16 * 1024
LONGEST_LINE = 64 * 1024  # a longer one is read in parts
OVERLAP = 1024  # of which each begins with the last bytes of the one before
QUIET = 1.0
_SLICE = 1024
_ROOM = 1100 * _SLICE  # more than deflate can give: a decoder that has more is cut for good
_UNPACKED = 8 * 1024 * 1024  # what a stream may unpack to, and so many times what came: more must be a bomb
_TIMES = 100


class Live:
    """A body that may never end, such as a chat's answer: read in windows while it passes.

    A window is whole lines: server-sent events, or with `lines` JSON, which is made such. It is read when it is full,
    a second after its first byte, and at the end. Each begins with the text of the last pieces of the one before, so
    that words over the seam are found. `read` gets the decoded window and whether something is missing.
    """

    def __init__(
        self, encoding: str, read: Callable[[bytes, bool], None], guarded: Callable[[], None], *, lines: bool = False
    ) -> None:
        self._stack = Stack(encoding)
        self._read = read
        self._guarded = guarded
        self._lines = lines
        self._carried = b""
        self._torn = b""
        self._window = bytearray()
        self._room = _UNPACKED
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self, data: bytes) -> Chunks:
        for place in range(0, len(data), _SLICE):
            self._unpack(data[place : place + _SLICE])
            if len(self._window) >= WINDOW:
                self._read_lines()
        if self._window and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(QUIET, self._guarded)
        return data or []

    def quiet(self) -> None:
        """Read the lines that have come."""
        self._timer = None
        self._read_lines()

    def flush(self) -> None:
        """Nothing more will come: read what is there."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._read_up_to(len(self._window))

    def _unpack(self, data: bytes) -> None:
        given = self._stack.feed(data, _ROOM)
        self._room += _TIMES * len(data) - len(given)
        self._stack.cut = self._stack.cut or self._room < 0
        self._window += given

    def _read_lines(self) -> None:
        end = max(self._window.rfind(b"\n"), self._window.rfind(b"\r")) + 1
        if end:
            self._read_up_to(end)
        elif len(self._window) >= LONGEST_LINE:
            torn = bytes(self._window[-OVERLAP:])
            self._read_up_to(len(self._window))
            self._torn = torn if self._lines else b"data: " + torn

    def _read_up_to(self, end: int) -> None:
        if not end:
            return
        part = self._torn + bytes(self._window[:end])
        self._torn = b""
        del self._window[:end]
        window = self._carried + (pieces.events(part) if self._lines else part)
        self._carried = pieces.carried(window)
        self._read(window, self._stack.cut)
