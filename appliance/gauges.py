"""How the machine feels: warmth, room on the disk, since when it runs. Any user may read it, also in a sandbox without
the rest of /proc."""

import shutil
import time
from pathlib import Path
from typing import Literal

from appliance.clock import made
from appliance.model import Frozen

HOT = 85.0  # °C; small computers slow down from here on
_THERMAL = Path("/sys/class/thermal")
_TIMESYNC = Path("/run/systemd/timesync")
_DAY = 86_400.0
_GB = 1024**3


class Gauges(Frozen):
    """`warmest` is in °C, None where the machine does not say. Disk in bytes; `up_since` in seconds since the epoch."""

    warmest: float | None
    disk_free: int
    disk_total: int
    up_since: float

    @property
    def is_hot(self) -> bool:
        return self.warmest is not None and self.warmest >= HOT

    @property
    def disk_in_words(self) -> str:
        return f"{self.disk_free / _GB:,.0f} of {self.disk_total / _GB:,.0f} GB free"


def gauges(folder: Path, thermal: Path = _THERMAL) -> Gauges:
    """Of the disk that has the folder. Raises OSError where that is gone."""
    disk = shutil.disk_usage(folder)
    return Gauges(
        warmest=_warmest(thermal),
        disk_free=disk.free,
        disk_total=disk.total,
        up_since=time.time() - time.clock_gettime(time.CLOCK_BOOTTIME),
    )


Clock = Literal["set", "not set", "wrong"]


def clock(timesync: Path = _TIMESYNC, now: float | None = None) -> Clock:
    """Not set: nobody on the internet told the time since the start. Wrong: it is before these sources were made."""
    if (time.time() if now is None else now) < made() - _DAY:
        return "wrong"
    return "not set" if timesync.is_dir() and not (timesync / "synchronized").exists() else "set"


def _warmest(thermal: Path) -> float | None:
    found = [degrees for path in thermal.glob("thermal_zone*/temp") if (degrees := _degrees(path)) is not None]
    return max(found, default=None)


def _degrees(path: Path) -> float | None:
    """None for a sensor that is asleep, or says what cannot be."""
    try:
        degrees = int(path.read_text(encoding="ascii")) / 1000
    except (OSError, ValueError):
        return None
    return degrees if 0 < degrees < 150 else None  # noqa: PLR2004  # °C
