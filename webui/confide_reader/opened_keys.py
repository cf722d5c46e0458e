"""Private keys of readers of Confide, while they read: in memory alone, and not for long."""

import threading
from collections.abc import Callable

from appliance.model import Frozen

SECONDS = 900.0  # since it was last used
_KEPT = 100


class _Opened(Frozen):
    key: bytes
    until: float


class OpenedKeys:
    """For several threads. Each is of one session of one account."""

    def __init__(self) -> None:
        self._opened: dict[tuple[int, int], _Opened] = {}
        self._turn = threading.Lock()
        self._end: threading.Timer | None = None

    def put(self, account: int, session: int, key: bytes, now: float) -> None:
        """The one that is used least lately goes when there are too many."""
        with self._turn:
            self._opened.pop((account, session), None)
            self._opened[account, session] = _Opened(key=key, until=now + SECONDS)
            while len(self._opened) > _KEPT:
                del self._opened[next(iter(self._opened))]
            self._watch()

    def of(self, account: int, session: int, now: float) -> bytes | None:
        """None where it was not opened, or was not used for a while: then it is gone. Used now, it stays longer."""
        with self._turn:
            self._drop(lambda _, opened: not now < opened.until <= now + SECONDS)
            found = self._opened.pop((account, session), None)
            if found is None:
                return None
            self._opened[account, session] = _Opened(key=found.key, until=now + SECONDS)
            self._watch()
            return found.key

    def drop_old(self, now: float) -> None:
        """Those that nobody used for a while: they lie in no memory until somebody comes back."""
        with self._turn:
            self._drop(lambda _, opened: not now < opened.until <= now + SECONDS)

    def forget(self, account: int) -> None:
        """In all of their sessions."""
        with self._turn:
            self._drop(lambda whose, _: whose[0] == account)

    def _watch(self) -> None:
        """It may be days before anybody comes who would drop them."""
        if self._end:
            self._end.cancel()
        self._end = threading.Timer(SECONDS, self._forget_all)
        self._end.daemon = True
        self._end.start()

    def _forget_all(self) -> None:
        with self._turn:
            self._opened = {}

    def _drop(self, goes: Callable[[tuple[int, int], _Opened], bool]) -> None:
        self._opened = {whose: opened for whose, opened in self._opened.items() if not goes(whose, opened)}
