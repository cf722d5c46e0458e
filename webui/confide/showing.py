"""The school as children see it, read before a page is made and shared with it: most pages then open no file."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from appliance.confide.front import Front
from appliance.config import Home
from appliance.errors import StorageError
from appliance.store.confide import ConfideStore
from webui.confide.whole import picture

HOLDS = 1.0  # seconds; so soon a change is on every page
BUSY_SECONDS = 0.5  # everybody waits meanwhile


@dataclass
class Showing:
    """Of one process, and of those that it starts. What was read counts for `holds` seconds, and longer where it cannot
    be read again: a file that breaks is told to who sends something."""

    home: Home
    holds: float = HOLDS
    _front: Front | None = None
    _pictures: Mapping[str, str] = field(default_factory=dict)
    _trouble: StorageError | None = None
    _read_at: float = float("-inf")

    def renew(self) -> None:
        """Read it anew, where it was read too long ago. Raises nothing: what went wrong is for whoever asks."""
        if time.monotonic() - self._read_at < self.holds:
            return
        try:
            self._read()
            self._trouble = None
        except StorageError as error:
            self._trouble = error
        self._read_at = time.monotonic()

    def front(self) -> Front | None:
        """None before core has written one. Raises StorageError where nothing was ever read."""
        if self._read_at < 0:
            self.renew()
        if self._trouble and self._front is None:
            raise self._trouble
        return self._front

    def picture(self, name: str) -> str:
        """As an address that holds it; empty where there is none."""
        return self._pictures.get(name, "")

    def _read(self) -> None:
        with ConfideStore.open(self.home, busy_seconds=BUSY_SECONDS) as store:
            front = store.front()
            if front != self._front:
                self._pictures = {name: picture(store.photo(name) or b"") for name in _named(front)}
                self._front = front


def _named(front: Front | None) -> Iterator[str]:
    if front:
        yield from (name for name in (front.logo, *(face.photo for face in front.faces)) if name)
