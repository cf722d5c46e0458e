"""Who looked at whose log is itself recorded: once for each set of filters, session and ten minutes."""

import threading
from collections import OrderedDict
from urllib.parse import parse_qsl

AGAIN_SECONDS = 600.0
REMEMBERED = 5_000
LONGEST = 500


class Looks:
    """What was recorded lately; there is one web process."""

    def __init__(self) -> None:
        self._last: OrderedDict[tuple[int, str], float] = OrderedDict()
        self._turn = threading.Lock()

    def is_new(self, session: int, query: str, now: float) -> bool:
        """Is it to be recorded? Then it counts as recorded."""
        with self._turn:
            last = self._last.get((session, query))
            if last is not None and 0 <= now - last < AGAIN_SECONDS:
                return False
            self._last[session, query] = now
            self._last.move_to_end((session, query))
            if len(self._last) > REMEMBERED:
                self._last.popitem(last=False)
            return True

    def forget(self, session: int, query: str) -> None:
        """It could not be recorded."""
        with self._turn:
            self._last.pop((session, query), None)


def in_words(query: str) -> str:
    """The filters for the audit trail: `group: class-3b, handling: blocked`."""
    told = ", ".join(f"{name}: {value}" for name, value in parse_qsl(query))
    return told[:LONGEST] or "everything that they may see"
