"""The clock by which windows end: it never jumps, and where the system has such a clock it goes on
while a laptop sleeps."""

import time

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC) if hasattr(time, "clock_gettime") else None


def now() -> float:
    """Seconds; only differences mean anything."""
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)
