"""Incidents on their way to the store: kept in memory while it cannot be written."""

import asyncio
import logging
import time
from collections import deque

from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.model import Frozen

RETRY_SECONDS = 1.0
KEPT = 1000
log = logging.getLogger("lollipop.core")


class _Told(Frozen):
    kind: str
    at: float
    text: str
    process: str


class IncidentLog:
    """`tell` never waits and never fails; past 1,000 incidents that could not be written the oldest is dropped."""

    def __init__(self, store: StoreThread) -> None:
        self._store = store
        self._told: deque[_Told] = deque(maxlen=KEPT)
        self._news = asyncio.Event()

    def tell(self, kind: str, text: str, process: str = "") -> None:
        log.warning("%s: %s", kind, text)
        self._told.append(_Told(kind=kind, at=time.time(), text=text, process=process))
        self._news.set()

    async def run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            if not await self.flush():
                await asyncio.sleep(RETRY_SECONDS)
                self._news.set()

    async def flush(self) -> bool:
        """Write what is kept; False when the store could not be written."""
        while self._told:
            told = self._told[0]
            try:
                await self._store.run(lambda s, t=told: s.incidents.add(t.kind, t.at, t.text, t.process))  # type: ignore[misc]
            except StorageError:
                return False
            if self._told and self._told[0] is told:
                self._told.popleft()
        return True
