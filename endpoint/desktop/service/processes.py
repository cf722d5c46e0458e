"""Processes as they start, without looking at all of them each time."""

import contextlib
import os
from collections.abc import Iterable, Iterator

from endpoint.desktop.service import machine

_LOOKS = 3  # a process is looked at again, for it may become another program
_WHOLE = 15  # rounds after which all are looked at


class Fresh:
    """The processes that are worth a look in this round."""

    def __init__(self) -> None:
        self._looks: dict[int, int] = {}
        self._round = 0

    def round(self) -> tuple[int, ...]:
        alive = machine.pids()
        self._round += 1
        whole = self._round % _WHOLE == 1
        self._looks = {pid: min(self._looks.get(pid, 0) + 1, _LOOKS + 1) for pid in alive}
        return tuple(pid for pid in alive if whole or self._looks[pid] <= _LOOKS)


def be_nice() -> None:
    """Whatever else this process may do has the processor first."""
    os.nice(10)


def existing(pids: Iterable[int]) -> Iterator[machine.Process]:
    for pid in pids:
        with contextlib.suppress(machine.Error, OSError):
            yield machine.Process(pid)


def end(processes: Iterable[machine.Process], patience: float = 3.0) -> list[machine.Process]:
    """Ask them to end, and then make them. Those that are still there. Blocks for as long as `patience`."""
    chosen = [one for one in processes if one.pid != os.getpid()]
    for one in chosen:
        with contextlib.suppress(machine.Error):
            one.terminate()
    _, stubborn = machine.wait_procs(chosen, timeout=patience)
    for one in stubborn:
        with contextlib.suppress(machine.Error):
            one.kill()
    return list(machine.wait_procs(stubborn, timeout=1.0)[1])
