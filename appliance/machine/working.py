"""What takes minutes: one thing at a time, behind the answer. It is kept on the disk, so that one which a power cut
ended is told as such."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from appliance.errors import LollipopError, MachineError
from appliance.keywords.files import write
from appliance.machine.commands import Begun, Work

What = Literal["update", "backup", "trial of a backup", "restore", "search for backups", "new backup code"]
Tell = Callable[[float | None, str], None]
"""How far it is, from 0 to 1 or None, and what it is at, in a sentence."""

CUT_SHORT = "It was cut short: the box was switched off or started anew in the middle. Begin it once more."
BROKEN = "It stopped because of a mistake in Lollipop. Begin it once more; if that does not help, ask your support."
log = logging.getLogger("lollipop.machine")


class Working:
    """`now` is what is being done, or was done last; None where nothing ever was."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = folder / "work.json"
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self.now = self._left()

    def begin(self, what: What, job: Callable[[Tell], Awaitable[str]], said: str) -> Begun:
        """Start it behind the answer `said`. What the job returns is its last sentence; what it raises of ours is told
        as it is. Raises MachineError while another is under way."""
        self.must_be_idle()
        self._note(Work(what=what, since=self._clock(), said=said))
        self._task = asyncio.create_task(self._do(job))
        return Begun(text=said)

    def must_be_idle(self) -> None:
        """Raises MachineError."""
        if self.now and self._task is not None:
            raise MachineError(f"Please wait until the {self.now.what} that is under way has ended.")

    async def end(self) -> None:
        """Give up what is under way: we are told to end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def done(self) -> None:
        """Wait until nothing is under way."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _do(self, job: Callable[[Tell], Awaitable[str]]) -> None:
        ended = {"failed": CUT_SHORT}
        try:
            ended = {"said": await job(self._tell)}
        except (LollipopError, OSError) as error:
            ended = {"failed": str(error)}
        except Exception:
            log.exception("a job broke")
            ended = {"failed": BROKEN}
        finally:
            self._task = None
            if self.now:
                self._note(replace(self.now, share=None, done_at=self._clock(), **ended))

    def _tell(self, share: float | None, said: str) -> None:
        if self.now:
            self.now = replace(self.now, share=share, said=said)

    def _note(self, work: Work) -> None:
        """A full disk must not keep a box from being mended."""
        self.now = work
        if work.failed:
            log.error("%s: %s", work.what, work.failed)
        with contextlib.suppress(LollipopError, OSError):
            write(self._path, msgspec.json.encode(work), 0o600)

    def _left(self) -> Work | None:
        try:
            work = msgspec.json.decode(self._path.read_bytes(), type=Work)
        except (OSError, msgspec.DecodeError):
            return None
        return work if work.done_at else replace(work, done_at=self._clock(), failed=CUT_SHORT)
