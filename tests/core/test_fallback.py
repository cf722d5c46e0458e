"""What becomes of web traffic when no worker is there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest

from appliance.config import Network as NetworkSettings
from appliance.config import Proxy, Settings
from appliance.core import fallback, hub
from appliance.core.fallback import Fallback, Passes, chosen
from appliance.core.hub import Hub, Worker
from appliance.wire import Hello
from tests.core.samples import until
from tests.core.told import Told


class Line:
    """A worker's line that takes whatever it is sent."""

    def send(self, _message: object) -> None: ...

    def close(self) -> None: ...


class Network:
    """`trouble` is what it answers."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.trouble = ""

    async def redirect(self, *, on: bool) -> str:
        self.asked.append(on)
        return self.trouble


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(hub, "ALIVE_SECONDS", 0.2)


@asynccontextmanager
async def running(choice: Passes, workers: Hub, network: Network, told: Told) -> AsyncIterator[None]:
    task = asyncio.create_task(Fallback(choice, workers, network, told, patience=0.1).run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def a_worker() -> Worker:
    return Worker(Hello(role="worker", name="worker-1", pid=1), Line())  # type: ignore[arg-type]  # only what it uses


async def test_traffic_passes_unread_while_no_worker_is_there_and_is_read_again_when_one_is() -> None:
    workers, network, told = Hub(), Network(), Told()
    async with running(Passes.ALL, workers, network, told):
        await until(lambda: network.asked == [False], "the redirect is taken away")
        workers.join(a_worker())
        await until(lambda: network.asked == [False, True], "the redirect is back")
    assert "UNREAD" in told.texts[0]
    assert "read again" in told.texts[1]


async def test_a_school_that_chose_safe_stays_shut() -> None:
    network = Network()
    async with running(Passes.NOTHING, Hub(), network, Told()):
        await asyncio.sleep(0.3)
    assert network.asked == []


async def test_a_worker_that_hangs_is_none() -> None:
    workers, network = Hub(), Network()
    workers.join(a_worker())
    async with running(Passes.ALL, workers, network, Told()):
        await asyncio.sleep(0.15)
        assert network.asked == []
        await until(lambda: network.asked == [False], "its silence is noticed")


async def test_what_the_network_could_not_do_is_tried_again() -> None:
    network, told = Network(), Told()
    network.trouble = "the network process does not answer"
    async with running(Passes.ALL, Hub(), network, told):
        await until(lambda: len(network.asked) > 2, "it is tried again")
        assert told.texts == []
        network.trouble = ""
        await until(lambda: len(told.texts) == 1, "it is told once it is so")


async def test_the_schools_sites_alone_pass_where_it_chose_so() -> None:
    network, told = Network(), Told()
    async with running(Passes.SCHOOL, Hub(), network, told):
        await until(lambda: network.asked == [False], "they pass")
    assert "only the school's sites pass, UNREAD" in told.texts[0]


@pytest.mark.parametrize(
    ("on_failure", "sites", "passes"),
    [("safe", (), Passes.NOTHING), ("safe", ("192.0.2.0/24",), Passes.SCHOOL), ("open", (), Passes.ALL)],
)
def test_the_settings_say_what_passes(
    on_failure: Literal["safe", "open"], sites: tuple[str, ...], passes: Passes
) -> None:
    settings = Settings(proxy=Proxy(on_failure=on_failure), network=NetworkSettings(school_sites=sites))
    assert chosen(settings) is passes
