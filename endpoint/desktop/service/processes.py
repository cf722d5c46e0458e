"""Processes as they start, without looking at all of them each time."""

import contextlib
import os
from collections.abc import Iterable, Iterator

import psutil

_LOOKS = 3  # a process is looked at again, for it may become another program
_WHOLE = 15  # rounds after which all are looked at


class Fresh:
    """The processes that are worth a look in this round."""

    def __init__(self) -> None:
        self._looks: dict[int, int] = {}
        self._round = 0

    def round(self) -> tuple[int, ...]:
        alive = psutil.pids()
        self._round += 1
        whole = self._round % _WHOLE == 1
        self._looks = {pid: min(self._looks.get(pid, 0) + 1, _LOOKS + 1) for pid in alive}
        return tuple(pid for pid in alive if whole or self._looks[pid] <= _LOOKS)


def existing(pids: Iterable[int]) -> Iterator[psutil.Process]:
    for pid in pids:
        with contextlib.suppress(psutil.Error, OSError):
            yield psutil.Process(pid)


def end(processes: Iterable[psutil.Process], patience: float = 3.0) -> list[psutil.Process]:
    """Ask them to end, and then make them. Those that are still there. Blocks for as long as `patience`."""
    chosen = [one for one in processes if one.pid != os.getpid()]
    for one in chosen:
        with contextlib.suppress(psutil.Error):
            one.terminate()
    _, stubborn = psutil.wait_procs(chosen, timeout=patience)
    for one in stubborn:
        with contextlib.suppress(psutil.Error):
            one.kill()
    return list(psutil.wait_procs(stubborn, timeout=1.0)[1])
