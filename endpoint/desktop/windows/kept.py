"""One window, kept on screen for as long as it is wanted, whatever happens to its process."""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

import endpoint
from appliance.errors import WireError
from endpoint.desktop.windows.ends import now
from endpoint.desktop.windows.wanted import Wanted
from endpoint.desktop.windows.wire import LONGEST_LINE, PutAway, Said, Show, Shown, line_of, said_in

_ROOT = str(Path(endpoint.__file__).parents[1])
_OVERDUE = 1.5  # seconds for which a window may take to go by itself
_PAUSE, _LONGEST_PAUSE = 0.25, 5.0  # after a window that never came up, which more haste would not help


class Kept:
    """`heard` is told what the window says. With a `spare`, another process waits behind it while it is shown, to take
    its place at once. Needs a running loop."""

    def __init__(self, which: str, heard: Callable[[str, Said], None], spare: bool = False) -> None:
        self._which, self._heard = which, heard
        self._with_spare = spare
        self._spare: asyncio.subprocess.Process | None = None
        self._wanted: Wanted | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._overdue: asyncio.TimerHandle | None = None
        self._came_up = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def show(self, wanted: Wanted | None) -> None:
        """This, from now on; or nothing. Told the same again, nothing happens."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._watch_the_end()
        if wanted is None:
            self._kill()
        elif self._process:
            self._tell(self._process)
        if wanted and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._keep())

    async def gone(self) -> None:
        """Take it off the screen, and wait until it is."""
        self.show(None)
        if self._task:
            await asyncio.wait({self._task})

    async def _keep(self) -> None:
        while self._wanted:  # it may be wanted again while the spare ends
            await self._as_long_as_wanted()
            await self._end_spare()

    async def _as_long_as_wanted(self) -> None:
        failed = 0
        while self._wanted:
            self._came_up = False
            await self._once()
            failed = 0 if self._came_up else failed + 1
            if failed > 1 and self._wanted:
                await asyncio.sleep(min(_PAUSE * failed, _LONGEST_PAUSE))

    async def _once(self) -> None:
        process, self._spare = self._spare or await self._started(), None
        if process is None:
            return
        self._process = process
        if self._wanted:
            self._tell(process)
        else:
            self._kill()
        await self._listen(process)
        self._process = None

    async def _started(self) -> asyncio.subprocess.Process | None:
        try:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "endpoint.desktop.windows", self._which),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LONGEST_LINE,
                env=os.environ | {"PYTHONPATH": _ROOT},
            )
        except OSError:  # no memory, no more processes: again in a moment
            return None

    async def _end_spare(self) -> None:
        spare, self._spare = self._spare, None
        if spare:
            _kill(spare)
            await spare.communicate()

    def _tell(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin  # noqa: S101
        assert self._wanted  # noqa: S101
        with suppress(OSError, RuntimeError):  # it ends just now, and is started anew
            process.stdin.write(line_of(_timed(self._wanted)))

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout  # noqa: S101
        try:
            while line := await process.stdout.readline():
                said = said_in(line)
                self._came_up |= isinstance(said, Shown)
                if self._with_spare and self._spare is None and self._wanted:
                    self._spare = await self._started()
                if process is self._process and self._wanted:
                    self._heard(self._which, said)
        except (ValueError, WireError):  # not our window's words: somebody writes into its pipe
            self._kill()
        await process.wait()

    def _watch_the_end(self) -> None:
        if self._overdue:
            self._overdue.cancel()
            self._overdue = None
        if self._wanted and self._wanted.ends is not None:
            wait = self._wanted.ends - now() + _OVERDUE
            self._overdue = asyncio.get_running_loop().call_later(max(wait, 0), self._is_overdue)

    def _is_overdue(self) -> None:
        """It was stopped, or killed at its last moment."""
        if self._wanted:
            self._kill()
            self._heard(self._which, PutAway())

    def _kill(self) -> None:
        if self._process:
            _kill(self._process)


def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()


def _timed(wanted: Wanted) -> Show:
    if wanted.ends is None:
        return wanted.show
    return msgspec.structs.replace(wanted.show, left=max(wanted.ends - now(), 0.0))
