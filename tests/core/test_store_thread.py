"""The store's own thread."""

import asyncio
import time

import pytest

from appliance.config import Home
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.store import Store


async def test_work_is_done_in_order_and_the_loop_goes_on(home: Home) -> None:
    thread = StoreThread(Store.open(home))
    done: list[int] = []

    def slow(_store: Store) -> None:
        time.sleep(0.2)
        done.append(1)

    working = [asyncio.create_task(thread.run(slow)), asyncio.create_task(thread.run(lambda _store: done.append(2)))]
    await asyncio.sleep(0.05)
    assert done == []
    await asyncio.gather(*working)
    thread.close()
    assert done == [1, 2]


async def test_what_goes_wrong_comes_back(home: Home) -> None:
    thread = StoreThread(Store.open(home))
    with pytest.raises(StorageError, match="not set up yet"):
        await thread.run(lambda store: store.captures.count())
    thread.close()
