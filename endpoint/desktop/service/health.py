"""How the device is."""

import contextlib
import time
from collections.abc import Collection, Iterator

from appliance.helpers.protocol import Health
from endpoint.desktop.service import machine
from endpoint.desktop.service.system import STATE, existing

EVERY = 600.0
_MOST = 40


def health(waiting: int, uids: Collection[int]) -> Health:
    """`uids` are those of the people who are logged on: their programs are named, nobody else's."""
    memory, disk, battery = machine.virtual_memory(), machine.disk_usage(STATE.anchor), _battery()
    return Health(
        waiting=waiting,
        uptime=max(time.time() - machine.boot_time(), 0.0),
        memory_free=memory.available,
        memory=memory.total,
        disk_free=disk.free,
        disk=disk.total,
        battery=battery,
        applications=tuple(sorted(set(_names(uids))))[:_MOST],
    )


def _battery() -> int | None:
    with contextlib.suppress(OSError, AttributeError, RuntimeError):
        found = machine.sensors_battery()
        return None if found is None else min(max(round(found.percent), 0), 100)
    return None


def _names(uids: Collection[int]) -> Iterator[str]:
    for process in existing(machine.pids()) if uids else ():
        with contextlib.suppress(machine.Error):
            if process.uids().real in uids:
                yield process.name()[:200]
