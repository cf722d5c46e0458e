"""Recovery codes between being made and being printed: in memory, for half an hour. The store has only their hashes."""

import threading

KEPT_SECONDS = 30 * 60.0


class FreshCodes:
    """By the number of an account. There is one web process."""

    def __init__(self) -> None:
        self._codes: dict[int, tuple[float, tuple[str, ...]]] = {}
        self._turn = threading.Lock()

    def keep(self, account: int, codes: tuple[str, ...], now: float) -> None:
        """Instead of those before; what is too old goes, of everybody."""
        with self._turn:
            fresh = {number: kept for number, kept in self._codes.items() if now - kept[0] < KEPT_SECONDS}
            self._codes = fresh | {account: (now, codes)}

    def of(self, account: int, now: float) -> tuple[str, ...]:
        """None where they were made too long ago, or are put away."""
        with self._turn:
            at, codes = self._codes.get(account, (0.0, ()))
            return codes if now - at < KEPT_SECONDS else ()

    def forget(self, account: int) -> None:
        """They are on paper."""
        with self._turn:
            self._codes.pop(account, None)
