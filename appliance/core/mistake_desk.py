"""What pupils call a mistake of the filter's, for the portal's desk."""

import time
from collections.abc import Callable

from appliance.core.store_thread import StoreThread
from appliance.model import Device
from appliance.portal_wire import Mistake


class MistakeDesk:
    """Keeps it with the device it came from and who is at it. Raises StorageError."""

    def __init__(self, store: StoreThread, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now

    async def add(self, said: Mistake, device: Device) -> None:
        at, person = self._now(), device.person.id if device.person else ""
        await self._store.run(lambda store: store.mistakes.add(at, device.name, person, said.url, said.words))
