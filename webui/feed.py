"""The line to core that says when captures change, shared by every open console.

What travels to a console is only a doorbell: it then fetches its list anew. So a console that was cut off, or a
`core` that was away, can miss a ring but never a capture.
"""

import contextlib
import threading
from pathlib import Path

from appliance.errors import CoreAwayError, WireError
from appliance.wire import AskStatus, Call, Follow

RETRY_SECONDS = 0.5


class Feed:
    """Follows core from a thread of its own. `version` grows with every ring: for each change, and when core goes or
    comes back."""

    def __init__(self, core_socket: Path) -> None:
        self._path = core_socket
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._call: Call | None = None
        self.version = 0
        self.connected = False

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def start(self) -> None:
        threading.Thread(target=self._run, name="feed", daemon=True).start()

    def stop(self) -> None:
        """Let every listener go and take leave of core. Quick enough for a signal handler."""
        self._stopping.set()
        if call := self._call:
            call.hang_up()
        with self._changed:
            self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        """Wait, but not past the end."""
        self._stopping.wait(seconds)

    def wait(self, seen: int, seconds: float) -> int:
        """The version once it is no longer `seen`, or after `seconds`, or at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != seen or self.stopping, seconds)
            return self.version

    def ring(self) -> None:
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def _run(self) -> None:
        while not self.stopping:
            with contextlib.suppress(CoreAwayError, WireError):
                self._follow()
            if self.connected:
                self.connected = False
                self.ring()
            self.pause(RETRY_SECONDS)

    def _follow(self) -> None:
        """Ring at each message. The first is the answer to AskStatus: by then core counts us among its followers, so
        that what changed while we were away is fetched and what changes from here on rings."""
        with Call(self._path, "web", timeout=None) as call:
            self._call = call
            try:
                call.send(Follow())
                call.send(AskStatus())
                while True:
                    call.receive()
                    self.connected = True
                    self.ring()
            finally:
                self._call = None
