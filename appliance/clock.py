"""Two clocks: the one on the wall, which people and network time set, and one that only goes on."""

import sys
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

A_JUMP = 1.0  # seconds; what network time corrects bit by bit is less


def steady() -> float:
    """Seconds since the machine started, asleep or awake: the same in every process of it, and never set."""
    if sys.platform == "win32":
        return time.monotonic()  # there it goes on while the machine sleeps
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@cache
def made() -> float:
    """When these sources were made, in seconds since the epoch: it cannot be earlier now."""
    return Path(__file__).stat().st_mtime


def today() -> datetime:
    """Now, or when these sources were made where the clock on the wall stands before that: what is signed then is valid
    for devices whose own clocks are right, and here once this one is."""
    return datetime.fromtimestamp(max(time.time(), made()), UTC)


class WallClock:
    """The time on the wall, running by the steady clock: when somebody sets the one on the wall, this one goes on as
    before until `jumped` is asked."""

    def __init__(self) -> None:
        self._ahead = time.time() - steady()

    @property
    def now(self) -> float:
        return self._ahead + steady()

    def jumped(self) -> float:
        """By how many seconds the clock was set since this was last asked, and this one with it; else 0.0."""
        jump = time.time() - self.now
        if abs(jump) < A_JUMP:
            return 0.0
        self._ahead += jump
        return jump
