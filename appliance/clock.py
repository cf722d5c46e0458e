"""Two clocks: the one on the wall, which people and network time set, and one that only goes on."""

import time


def steady() -> float:
    """Seconds since the machine started, asleep or awake: the same in every process of it, and never set."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
