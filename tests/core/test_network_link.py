"""The line to the process that holds bans in the kernel."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from appliance.config import Home
from appliance.core import network_link
from appliance.core.network_link import NOT_MANAGED, NetworkLink
from appliance.model import Ban, Condition
from appliance.network.commands import Answer, Applied, Apply, Around, Check, Command, Failed, LookAround, SetBans
from appliance.wire import Connection, listen
from tests.core.samples import until
from tests.core.told import Told

BAN = Ban(id="1", device="ipad-12", addresses=("10.0.0.12",), since=0.0, until=9e9, reason="r", by="b")


class Network:
    """The other end, as `network` answers; `answers` may be changed."""

    def __init__(self) -> None:
        self.asked: list[Command] = []
        self.answer: Answer | None = Applied(text="the network's rules are in force")
        self.around: tuple[Condition, ...] = ()
        self._lines: list[Connection[Command]] = []

    @asynccontextmanager
    async def at(self, home: Home) -> AsyncIterator[None]:
        server = await listen(home.network_socket, self._serve)
        try:
            yield
        finally:
            server.close()
            for line in self._lines:
                line.close()
            home.network_socket.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Connection[Command](reader, writer, Command)
        self._lines.append(line)
        while (command := await line.receive()) is not None:
            if isinstance(command, LookAround):
                line.send(Around(conditions=self.around))
                continue
            self.asked.append(command)
            if self.answer is not None:
                line.send(self.answer)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_link, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(network_link, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(network_link, "CHECK_SECONDS", 0.1)


@asynccontextmanager
async def running(link: NetworkLink) -> AsyncIterator[None]:
    task = asyncio.create_task(link.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_box_without_it_is_not_worse_off(home: Home) -> None:
    told = Told()
    link = NetworkLink(home.network_socket, told)
    async with running(link):
        await asyncio.sleep(0.1)
        assert await link.set_bans((BAN,)) == ""
    assert (link.state, told.texts) == (NOT_MANAGED, [])


async def test_bans_are_handed_over_and_given_again_after_its_restart(home: Home) -> None:
    link = NetworkLink(home.network_socket, Told())
    async with running(link):
        for _ in range(2):
            network = Network()
            async with network.at(home):
                await until(lambda n=network: Check() in n.asked, "it is looked after")  # type: ignore[misc]
                assert link.state == "the network's rules are in force"
                assert await link.set_bans((BAN,)) == ""
                assert network.asked[-1] == SetBans(bans=(BAN,))
    assert network.asked[0] == SetBans(bans=(BAN,))


async def test_what_the_network_could_not_do_is_told(home: Home) -> None:
    told, network = Told(), Network()
    link = NetworkLink(home.network_socket, told)
    async with network.at(home), running(link):
        await until(lambda: link.state.startswith("the network's"), "connected")
        network.answer = Failed(text="nftables refused")
        assert await link.set_bans((BAN,)) == "nftables refused"
        await until(lambda: told.texts, "the incident is told")
        await asyncio.sleep(0.2)
        assert told.texts == ["The network is not as it should be: nftables refused."]


async def test_a_silent_network_is_missing_and_asked_again(home: Home) -> None:
    network = Network()
    link = NetworkLink(home.network_socket, Told())
    async with network.at(home), running(link):
        await until(lambda: link.state.startswith("the network's"), "connected")
        network.answer = None
        assert await link.set_bans((BAN,)) == "the network process does not answer"
        network.answer = Applied(text="back")
        await until(lambda: link.state == "back", "connected again")
        assert network.asked[-2:] == [SetBans(bans=(BAN,)), Check()]


async def test_a_network_that_was_there_and_is_gone_is_told(home: Home) -> None:
    told = Told()
    link = NetworkLink(home.network_socket, told)
    async with running(link):
        network = Network()
        async with network.at(home):
            await until(lambda: Check() in network.asked, "connected")
        await until(lambda: told.texts, "the incident is told")
        assert await link.set_bans((BAN,)) != ""


async def test_past_the_workers_and_back_also_after_its_restart(home: Home) -> None:
    link = NetworkLink(home.network_socket, Told())
    async with running(link):
        first, second = Network(), Network()
        async with first.at(home):
            await until(lambda: Check() in first.asked, "it is connected")
            assert await link.redirect(on=False) == ""
            assert first.asked[-1] == Apply(redirect=False)
        async with second.at(home):
            await until(lambda: Apply(redirect=False) in second.asked, "it is told again")
            assert await link.redirect(on=True) == ""
            assert second.asked[-1] == Apply(redirect=True)


async def test_what_a_core_before_this_one_wanted_is_taken_back(home: Home) -> None:
    """It let traffic by unread, and was gone when a worker came back."""
    network = Network()
    network.answer = Applied(text="WEB TRAFFIC GOES BY UNREAD", redirect=False)
    async with network.at(home), running(NetworkLink(home.network_socket, Told())):
        await until(lambda: Apply(redirect=True) in network.asked, "it is read again")


async def test_what_is_wrong_around_the_box_is_known_and_an_incident_once(home: Home) -> None:
    network, told = Network(), Told()
    network.around = (Condition(kind="cable", state="none in eth1", text="The cable towards the pupils is out."),)
    link = NetworkLink(home.network_socket, told)
    async with network.at(home), running(link):
        await until(lambda: link.conditions == network.around, "the cable is told")
        network.around = ()
        await until(lambda: not link.conditions, "the cable is back")
    assert told.texts.count("The cable towards the pupils is out.") == 1


async def test_rules_that_could_not_be_applied_are_applied_with_the_next_look(home: Home) -> None:
    network, link = Network(), NetworkLink(home.network_socket, Told())
    async with network.at(home), running(link):
        await until(lambda: Check() in network.asked, "the line is there")
        network.answer = Failed(text="nftables did not answer")
        assert await link.apply() == "nftables did not answer"
        network.answer = Applied(text="well")
        network.asked.clear()
        await until(lambda: Apply() in network.asked, "it is tried again")
        network.asked.clear()
        await until(lambda: network.asked.count(Check()) > 1, "it looks on")
        assert Apply() not in network.asked


async def test_where_no_network_is_managed_there_is_nothing_to_apply(home: Home) -> None:
    assert await NetworkLink(home.network_socket, Told()).apply() == ""
