"""Two clocks: the one on the wall, which people and network time set, and one that only goes on."""

import sys
import time


def steady() -> float:
    """Seconds since the machine started, asleep or awake: the same in every process of it, and never set."""
    if sys.platform == "win32":
        return time.monotonic()  # there it goes on while the machine sleeps
    return time.clock_gettime(time.CLOCK_BOOTTIME)
