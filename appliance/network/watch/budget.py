"""How much is read. Who shouts loudest must not use up our time, nor be all that we hear."""

from collections import Counter

MOST_SENDERS = 4096


class Budget:
    """So many a second for all together, saved up for `burst`; and of that no sender gets more than `each` in ten
    seconds. `refused` counts what was too much."""

    def __init__(self, rate: float, burst: float, each: int) -> None:
        self._rate, self._burst, self._each = rate, burst, each
        self._left = burst
        self._at = 0.0
        self._of_sender: Counter[bytes] = Counter()
        self._window = 0
        self.refused = 0

    def takes(self, sender: bytes, now: float) -> bool:
        """`now` in seconds that only grow."""
        self._left = min(self._burst, self._left + self._rate * max(0.0, now - self._at))
        self._at = now
        if (window := int(now // 10)) != self._window or len(self._of_sender) > MOST_SENDERS:
            self._window = window
            self._of_sender.clear()
        if self._left < 1 or self._of_sender[sender] >= self._each:
            self.refused += 1
            return False
        self._left -= 1
        self._of_sender[sender] += 1
        return True
