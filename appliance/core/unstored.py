"""What the store could not take yet. Children's safety does not wait for a disk: what is decided holds at once, and is
written as soon as that is possible, in the order in which it was decided."""

from collections import deque
from collections.abc import Callable

from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.store import Store

KEPT = 10_000


class Unstored:
    """Past 10,000 writes that wait the oldest is dropped."""

    def __init__(self, store: StoreThread) -> None:
        self._store = store
        self._waiting: deque[Callable[[Store], object]] = deque(maxlen=KEPT)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    async def keep(self, work: Callable[[Store], object]) -> bool:
        """False where it has to wait: behind others, for what ends something must not be written before it begins."""
        if self._waiting:
            self._waiting.append(work)
            return False
        try:
            await self._store.run(work)
        except StorageError:
            self._waiting.append(work)
            return False
        return True

    async def catch_up(self) -> None:
        while self._waiting:
            work = self._waiting[0]
            try:
                await self._store.run(work)
            except StorageError:
                return
            if self._waiting and self._waiting[0] is work:
                self._waiting.popleft()
