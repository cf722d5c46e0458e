"""Consoles and commands that asked to hear of each capture that is new or changed, and of new devices."""

import asyncio
from collections.abc import Iterable, Sequence

from appliance.wire import Changed, Connection, Found, ToCore

COALESCE_SECONDS = 0.05
MOST_BACKLOG = 1024 * 1024
MOST_FOUND = 100


class Followers:
    """Several changes of one capture within 50 ms are told once. Who does not read is let go."""

    def __init__(self) -> None:
        self._lines: set[Connection[ToCore]] = set()
        self._changed: dict[int, None] = {}

    def join(self, line: Connection[ToCore]) -> None:
        self._lines.add(line)

    def leave(self, line: Connection[ToCore]) -> None:
        self._lines.discard(line)

    def tell(self, captures: Iterable[int]) -> None:
        if not self._changed:
            asyncio.get_running_loop().call_later(COALESCE_SECONDS, self._flush)
        self._changed.update(dict.fromkeys(captures))

    def found(self, macs: Sequence[str]) -> None:
        """Devices are new."""
        for line in self._lines:
            line.send(Found(macs=tuple(macs[:MOST_FOUND])))

    def _flush(self) -> None:
        changed, self._changed = self._changed, {}
        for line in tuple(self._lines):
            if line.backlog > MOST_BACKLOG:
                self._lines.discard(line)
                line.close()
                continue
            for capture in changed:
                line.send(Changed(id=capture))
