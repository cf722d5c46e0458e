"""Who follows hears of changes."""

import asyncio

import pytest

from appliance.core import followers
from appliance.core.followers import Followers
from appliance.wire import Changed, Found, FromCore, ToCore
from tests.core.lines import line


async def test_changes_are_told_once_each() -> None:
    async with line(ToCore, FromCore) as (core, console):
        crowd = Followers()
        crowd.join(core)
        crowd.tell([3, 4])
        crowd.tell([4, 3, 5])
        assert [await console.receive() for _ in range(3)] == [Changed(id=3), Changed(id=4), Changed(id=5)]
        crowd.tell([3])
        assert await console.receive() == Changed(id=3)


async def test_new_devices_are_told_and_not_more_than_fit() -> None:
    async with line(ToCore, FromCore) as (core, console):
        crowd = Followers()
        crowd.join(core)
        crowd.found(["02:00:00:00:00:01"] * 500)
        told = await console.receive()
        assert isinstance(told, Found)
        assert len(told.macs) == followers.MOST_FOUND


async def test_nobody_follows_and_nothing_happens() -> None:
    wrong: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: wrong.append(context))
    Followers().tell([1])
    await asyncio.sleep(followers.COALESCE_SECONDS * 2)
    assert not wrong


async def test_who_left_is_not_told() -> None:
    async with line(ToCore, FromCore) as (core, console):
        crowd = Followers()
        crowd.join(core)
        crowd.tell([1])
        crowd.leave(core)
        await asyncio.sleep(followers.COALESCE_SECONDS * 2)
        core.close()
        assert await console.receive() is None


async def test_who_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followers, "MOST_BACKLOG", 10_000)
    async with line(ToCore, FromCore) as (core, _):
        crowd = Followers()
        crowd.join(core)
        for _ in range(20):
            crowd.tell(range(8000))
            await asyncio.sleep(followers.COALESCE_SECONDS * 1.5)
            if core._writer.is_closing():
                return
        pytest.fail("the line is still open")
