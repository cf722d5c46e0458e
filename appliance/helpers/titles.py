"""Titles of windows, read at most once a second; a title that was read a moment ago is not read again."""

import asyncio
from collections.abc import Callable

from appliance.clock import steady
from appliance.helpers.protocol import Front
from appliance.recent import Recent

READ_EVERY = 1.0
KNOWN_SECONDS = 600.0
_MOST_KNOWN = 64


class Titles:
    """Of those that come in between, the last counts."""

    def __init__(self, read: Callable[[Front], None]) -> None:
        self._read = read
        self._known: Recent[Front, float] = Recent(_MOST_KNOWN)
        self._last = -READ_EVERY
        self._next: Front | None = None
        self._timer: asyncio.TimerHandle | None = None

    def see(self, front: Front) -> None:
        now = steady()
        before = self._known.get(front)
        if before is not None and now - before < KNOWN_SECONDS:
            self._next = None
            return
        self._next = front
        if self._timer is None:
            wait = max(0.0, self._last + READ_EVERY - now)
            self._timer = asyncio.get_running_loop().call_later(wait, self._now)

    def stop(self) -> None:
        """The last one is read still."""
        if self._timer:
            self._timer.cancel()
            self._now()

    def _now(self) -> None:
        self._timer, self._last = None, steady()
        front, self._next = self._next, None
        if front:
            self._known.put(front, self._last)
            self._read(front)
