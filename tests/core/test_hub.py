"""Workers and the list of bans that each of them holds."""

import asyncio
import time

import msgspec
import pytest

from appliance.core import hub
from appliance.core.hub import Hub, Worker
from appliance.helper_wire import HelperNews
from appliance.helpers.protocol import Watch
from appliance.model import Ban
from appliance.policy.school import SchoolPolicy
from appliance.wire import Bans, FromCore, Hello, School, ToCore
from tests.core.lines import line

BAN = Ban(id="1", device="ipad-12", addresses=("10.0.0.12",), since=0.0, until=9e9, reason="r", by="b")


def hello(name: str, pid: int = 1) -> Hello:
    return Hello(role="worker", name=name, pid=pid)


async def test_without_workers_a_list_is_in_force_at_once() -> None:
    assert await Hub().announce((BAN,)) == ()


async def test_a_worker_that_joins_gets_the_list() -> None:
    async with line(ToCore, FromCore) as (core, worker):
        crowd = Hub()
        await crowd.announce((BAN,))
        crowd.join(Worker(hello("worker-1"), core))
        assert await worker.receive() == Bans(version=2, bans=(BAN,))


async def test_a_list_is_in_force_when_every_worker_said_so() -> None:
    async with line(ToCore, FromCore) as (core, _), line(ToCore, FromCore) as (other, _):
        crowd = Hub()
        workers = [Worker(hello("worker-1"), core), Worker(hello("worker-2"), other)]
        for worker in workers:
            crowd.join(worker)
        announced = asyncio.create_task(crowd.announce((BAN,)))
        await asyncio.sleep(0.01)
        await crowd.confirm(workers[0], 2)
        await asyncio.sleep(0.01)
        assert not announced.done()
        await crowd.confirm(workers[1], 2)
        assert await announced == ()


async def test_a_later_version_confirms_the_earlier_ones() -> None:
    async with line(ToCore, FromCore) as (core, _):
        crowd = Hub()
        worker = Worker(hello("worker-1"), core)
        crowd.join(worker)
        announced = [asyncio.create_task(crowd.announce((BAN,))) for _ in range(3)]
        await asyncio.sleep(0.01)
        await crowd.confirm(worker, 4)
        assert await asyncio.gather(*announced) == [(), (), ()]


async def test_who_is_late_or_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "ANSWER_SECONDS", 0.1)
    async with line(ToCore, FromCore) as (core, _), line(ToCore, FromCore) as (other, _):
        crowd = Hub()
        workers = [Worker(hello("worker-1"), core), Worker(hello("worker-2"), other)]
        for worker in workers:
            crowd.join(worker)
        announced = asyncio.create_task(crowd.announce((BAN,)))
        await asyncio.sleep(0.01)
        crowd.leave(workers[1])
        assert await announced == ("worker-1", "worker-2")


async def test_a_worker_that_comes_back_in_time_is_not_missing() -> None:
    async with line(ToCore, FromCore) as (core, _), line(ToCore, FromCore) as (again, caller):
        crowd = Hub()
        old, new = Worker(hello("worker-1", 1), core), Worker(hello("worker-1", 2), again)
        crowd.join(old)
        announced = asyncio.create_task(crowd.announce((BAN,)))
        await asyncio.sleep(0.01)
        crowd.join(new)
        crowd.leave(old)
        heard = await caller.receive()
        await crowd.confirm(new, heard.version)
        assert await announced == ()
        assert [state.pid for state in crowd.states] == [2]


async def test_a_list_too_long_for_a_message_names_the_worker_and_breaks_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub, "ANSWER_SECONDS", 0.05)
    async with line(ToCore, FromCore) as (core, _):
        crowd = Hub()
        crowd.join(Worker(hello("worker-1"), core))
        essay = msgspec.structs.replace(BAN, reason="x" * 5_000_000)
        assert await crowd.announce((essay,)) == ("worker-1",)


async def test_a_worker_that_does_not_read_holds_up_nobody_else() -> None:
    async with line(ToCore, FromCore) as (core, _):
        crowd = Hub()
        crowd.join(Worker(hello("worker-1"), core))
        start = time.perf_counter()
        many = tuple(BAN for _ in range(2000))
        announced = [asyncio.create_task(crowd.announce(many)) for _ in range(5)]
        await asyncio.sleep(0)
        assert time.perf_counter() - start < 1.0
        for task in announced:
            task.cancel()


async def test_what_is_told_later_confirms_what_was_told_before_of_either_kind() -> None:
    async with line(ToCore, FromCore) as (core, caller):
        crowd = Hub()
        worker = Worker(hello("worker-1"), core)
        crowd.join(worker)
        announced = [
            asyncio.create_task(crowd.announce((BAN,))),
            asyncio.create_task(crowd.announce_school(SchoolPolicy())),
        ]
        heard = [await caller.receive() for _ in range(3)]
        assert heard[1:] == [Bans(version=2, bans=(BAN,)), School(version=3, policy=SchoolPolicy())]
        await crowd.confirm(worker, 3)
        assert await asyncio.gather(*announced) == [(), ()]


async def test_what_helpers_connect_to_hears_all_and_serves_nobody() -> None:
    async with line(ToCore, FromCore) as (core, worker), line(ToCore, FromCore) as (other, helpers):
        crowd = Hub()
        serving, held = Worker(hello("worker-1"), core), Worker(Hello(role="helpers", name="helpers", pid=2), other)
        crowd.join(held)
        assert (crowd.is_alive, crowd.states) == (False, ())
        crowd.join(serving)
        assert (crowd.is_alive, [one.name for one in crowd.states]) == (True, ["worker-1"])
        sent = crowd.send(lambda version: HelperNews(version=version, school="s", helpers=(), locks=(), watch=Watch()))
        assert sent.to == ("helpers",)
        crowd.send(lambda version: Bans(version=version, bans=(BAN,)))
        assert [type(await worker.receive()) for _ in range(2)] == [Bans, Bans]
        assert [type(await helpers.receive()) for _ in range(3)] == [Bans, HelperNews, Bans]
