"""What can be reached is told to every worker when it changes, and to each that joins."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from appliance.access.changes import PutRule
from appliance.config import Home
from appliance.core.access import AccessInForce
from appliance.core.hub import Hub, Worker
from appliance.core.store_thread import StoreThread
from appliance.store import Store
from appliance.wire import AccessNews, AskReload, Bans, Call, Done, FromCore, Hello, ToCore
from tests.access.given import rule
from tests.core.lines import line
from tests.core.samples import running_core


@pytest.fixture
def opened(home: Home) -> Iterator[Store]:
    with Store.open(home) as store:
        store.migrate()
        yield store


async def test_a_change_reaches_a_worker_and_one_that_joins_later(opened: Store) -> None:
    hub = Hub()
    access = AccessInForce(StoreThread(opened), hub)
    async with line(ToCore, FromCore) as (core, worker):
        joined = Worker(Hello(role="worker", name="worker-1", pid=1), core)
        hub.join(joined)
        assert isinstance(await worker.receive(), Bans)
        opened.access.make(PutRule(rule=rule(0, "group:year3")), "a topic", "Ms Ada", 1.0)
        loading = asyncio.create_task(access.load())
        news = await worker.receive()
        assert isinstance(news, AccessNews)
        assert news.policy == opened.access.load(time.time())
        assert [one.number for one in news.policy.rules] == [1]
        assert not loading.done()
        await hub.confirm(joined, news.version)
        assert await loading == ()
    async with line(ToCore, FromCore) as (core, later):
        hub.join(Worker(Hello(role="worker", name="worker-1", pid=2), core))
        assert [type(await later.receive()), await later.receive()] == [Bans, news]


def test_a_running_core_takes_a_change_up_when_asked(home: Home) -> None:
    with running_core(home), Store.open(home) as store, Call(home.core_socket, "cli") as call:
        store.access.make(PutRule(rule=rule(0, "group:year3")), "a topic", "Ms Ada", 1.0)
        answer = call.ask(AskReload())
        assert isinstance(answer, Done)
        assert answer.missing == ()
