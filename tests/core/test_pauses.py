"""The one list of bans in force."""

import asyncio
import time
from collections.abc import Iterator

import msgspec
import pytest

from appliance.config import Home
from appliance.core import pauses as module
from appliance.core.hub import Hub
from appliance.core.network_link import NetworkLink
from appliance.core.pauses import Pauses
from appliance.core.store_thread import StoreThread
from appliance.model import Ban, Device
from appliance.store import Store
from tests.core.samples import TABLET, locked, until
from tests.core.told import Told


@pytest.fixture
def store(home: Home) -> Iterator[StoreThread]:
    opened = Store.open(home, busy_seconds=0.05)
    opened.migrate()
    thread = StoreThread(opened)
    yield thread
    thread.close()


@pytest.fixture
async def pauses(home: Home, store: StoreThread) -> Pauses:
    return Pauses(store, Hub(), NetworkLink(home.network_socket, Told()))


def ban(name: str, seconds: float = 600.0) -> Ban:
    now = time.time()
    return Ban(
        id=name, device="ipad-12", addresses=TABLET.addresses, since=now, until=now + seconds, reason="r", by="b"
    )


async def stored(store: StoreThread) -> list[str]:
    return [held.id for held in await store.run(lambda s: s.bans.in_force(time.time()))]


async def test_a_ban_is_stored_before_it_is_answered(pauses: Pauses, store: StoreThread) -> None:
    outcome = await pauses.begin(ban("a"))
    assert (outcome.missing, outcome.unstored) == ((), False)
    assert await stored(store) == ["a"]


async def test_the_longest_comes_first_and_only_of_the_device(pauses: Pauses) -> None:
    other = msgspec.structs.replace(ban("c"), device="laptop-3", addresses=("10.0.0.3",))
    for each in (ban("a", 60), ban("b", 600), other):
        await pauses.begin(each)
    assert [held.id for held in pauses.of(TABLET)] == ["b", "a"]
    assert pauses.of(Device(name="tv", addresses=("10.0.0.9",))) == ()


async def test_bans_come_back_after_a_start(pauses: Pauses, store: StoreThread, home: Home) -> None:
    await pauses.begin(ban("a"))
    await pauses.begin(ban("over", seconds=0.01))
    fresh = Pauses(store, Hub(), NetworkLink(home.network_socket, Told()))
    await asyncio.sleep(0.02)
    await fresh.load()
    assert [held.id for held in fresh.in_force] == ["a"]


async def test_what_cannot_be_stored_holds_and_is_stored_in_order(
    pauses: Pauses, store: StoreThread, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.05)
    task = asyncio.create_task(pauses.run())
    with locked(home.store / "cases.db"):
        assert (await pauses.begin(ban("a"))).unstored
        assert [held.id for held in pauses.in_force] == ["a"]
        assert (await pauses.lift(pauses.of(TABLET), "Ms Ada")).unstored
        assert pauses.in_force == ()
        assert (await pauses.begin(ban("b"))).unstored
    await until(lambda: not pauses._unstored, "all is stored")
    assert await stored(store) == ["b"]
    task.cancel()


async def test_a_lift_takes_every_ban_of_the_device(pauses: Pauses, store: StoreThread) -> None:
    await pauses.begin(ban("a"))
    await pauses.begin(ban("b", 60))
    await pauses.lift(pauses.of(TABLET), "Ms Ada")
    assert pauses.in_force == ()
    assert await stored(store) == []


async def test_a_lift_does_not_overtake_the_ban_that_it_ends(pauses: Pauses, store: StoreThread, home: Home) -> None:
    with locked(home.store / "cases.db"):
        await pauses.begin(ban("a"))
    assert (await pauses.lift(pauses.of(TABLET), "Ms Ada")).unstored
    task = asyncio.create_task(pauses.run())
    await until(lambda: not pauses._unstored, "all is stored")
    assert await stored(store) == []
    task.cancel()


# --- the clock on the wall jumps ---


def jump(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + seconds)


@pytest.mark.parametrize("seconds", [-3600.0, 3600.0], ids=["back", "forward"])
async def test_a_ban_moves_with_the_clock(
    pauses: Pauses, store: StoreThread, home: Home, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """So it ends when it would have, a console shows a time that makes sense, and a restart finds it."""
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.05)
    task = asyncio.create_task(pauses.run())
    await pauses.begin(ban("a"))
    jump(monkeypatch, seconds)
    assert [held.id for held in pauses.in_force] == ["a"], "at once"
    await until(lambda: bool(pauses.in_force) and abs(pauses.in_force[0].until - time.time() - 600) < 5, "its new time")
    assert await stored(store) == ["a"]
    fresh = Pauses(store, Hub(), NetworkLink(home.network_socket, Told()))
    await fresh.load()
    assert 590 < fresh.in_force[0].until - time.time() < 601
    task.cancel()


@pytest.mark.parametrize("seconds", [-3600.0, 3600.0], ids=["back", "forward"])
async def test_a_ban_right_after_a_jump_is_in_force_beside_the_old_one(
    pauses: Pauses, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    await pauses.begin(ban("old"))
    jump(monkeypatch, seconds)
    await pauses.begin(ban("new", 60))
    assert {held.id: round((held.until - time.time()) / 60) for held in pauses.in_force} == {"old": 10, "new": 1}
    await pauses.lift(pauses.of(TABLET), "Ms Ada")
    assert pauses.in_force == ()


async def test_a_start_with_the_clock_long_ago_does_not_make_a_ban_longer(
    pauses: Pauses, store: StoreThread, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A box without a battery for its clock starts in the past, until network time sets it."""
    await pauses.begin(ban("a"))
    jump(monkeypatch, -40 * 365 * 86_400)
    fresh = Pauses(store, Hub(), NetworkLink(home.network_socket, Told()))
    await fresh.load()
    assert 590 < fresh.in_force[0].until - time.time() < 601
    jump(monkeypatch, 40 * 365 * 86_400)
    await fresh.begin(ban("b", 60))
    assert 590 < fresh.in_force[0].until - time.time() < 601
