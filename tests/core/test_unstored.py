"""Writes that wait for a disk."""

from collections.abc import Callable, Iterator

import pytest

from appliance.config import Home
from appliance.core import unstored
from appliance.core.store_thread import StoreThread
from appliance.core.unstored import Unstored
from appliance.errors import StorageError
from appliance.store import Store


@pytest.fixture
def store(home: Home) -> Iterator[StoreThread]:
    thread = StoreThread(Store.open(home))
    yield thread
    thread.close()


class Disk:
    """Fails as long as it is full."""

    def __init__(self) -> None:
        self.full = True
        self.written: list[int] = []

    def write(self, number: int) -> Callable[[Store], None]:
        def work(_: Store) -> None:
            if self.full:
                raise StorageError("the disk is full")
            self.written.append(number)

        return work


async def test_what_cannot_be_written_is_written_later_in_order(store: StoreThread) -> None:
    disk, waiting = Disk(), Unstored(store)
    assert not await waiting.keep(disk.write(1))
    disk.full = False
    assert not await waiting.keep(disk.write(2)), "the second does not overtake the first"
    await waiting.catch_up()
    assert (disk.written, bool(waiting)) == ([1, 2], False)
    assert await waiting.keep(disk.write(3))


async def test_a_disk_that_is_still_full_loses_nothing(store: StoreThread) -> None:
    disk, waiting = Disk(), Unstored(store)
    await waiting.keep(disk.write(1))
    await waiting.catch_up()
    assert waiting
    disk.full = False
    await waiting.catch_up()
    assert disk.written == [1]


async def test_what_waits_is_bounded(store: StoreThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unstored, "KEPT", 2)
    disk, waiting = Disk(), Unstored(store)
    for number in range(4):
        await waiting.keep(disk.write(number))
    disk.full = False
    await waiting.catch_up()
    assert disk.written == [2, 3]
