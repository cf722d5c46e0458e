"""Bodies on their way: every byte passes on as it came, and a bounded copy is kept to be read."""

import asyncio
from collections.abc import Callable

from proxy_addons.decode import Stack

Chunks = bytes | list[bytes]


class Tee:
    """Keeps the first `room` bytes. `full` says that there was more.

    An empty chunk passes as no chunk at all: as one, it would end a chunked body on the wire.
    """

    def __init__(self, room: int) -> None:
        self._kept: list[bytes] = []
        self._room = room
        self.full = False
        self.used = False

    def __call__(self, data: bytes) -> Chunks:
        self.used = self.used or bool(data)
        if self._room > 0:
            self._kept.append(data[: self._room])
        self._room -= len(data)
        self.full = self._room < 0
        return data or []

    def take(self) -> bytes:
        """What was kept; it is given once, and the memory let go."""
        body = b"".join(self._kept)
        self._kept.clear()
        return body


WINDOW = 16 * 1024
OVERLAP = 1024
QUIET = 1.0
_SLICE = 1024
_ROOM = 256 * _SLICE  # a decoder that has more to give than its room is cut for good, so it must be a bomb


class Live:
    """A body that may never end, such as a chat's answer: read in windows while it passes.

    A window is read when it is full, after a second of quiet, and at the end. Each begins with the last events of the
    one before, so that words over the seam are found. `read` gets the decoded window and whether something is missing.
    """

    def __init__(self, encoding: str, read: Callable[[bytes, bool], None], guarded: Callable[[], None]) -> None:
        self._stack = Stack(encoding)
        self._read = read
        self._guarded = guarded
        self._overlap = b""
        self._window = bytearray()
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self, data: bytes) -> Chunks:
        for place in range(0, len(data), _SLICE):
            self._window += self._stack.feed(data[place : place + _SLICE], _ROOM)
            if len(self._window) >= WINDOW:
                self.flush()
        if self._window and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(QUIET, self._guarded)
        return data or []

    def flush(self) -> None:
        """Read what came since the last time."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if not self._window:
            return
        window = self._overlap + bytes(self._window)
        self._window.clear()
        self._overlap = _from_an_event_on(window[-OVERLAP:])
        self._read(window, self._stack.cut)


def _from_an_event_on(tail: bytes) -> bytes:
    """The tail from its first whole event or line on."""
    for seam in (b"\n\n", b"\r\n\r\n", b"\n"):
        if seam in tail:
            return tail.partition(seam)[2]
    return tail
