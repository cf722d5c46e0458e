"""Graphical sessions of this computer (Linux): who sits at which display.

A session is known by processes of a person's that have `DISPLAY`; `logind` says which is in front. What a pupil's
process says of itself decides only where a part starts that runs as this pupil.
"""

import contextlib
import os
import pwd
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from endpoint.desktop.service import machine
from endpoint.desktop.service.processes import existing

PEOPLE = range(1000, 65_534)  # below are the system's own users, and the last is nobody
_MOST, _MOST_EACH = 8, 2
_PASSED_ON = (
    "DISPLAY",
    "XAUTHORITY",
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_SESSION_ID",
)
_SEAT = Path("/run/systemd/seats/seat0")


class Desk(NamedTuple):
    """One session. `leader` is its oldest process that we know, and `since` when that began."""

    uid: int
    display: str
    leader: int
    since: float
    environment: tuple[tuple[str, str], ...]

    @property
    def user(self) -> str:
        return user_name(self.uid)

    @property
    def lasts(self) -> bool:
        """Is anybody still logged on here?"""
        return bool(machine.pid_exists(self.leader))


class Desks:
    """The sessions there are, in the order in which they began."""

    def __init__(self, people: range = PEOPLE, seat: Path = _SEAT) -> None:
        """`people` are the ids of those whose sessions count."""
        self._people, self._seat = people, seat
        self.here: tuple[Desk, ...] = ()

    def look(self, fresh: Iterable[int], own: Collection[int]) -> tuple[Desk, ...]:
        """`own` are the parts that we started: what they and their windows run is no session."""
        lasting = [desk for desk in self.here if _lasts(desk)]
        pids = fresh if len(lasting) == len(self.here) else machine.pids()
        found = {(desk.uid, desk.display): desk for desk in lasting}
        for process in sorted(existing(pids), key=lambda one: one.pid):
            desk = _desk(process, self._people, own)
            if desk and _room(desk, found.values()):
                found.setdefault((desk.uid, desk.display), desk)
        self.here = tuple(sorted(found.values(), key=lambda desk: desk.since))
        return self.here

    def front(self) -> Desk | None:
        """The one that is on the screen: as logind says, else the last that began."""
        uid = _active_uid(self._seat)
        at_seat = tuple(desk for desk in self.here if desk.uid == uid)
        return next(reversed(at_seat or self.here), None)


def _desk(process: machine.Process, people: range, own: Collection[int]) -> Desk | None:
    with contextlib.suppress(machine.Error, OSError, ProcessLookupError):
        uid = process.uids().real
        if uid not in people or os.getsid(process.pid) in own:
            return None
        environment: Mapping[str, str] = process.environ()
        if display := environment.get("DISPLAY", ""):
            passed = tuple((name, environment[name]) for name in _PASSED_ON if name in environment)
            return Desk(uid, display, process.pid, process.create_time(), passed)
    return None


def _room(desk: Desk, others: Collection[Desk]) -> bool:
    return len(others) < _MOST and sum(one.uid == desk.uid for one in others) < _MOST_EACH


def _lasts(desk: Desk) -> bool:
    with contextlib.suppress(machine.Error):
        process = machine.Process(desk.leader)
        return bool(process.create_time() == desk.since and process.status() != machine.STATUS_ZOMBIE)
    return False


def _active_uid(seat: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        lines = dict(line.partition("=")[::2] for line in seat.read_text(encoding="utf-8").splitlines())
        return int(lines.get("ACTIVE_UID", ""))
    return None


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
