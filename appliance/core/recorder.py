"""From the spools into the store: in batches, in order, each event once, whatever dies or fails in between."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from appliance.core.spool import SpoolReader
from appliance.core.store_thread import StoreThread
from appliance.core.trouble import Trouble
from appliance.errors import StorageError
from appliance.model import Batch, Event, SpoolCursor
from appliance.store import Store

BATCH = 500
LOOK_SECONDS = 0.25
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0


class _Spool:
    """Where we are in one spool. After a failure the store is asked again: only it knows what was kept."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self.reader = SpoolReader(folder)
        self.place: SpoolCursor | None = None
        self.reached = SpoolCursor()
        self._until: SpoolCursor | None = None

    def step(
        self, store: Store, fold_seconds: float, placed: Callable[[Event], Event]
    ) -> tuple[Batch | None, list[int]]:
        """One batch from the spool into the store, and the captures that changed; no batch when nothing is new.

        Raises StorageError, or OSError when the spool cannot be read.
        """
        place = self.place
        if place is None:
            place, self._until = store.intake.start(self.name)
        self.place = None
        batch = self.reader.read(place, BATCH, self._until)
        if batch.cursor == place:
            self.place = self.reached = place
            return None, []
        batch = msgspec.structs.replace(batch, events=tuple(map(placed, batch.events)))
        changed = store.intake.record(self.name, batch, fold_seconds, time.time())
        self.reader.forget(batch.cursor)
        if self._until is not None and batch.cursor >= self._until:
            self._until = None
        self.place = self.reached = batch.cursor
        return batch, changed


class Recorder:
    """`changed` hears of captures that are new or folded into, `heard` of everything that was written; `placed` may say
    more of an event before it is. It is called in the store's thread."""

    def __init__(
        self,
        folder: Path,
        store: StoreThread,
        trouble: Trouble,
        fold_seconds: float,
        changed: Callable[[Sequence[int]], None],
    ) -> None:
        self._folder = folder
        self._store = store
        self._trouble = trouble
        self._fold_seconds = fold_seconds
        self._changed = changed
        self.heard: Callable[[Sequence[Event]], None] = lambda _: None
        self.placed: Callable[[Event], Event] = lambda event: event
        self._spools: dict[str, _Spool] = {}
        self._rung = asyncio.Event()
        self._pause = 0.0

    def ring(self) -> None:
        self._rung.set()

    async def run(self) -> None:
        """React to the doorbell at once, and look by itself now and then: a worker may write while its line is down."""
        while True:
            await self.drain()
            if self._pause:
                await asyncio.sleep(self._pause)
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), LOOK_SECONDS)
            self._rung.clear()

    async def drain(self) -> None:
        """Read every spool to its end. A store that fails ends the round; a spool that fails, only its own part."""
        well = True
        for path in await asyncio.to_thread(_folders, self._folder):
            spool = self._spools.setdefault(path.name, _Spool(path))
            try:
                await self._drain(spool)
            except StorageError as error:
                self._trouble.failed(str(error))
                well = False
                break
            except OSError as error:
                self._trouble.failed(f"the spool of {spool.name} cannot be read: {error.strerror}")
                well = False
        if well:
            self._trouble.caught_up()
        self._pause = 0.0 if well else min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)

    async def _drain(self, spool: _Spool) -> None:
        while True:
            batch, changed = await self._store.run(lambda store: spool.step(store, self._fold_seconds, self.placed))
            if batch is None:
                return
            self._trouble.stored(batch.events)
            self.heard(batch.events)
            if changed:
                self._changed(changed)

    def waiting(self) -> int:
        """How many events are in the spools and not in the store. Reads them: not for the event loop's thread."""
        return sum(_waiting(path, self._spools.get(path.name)) for path in _folders(self._folder))


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _waiting(folder: Path, spool: _Spool | None) -> int:
    try:
        return SpoolReader(folder).count(spool.reached if spool else SpoolCursor())
    except OSError:  # a segment was read to its end and deleted while we counted
        return 0
