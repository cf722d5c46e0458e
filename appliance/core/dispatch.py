"""Runs the actions of captures once they are stored: what was due when `core` died is done at the next start."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import assert_never

from appliance.actions import ban
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.model import Action, BanFor, Captured, WouldBanFor
from appliance.store.rows import DueActions

RETRY_SECONDS = 1.0


async def _hide_nothing(_: Captured) -> None:
    """Where there are no pictures."""


class Dispatcher:
    """`changed` is told the captures whose note has changed; `hide` takes away what may not be kept."""

    def __init__(
        self,
        store: StoreThread,
        pauses: ban.Pauses,
        changed: Callable[[Iterable[int]], None],
        hide: Callable[[Captured], Awaitable[None]] = _hide_nothing,
    ) -> None:
        self._store = store
        self._pauses = pauses
        self._changed = changed
        self._hide = hide
        self._due = asyncio.Event()
        self._due.set()

    def ring(self) -> None:
        self._due.set()

    async def run(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                for due in await self._store.run(lambda store: store.captures.due()):
                    await self._settle(due)
            except StorageError:
                await asyncio.sleep(RETRY_SECONDS)
                self._due.set()

    async def _settle(self, due: DueActions) -> None:
        await self._hide(due.event)
        texts = [await self._act(action, due.event) for action in due.event.capture.actions]
        await self._store.run(lambda store: store.captures.settle(due, time.time(), texts))
        self._changed([due.capture])

    async def _act(self, action: Action, event: Captured) -> str:
        match action:
            case BanFor():
                return await ban.pause(action, event, self._pauses, time.time())
            case WouldBanFor():
                return ban.spared(action)
        assert_never(action)
