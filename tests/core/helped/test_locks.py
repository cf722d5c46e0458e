"""The one list of locks in force."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from appliance.config import Home
from appliance.core.helped import locks as module
from appliance.core.helped.locks import Locks, covers
from appliance.core.hub import Hub, Sent
from appliance.core.store_thread import StoreThread
from appliance.model import Device, Lock, Person, Role
from appliance.store import Store
from tests.core.samples import locked, until

AMY = Person(id="p1", name="Amy Bell", role=Role.PUPIL)
TABLET = Device(name="Tablet 3", addresses=("10.0.0.7",), mac="02:00:00:00:00:07")


@pytest.fixture
def store(home: Home) -> Iterator[StoreThread]:
    opened = Store.open(home, busy_seconds=0.05)
    opened.migrate()
    thread = StoreThread(opened)
    yield thread
    thread.close()


class Telling:
    """Locks, and how often they were told."""

    def __init__(self, store: StoreThread) -> None:
        self.hub = Hub()
        self.told: list[tuple[str, ...]] = []
        self.locks = Locks(store, self.hub, self._tell)

    def _tell(self) -> Sent:
        self.told.append(tuple(one.id for one in self.locks.in_force()))
        return Sent(version=0, to=())


def lock(name: str, seconds: float = 600.0, person: str = "", mac: str = TABLET.mac) -> Lock:
    now = time.time()
    device = "Amy Bell" if person else "Tablet 3"
    return Lock(
        id=name,
        device=device,
        since=now,
        until=now + seconds,
        reason="r",
        by="b",
        person=person,
        mac="" if person else mac,
    )


async def stored(store: StoreThread) -> list[str]:
    return [held.id for held in await store.run(lambda s: s.locks.in_force(time.time()))]


async def test_a_lock_is_stored_and_told_and_a_new_one_takes_its_place(store: StoreThread) -> None:
    telling = Telling(store)
    for one in (lock("a"), lock("amy", person="p1"), lock("b", 900)):
        assert not (await telling.locks.begin(one)).unstored
    assert telling.told == [("a",), ("a", "amy"), ("amy", "b")]
    assert await stored(store) == ["amy", "b"]
    await telling.locks.lift(telling.locks.of(TABLET), "Mr Bo")
    assert (telling.told[-1], await stored(store)) == (("amy",), ["amy"])


async def test_locks_come_back_after_a_start(store: StoreThread) -> None:
    await Telling(store).locks.begin(lock("a"))
    fresh = Telling(store)
    await fresh.locks.load()
    assert [held.id for held in fresh.locks.in_force()] == ["a"]


async def test_the_end_of_a_lock_is_told(store: StoreThread) -> None:
    telling = Telling(store)
    task = asyncio.create_task(telling.locks.run())
    await telling.locks.begin(lock("a", 0.1))
    await until(lambda: telling.told[-1] == (), "it ended")
    task.cancel()


async def test_what_cannot_be_stored_holds_and_is_stored_later(
    store: StoreThread, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.05)
    telling = Telling(store)
    task = asyncio.create_task(telling.locks.run())
    with locked(home.store / "cases.db"):
        assert (await telling.locks.begin(lock("a"))).unstored
        assert [held.id for held in telling.locks.in_force()] == ["a"]
    deadline = time.monotonic() + 10
    while await stored(store) != ["a"]:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
    task.cancel()


async def test_a_clock_that_is_set_takes_the_locks_along(store: StoreThread, monkeypatch: pytest.MonkeyPatch) -> None:
    telling = Telling(store)
    await telling.locks.begin(lock("a", 600))
    real = time.time
    monkeypatch.setattr(module.time, "time", lambda: real() + 86_400)
    await telling.locks.lift((), "nobody")
    (held,) = telling.locks.in_force()
    assert 86_400 + 500 < held.until - real() < 86_400 + 700
    assert (await store.run(lambda s: s.locks.in_force(real() + 86_400)))[0].until == held.until


@pytest.mark.parametrize(
    ("held", "whom", "answer"),
    [
        pytest.param(lock("a"), TABLET, True, id="a device by its MAC"),
        pytest.param(lock("a"), replace(TABLET, name="other"), True, id="under another name"),
        pytest.param(lock("a"), replace(TABLET, mac="02:00:00:00:00:09"), False, id="another that took its name"),
        pytest.param(lock("a", mac=""), replace(TABLET, mac=""), True, id="by name, where no MAC is known"),
        pytest.param(lock("a", person="p1"), AMY, True, id="a person"),
        pytest.param(lock("a", person="p1"), replace(TABLET, person=AMY), True, id="whoever is at it"),
        pytest.param(lock("a", person="p1"), TABLET, False, id="nobody is at it"),
        pytest.param(lock("a"), AMY, False, id="a device's lock is nobody's"),
    ],
)
def test_whom_a_lock_covers(held: Lock, whom: Device | Person, answer: bool) -> None:
    assert covers(held, whom) is answer
