"""Actions run after their capture is stored, once, and are noted."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from appliance.actions.ban import plan
from appliance.config import Home
from appliance.core import dispatch
from appliance.core.dispatch import Dispatcher
from appliance.core.hub import Hub
from appliance.core.network_link import NetworkLink
from appliance.core.pauses import Pauses
from appliance.core.store_thread import StoreThread
from appliance.model import Ban, BanFor, WouldBanFor, the_box
from appliance.store import Store
from tests.core.samples import captured, locked, until
from tests.core.told import Told


@pytest.fixture
def store(home: Home) -> Iterator[StoreThread]:
    opened = Store.open(home, busy_seconds=0.05)
    opened.migrate()
    thread = StoreThread(opened)
    yield thread
    thread.close()


@asynccontextmanager
async def dispatching(home: Home, store: StoreThread) -> AsyncIterator[tuple[Dispatcher, Pauses, list[int]]]:
    changed: list[int] = []
    pauses = Pauses(store, Hub(), NetworkLink(home.network_socket, Told()))
    dispatcher = Dispatcher(store, pauses, changed.extend)
    task = asyncio.create_task(dispatcher.run())
    yield dispatcher, pauses, changed
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_was_due_when_core_died_is_done_at_the_start(home: Home, store: StoreThread) -> None:
    await store.run(lambda s: s.captures.add([captured(1, actions=(BanFor(seconds=600),))]))
    async with dispatching(home, store) as (_, pauses, changed):
        await until(lambda: changed == [1], "it is noted")
        assert [ban.id for ban in pauses.in_force] == ["1"]
    assert await store.run(lambda s: s.captures.due()) == []


async def test_what_a_pilot_kept_from_being_done_is_noted(home: Home, store: StoreThread) -> None:
    await store.run(lambda s: s.captures.add([captured(1, actions=(WouldBanFor(seconds=600),))]))
    async with dispatching(home, store) as (_, pauses, changed):
        await until(lambda: changed == [1], "it is noted")
        assert pauses.in_force == ()
    shown = await store.run(lambda s: s.seen_by(the_box("test")).captures.get(1))
    assert shown
    assert shown.actions == ("Internet not paused, because of the pilot: it would have been, for 10 minutes.",)


async def test_a_ban_that_was_begun_and_not_noted_is_not_begun_twice(home: Home, store: StoreThread) -> None:
    """core died between the ban and the note: the ban comes back from the store, and the note is made."""
    event = captured(1, actions=(BanFor(seconds=600),))
    await store.run(lambda s: s.captures.add([event]))
    begun = plan(BanFor(seconds=600), event, (), event.at)
    assert isinstance(begun, Ban)
    await store.run(lambda s: s.bans.add(begun))
    async with dispatching(home, store) as (_, pauses, changed):
        await pauses.load()
        await until(lambda: changed == [1], "it is noted")
        assert [ban.id for ban in pauses.in_force] == ["1"]
    assert len(await store.run(lambda s: s.bans.recent())) == 1
    detail = await store.run(lambda s: s.seen_by(the_box("test")).captures.get(1))
    assert detail is not None
    assert detail.actions[0].startswith("Internet paused until ")


async def test_a_store_that_cannot_be_written_is_tried_again(
    home: Home, store: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "RETRY_SECONDS", 0.05)
    await store.run(lambda s: s.captures.add([captured(1, actions=(BanFor(seconds=600),))]))
    async with dispatching(home, store) as (_, pauses, changed):
        with locked(home.store / "cases.db"):
            await until(lambda: pauses.in_force, "the child is safe though the store is locked")
            assert changed == []
        await until(lambda: changed == [1], "it is noted")
