"""Keeps a part of the helper in each session: starts it as the pupil, and again whenever it ends."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from endpoint.desktop.service import machine
from endpoint.desktop.service.system import Desk, start_part

DELAYS = (0.5, 1.0, 2.0, 4.0, 8.0)  # before it starts anew; a pupil is never without it for ten seconds
WELL_AFTER = 60.0  # seconds after which an end counts as the first again
_END_SECONDS = 3.0


class Part(Protocol):
    """A process that was started: as much of `asyncio.subprocess.Process` as is needed here."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    async def wait(self) -> int: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


class Keeper:
    """`command` is the session part. `ended` is told of each end that was not the session's own."""

    def __init__(self, command: Sequence[str], ended: Callable[[Desk], None], settled: float = 1.0) -> None:
        self._command, self._ended, self._settled = command, ended, settled
        self._parts: dict[tuple[int, str], asyncio.Task[None]] = {}
        self._running: dict[int, Desk] = {}
        self._closed = False

    @property
    def pids(self) -> frozenset[int]:
        return frozenset(self._running)

    def desk_of(self, pid: int) -> Desk | None:
        """Of a part that we started, and nobody else."""
        return self._running.get(pid)

    async def keep(self, desks: Sequence[Desk]) -> None:
        """Called each few seconds with the sessions there are."""
        wanted = {} if self._closed else {(desk.uid, desk.display): desk for desk in desks}
        for key in self._parts.keys() - wanted.keys():
            self._parts.pop(key).cancel()
        for key in wanted.keys() - self._parts.keys():
            self._parts[key] = asyncio.create_task(self._run(wanted[key]))
        self._rouse()

    async def close(self) -> None:
        """Ends all, and starts none any more: whoever keeps them may not have heard of the end yet."""
        self._closed = True
        parts, self._parts = tuple(self._parts.values()), {}
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)

    def _rouse(self) -> None:
        """A part that somebody froze is ended, and so starts anew."""
        for pid in self._running:
            with contextlib.suppress(machine.Error, OSError):
                if (part := machine.Process(pid)).status() == machine.STATUS_STOPPED:
                    part.kill()

    async def _run(self, desk: Desk) -> None:
        ends = 0
        while True:
            began = time.monotonic()
            await self._once(desk)
            ends = 0 if time.monotonic() - began > WELL_AFTER else ends
            await asyncio.sleep(DELAYS[min(ends, len(DELAYS) - 1)])
            ends += 1
            if desk.lasts:  # else the session itself ended
                self._ended(desk)

    async def _once(self, desk: Desk) -> None:
        process = await start_part(self._command, desk)
        if process is None:
            return
        self._running[process.pid] = desk
        try:
            await process.wait()
        finally:
            del self._running[process.pid]
            if process.returncode is None:
                await _end(process)


async def _end(process: Part) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_END_SECONDS):
                await process.wait()
                return
        process.kill()
