"""The one thread in which `core` uses the store, so that a slow disk never holds up the sockets."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from appliance.store import Store


class StoreThread:
    """Work is done one after another, in the order asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def run[T](self, work: Callable[[Store], T]) -> T:
        """Raises what `work` raises, StorageError above all."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._store)

    def close(self) -> None:
        """Wait for what is being written, then let go of the store."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._store.close()
