"""What was on the screens in the last seconds, in memory and nowhere else: a recording begins before its order."""

from collections import deque
from typing import NamedTuple

from endpoint.desktop.session.screens import Shot

SECONDS = 12.0
BYTES = 8 * 1024 * 1024


class Moment(NamedTuple):
    """What the screens came to show at a time; those that stayed as they were are not in it."""

    at: float
    shots: tuple[Shot, ...]

    @property
    def bytes(self) -> int:
        return sum(len(shot.image) for shot in self.shots)


class Ring:
    def __init__(self, seconds: float = SECONDS, most: int = BYTES) -> None:
        self._seconds, self._most = seconds, most
        self._moments: deque[Moment] = deque()
        self._last: dict[int, Shot] = {}
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._moments)

    def add(self, shots: list[Shot], now: float) -> None:
        """Those that differ from the one before on their screen."""
        new = tuple(shot for shot in shots if self._last.get(shot.screen) != shot)
        self._last |= {shot.screen: shot for shot in new}
        if new:
            self._moments.append(Moment(now, new))
            self.bytes += self._moments[-1].bytes
        while self._over(now):
            self.bytes -= self._moments.popleft().bytes

    def since(self, at: float) -> list[Moment]:
        """What was on screen from then on: what was there already, and each change."""
        before = [moment for moment in self._moments if moment.at <= at]
        return before[-1:] + [moment for moment in self._moments if moment.at > at]

    def after(self, at: float) -> list[Moment]:
        return [moment for moment in self._moments if moment.at > at]

    def empty(self) -> None:
        self._moments.clear()
        self._last.clear()
        self.bytes = 0

    def _over(self, now: float) -> bool:
        """The one before those that are young enough stays: it is what was on screen when their time began."""
        if len(self._moments) < 2:  # noqa: PLR2004 - one and the one before
            return False
        return self.bytes > self._most or self._moments[1].at <= now - self._seconds
