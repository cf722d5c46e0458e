"""Programs that the school blocks: ended when they start."""

import contextlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath

from endpoint.desktop.service import machine
from endpoint.desktop.service.system import existing


def plain(name: str) -> str:
    """A program's name as the school's list has it: without case and `.exe`."""
    return name.strip().lower().removesuffix(".exe")


class Applications:
    """Looks at programs of these people only: never at the system's own."""

    def __init__(self) -> None:
        self._blocked: frozenset[str] = frozenset()

    def blocked(self, fresh: Iterable[int], names: Collection[str], uids: Collection[int]) -> Iterator[machine.Process]:
        """What runs and should not. Where the list changed, all that run are looked at."""
        wanted = frozenset(map(plain, names))
        pids = fresh if wanted == self._blocked else machine.pids()
        self._blocked = wanted
        if wanted and uids:
            yield from (one for one in existing(pids) if _is_one(one, wanted, uids))


def _is_one(process: machine.Process, names: frozenset[str], uids: Collection[int]) -> bool:
    with contextlib.suppress(machine.Error, OSError):
        return process.uids().real in uids and not names.isdisjoint(_names(process))
    return False


def _names(process: machine.Process) -> Iterator[str]:
    yield plain(process.name())
    with contextlib.suppress(machine.Error):
        yield plain(PurePath(process.exe()).name)
