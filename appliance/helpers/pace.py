"""How fast a device may send: past it, it is read more slowly, and nothing of it is lost."""


class Pace:
    """At most `rate` a second, after a run of up to `burst`. Times are on any clock that only goes on."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at = now

    def take(self, amount: float, now: float) -> float:
        """It was read; gives for how many seconds nothing more may be."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - amount
        self._at = now
        return max(0.0, -self._left / self._rate)
