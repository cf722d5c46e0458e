"""What is held in memory for one client, and how much trouble it may still make: shared by all of its connections."""

import time
from functools import lru_cache

MOST_HELD = 64 * 1024 * 1024  # bytes for one client that wait to be sent or read
PATIENCE = 5000.0  # what a peer may spend at once on frames that carry nothing
PATIENCE_A_SECOND = 1000.0


class Account:
    def __init__(self) -> None:
        self.held = 0
        self._patience = PATIENCE
        self._since = time.monotonic()

    def left(self) -> int:
        return MOST_HELD - self.held

    def tires(self, cost: float) -> bool:
        """Charge for frames that cost us work. True when the peer sent more of them than any honest one would."""
        now = time.monotonic()
        earned = (now - self._since) * PATIENCE_A_SECOND
        self._since = now
        self._patience = max(min(PATIENCE, self._patience + earned) - cost, -PATIENCE)
        return self._patience < 0


@lru_cache(maxsize=4096)
def account_of(client: str) -> Account:  # noqa: ARG001  # the key, not a part of the value
    """The account of a client's address. It outlives its connections: a new one begins with what the last one left."""
    return Account()


class Hold:
    """A part of an account. What was not given back by then comes back when this is let go."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._size = 0

    def left(self) -> int:
        return max(0, self._account.left())

    def take(self, size: int) -> None:
        self._size += size
        self._account.held += size

    def take_some(self, size: int) -> int:
        """As much of `size` as there is room for."""
        size = max(0, min(size, self.left()))
        self.take(size)
        return size

    def give_back(self, size: int | None = None) -> None:
        """So many bytes, or all of them."""
        self.take(-(self._size if size is None else size))

    def __del__(self) -> None:
        self.give_back()
