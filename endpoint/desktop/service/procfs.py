"""What `/proc` and `/sys` say (Linux), by the names that psutil has for it: as much of it as the service needs."""

import contextlib
import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import disk_usage
from typing import NamedTuple

__all__ = ["disk_usage"]

STATUS_STOPPED, STATUS_ZOMBIE, STATUS_OTHER = "stopped", "zombie", "other"
_STATES = {"T": STATUS_STOPPED, "t": STATUS_STOPPED, "Z": STATUS_ZOMBIE, "X": STATUS_ZOMBIE}
_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_STATE, _BEGAN = 0, 19  # in `stat`, after the name
_EACH = 0.05
_LONGEST_COMM = 15  # the kernel cuts names


class Error(Exception):  # psutil's name
    """The process is gone, or is not ours to ask."""


class Uids(NamedTuple):
    real: int
    effective: int


class Memory(NamedTuple):
    total: int
    available: int


class Battery(NamedTuple):
    percent: float


class Process:
    """One that was there when this was made; a later one with the same number is another. Every call raises Error where
    it is gone."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._began = self._stat()[_BEGAN]

    def create_time(self) -> float:
        """In seconds since the machine started, which no change of the clock moves."""
        return int(self._began) / _TICKS

    def status(self) -> str:
        stat = self._stat()
        if stat[_BEGAN] != self._began:
            raise Error(f"{self.pid} is another process now")
        return _STATES.get(stat[_STATE], STATUS_OTHER)

    def is_running(self) -> bool:
        """A zombie does not."""
        with contextlib.suppress(Error):
            return self.status() != STATUS_ZOMBIE
        return False

    def uids(self) -> Uids:
        for line in self._read("status").decode(errors="replace").splitlines():
            if line.startswith("Uid:"):
                real, effective = map(int, line.split()[1:3])
                return Uids(real, effective)
        raise Error(f"{self.pid} has no user")

    def name(self) -> str:
        """As in the task list; whole where the kernel cut it."""
        name = self._read("comm").decode(errors="replace").rstrip("\n")
        if len(name) < _LONGEST_COMM:
            return name
        first = os.path.basename(self._read("cmdline").split(b"\0", 1)[0]).decode(errors="replace")  # noqa: PTH119
        return first if first.startswith(name) else name

    def exe(self) -> str:
        try:
            return str((_PROC / str(self.pid) / "exe").readlink())
        except OSError as error:
            raise Error(str(error)) from error

    def environ(self) -> dict[str, str]:
        pairs = (one.partition(b"=") for one in self._read("environ").split(b"\0") if b"=" in one)
        return {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, what: signal.Signals) -> None:
        self.status()  # another process may have its number by now
        try:
            os.kill(self.pid, what)
        except OSError as error:
            raise Error(str(error)) from error

    def _stat(self) -> list[str]:
        """A name may hold anything, brackets too."""
        return self._read("stat").decode(errors="replace").rpartition(")")[2].split()

    def _read(self, file: str) -> bytes:
        try:
            return (_PROC / str(self.pid) / file).read_bytes()
        except OSError as error:
            raise Error(str(error)) from error


def pids() -> list[int]:
    return [int(one) for one in os.listdir(_PROC) if one.isdigit()]  # noqa: PTH208  # each second round: no Path for each


def pid_exists(pid: int) -> bool:
    return (_PROC / str(pid)).exists()


def process_iter() -> Iterator[Process]:
    for pid in pids():
        with contextlib.suppress(Error):
            yield Process(pid)


def wait_procs(processes: Iterable[Process], timeout: float) -> tuple[list[Process], list[Process]]:
    """Those that ended in time, and those that did not. Blocks."""
    alive, ended, end = list(processes), list[Process](), time.monotonic() + timeout
    while True:
        ended += [one for one in alive if not one.is_running()]
        alive = [one for one in alive if one not in ended]
        if not alive or time.monotonic() >= end:
            return ended, alive
        time.sleep(_EACH)


def virtual_memory() -> Memory:
    lines = (line.split() for line in (_PROC / "meminfo").read_text(encoding="ascii").splitlines())
    kilobytes = {line[0]: int(line[1]) for line in lines}
    return Memory(total=kilobytes["MemTotal:"] * 1024, available=kilobytes["MemAvailable:"] * 1024)


def boot_time() -> float:
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)


def sensors_battery(supplies: Path = Path("/sys/class/power_supply")) -> Battery | None:
    for supply in sorted(supplies.glob("BAT*")):
        with contextlib.suppress(OSError, ValueError):
            return Battery(float((supply / "capacity").read_text(encoding="ascii")))
    return None


def macs(cards: Path = Path("/sys/class/net")) -> set[str]:
    """Of the network cards, in lower case with colons."""
    found = set()
    for card in cards.glob("*/address"):
        with contextlib.suppress(OSError):
            found.add(card.read_text(encoding="ascii").strip().lower())
    return found
