"""What can be reached: from the store to every worker, whenever it changes. What ends by itself needs no word."""

import time
from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from appliance.config import Filtering
from appliance.core.hub import Hub
from appliance.core.store_thread import StoreThread
from appliance.wire import AccessNews


class AccessInForce:
    """`chosen` is told what somebody chose of filtering, for those who read it with the settings, and gives what holds
    then: workers need not know whether it was chosen."""

    def __init__(self, store: StoreThread, hub: Hub) -> None:
        self._store = store
        self._hub = hub
        self.chosen: Callable[[Filtering | None], Awaitable[Filtering]] | None = None

    async def load(self) -> tuple[str, ...]:
        """Tell every worker; gives the names of those that did not take it up in time. Raises StorageError."""
        now = time.time()
        policy = await self._store.run(lambda store: store.access.load(now))
        if self.chosen is not None:
            policy = replace(policy, filtering=await self.chosen(policy.filtering))
        return await self._hub.held(self._hub.send(lambda version: AccessNews(version=version, policy=policy)))
