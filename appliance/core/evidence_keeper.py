"""Keeps the folder of pictures within its share and its time, and takes away what may not be kept (decision 0036)."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Sequence, Set

from appliance.clock import steady
from appliance.config import Evidence
from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.errors import EvidenceError, StorageError
from appliance.evidence.vault import SEAL_BYTES, Vault
from appliance.model import Event, Pictured

LOOK_SECONDS = 3600.0
RETRY_SECONDS = 1.0
ORPHAN_SECONDS = 3600.0  # a picture is in the folder a moment before it is in the spool, and in the store after that
JUMP_SECONDS = 600.0  # a clock that was set by more is believed at the next look only
SPARE = 0.02  # of the share is freed besides, so that not each new picture takes one away
DAY, MEGABYTE = 86_400.0, 1024 * 1024
FULL = "the oldest go when the folder of pictures is full"
HELD = (
    "The folder of pictures is full, and all that is in it is held, so no new picture can be kept."
    " End holds that are not needed any more, or set evidence.megabytes higher."
)


class EvidenceKeeper:
    """`waiting` is how many events are in the spools and not in the store. `ring` and `heard` never wait."""

    def __init__(
        self,
        vault: Vault,
        bounds: Evidence,
        store: StoreThread,
        incidents: IncidentLog,
        waiting: Callable[[], int],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._vault = vault
        self._bounds = bounds
        self._store = store
        self._incidents = incidents
        self._waiting = waiting
        self._now = now
        self._used = 0
        self._rung = asyncio.Event()
        self._clock = float("nan")

    def heard(self, events: Sequence[Event]) -> None:
        """These were written into the store."""
        pictures = [event for event in events if isinstance(event, Pictured)]
        self._used += sum(event.size + SEAL_BYTES for event in pictures)
        if pictures:
            self._rung.set()

    def ring(self) -> None:
        """Some were marked to go."""
        self._rung.set()

    async def run(self) -> None:
        due = 0.0
        while True:
            whole = time.monotonic() >= due
            if not await self.tend(whole=whole):
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if whole:
                due = time.monotonic() + LOOK_SECONDS
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), max(due - time.monotonic(), 0.0))
            self._rung.clear()

    async def tend(self, *, whole: bool = True) -> bool:
        """What cannot wait, and with `whole` what is done each hour; False where it must be tried again soon."""
        try:
            await self._wipe()
            if whole:
                await self._expire()
            if whole or self._used > self._most:
                await self._make_room()
            if whole:
                await self._clear()
        except StorageError:
            return False
        except EvidenceError as error:
            self._incidents.tell("pictures", str(error), "core")
        return True

    async def _expire(self) -> None:
        """Not while the clock was set just now: a wrong year must not empty the folder."""
        now, clock = self._now(), self._now() - steady()
        trusted, self._clock = abs(clock - self._clock) < JUMP_SECONDS, clock
        if trusted:
            why = f"older than {self._bounds.days} days"
            await self._store.run(lambda s: s.evidence.expire(now - self._bounds.days * DAY, why, now))
        await self._wipe()

    async def _make_room(self) -> None:
        self._used = await asyncio.to_thread(lambda: self._vault.used_bytes)
        while self._used > self._most:
            size = int(self._used - self._most * (1 - SPARE))
            gone = await self._store.run(lambda s, z=size: s.evidence.make_room(z, FULL, self._now()))  # type: ignore[misc]
            if not gone:
                self._incidents.tell("pictures", HELD, "core")
                return
            await self._wipe()
            self._used = await asyncio.to_thread(lambda: self._vault.used_bytes)

    async def _wipe(self) -> None:
        """Take away the files of pictures that go."""
        while digests := await self._store.run(lambda s: s.evidence.to_wipe()):
            await asyncio.to_thread(self._remove, digests)
            await self._store.run(lambda s, done=digests: s.evidence.wiped(done))  # type: ignore[misc]

    async def _clear(self) -> None:
        """Take away what nothing in the store names: not while events wait that may."""
        before = self._now() - ORPHAN_SECONDS
        await asyncio.to_thread(self._vault.prepare)  # who writes pictures has no right to make the keys
        await asyncio.to_thread(self._vault.clear_drafts, before)
        if await asyncio.to_thread(self._waiting):
            return
        kept = await self._store.run(lambda s: s.evidence.kept())
        await asyncio.to_thread(self._remove_but, kept, before)

    def _remove(self, digests: Iterable[str]) -> None:
        for digest in digests:
            self._vault.remove(digest)

    def _remove_but(self, kept: Set[str], before: float) -> None:
        for digest in self._vault.put_before(before):
            if digest not in kept:
                self._vault.remove(digest)

    @property
    def _most(self) -> int:
        return self._bounds.megabytes * MEGABYTE
