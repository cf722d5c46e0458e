"""Traffic that is turned to us: what passes undecrypted, what goes on to mitmproxy, and what is closed.

A real worker, client and origin; only the kernel's word on where a client wanted to go is made up, as nothing is turned
here (`tests/network` does that).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import platform

from appliance.config import Access, Home, Network, Proxy, Settings
from appliance.core.spool import SpoolReader
from appliance.model import Ban, Event, GuardTripped, Handling, SpoolCursor, Visit
from appliance.wire import Bans
from proxy_addons import bounds
from proxy_addons import worker as worker_module
from proxy_addons.guard import Choice
from proxy_addons.worker import Worker
from tests.origins import Raw, TestAuthority
from tests.proxy_addons.conftest import running
from tests.proxy_addons.test_hello import hello, real, vector
from tests.running import free_ports

EXEMPT = real("localhost")
OTHER = real("other.example")
TLS_ANSWER = b"\x16\x03\x03"
MEGABYTE = 1024 * 1024


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What stands for the origin: what passes undecrypted may be anything."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@dataclass
class Client:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def says(self, words: bytes) -> None:
        self.writer.write(words)
        await self.writer.drain()

    async def hears(self, words: bytes) -> None:
        assert await asyncio.wait_for(self.reader.readexactly(len(words)), 5) == words

    async def closed(self, within: float = 3.0) -> bool:
        try:
            return await asyncio.wait_for(self.reader.read(), within) is not None
        except TimeoutError:
            return False
        except ConnectionError:
            return True


@dataclass
class Turned:
    worker: Worker
    home: Home
    stack: AsyncExitStack

    async def client(self, address: str = "127.0.0.1") -> Client:
        port = self.worker.state.settings.proxy.transparent_port
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
        self.stack.callback(writer.close)
        return Client(reader, writer)

    async def passed(self, address: str = "127.0.0.1") -> Client:
        client = await self.client(address)
        await client.says(EXEMPT)
        await client.hears(EXEMPT)
        return client

    def ban(self, address: str) -> None:
        now = time.time()
        ban = Ban(id="1", device="d", addresses=(address,), since=now, until=now + 60, reason="r", by="b")
        self.worker.enforce(Bans(version=1, bans=(ban,)))

    def events[Kind: Event](self, kind: type[Kind]) -> list[Kind]:
        batch = SpoolReader(self.home.spool / "worker-1").read(SpoolCursor(), 1000)
        return [event for event in batch.events if isinstance(event, kind)]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(3):
            while not holds():  # noqa: ASYNC110  # mitmproxy gives no signal
                await asyncio.sleep(0.01)

    async def until_all_are_gone(self) -> None:
        await self.until(lambda: not self.worker.doors.open and not self.worker.proxyserver.connections)


@pytest.fixture
def origin() -> Any:
    with Raw(echo) as origin:
        yield origin


@pytest.fixture
def turn(tmp_path: Path, authority: TestAuthority, origin: Raw, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a worker to which every connection comes that was meant for the origin."""
    monkeypatch.setattr(platform, "original_addr", lambda _: ("127.0.0.1", origin.port))
    monkeypatch.setattr(worker_module, "_LOOK_EVERY", 0.05)

    @asynccontextmanager
    async def turned(choice: Choice = "safe", lan: tuple[str, ...] = ()) -> AsyncIterator[Turned]:
        settings = Settings(
            proxy=Proxy(transparent=True), access=Access(do_not_decrypt=("localhost",)), network=Network(lan=lan)
        )
        home = Home(tmp_path)
        async with running(home, authority, choice, settings=settings) as (worker, _), AsyncExitStack() as stack:
            yield Turned(worker, home, stack)

    return turned


@pytest.fixture
async def turned(turn: Any) -> AsyncIterator[Turned]:
    async with turn() as found:
        yield found


# --- which way ---


async def test_an_exempt_host_passes_and_never_meets_mitmproxy(turned: Turned) -> None:
    client = await turned.passed()
    await client.says(b"anything at all")
    await client.hears(b"anything at all")
    assert not turned.worker.proxyserver.connections
    (visit,) = turned.events(Visit)
    assert (visit.handling, visit.host, visit.client, visit.detail) == (
        Handling.PASSED, "localhost", "127.0.0.1", "localhost",
    )  # fmt: skip
    assert turned.worker.pulse().connections == 1


async def test_a_hello_may_come_byte_by_byte(turned: Turned) -> None:
    client = await turned.client()
    for place in range(len(EXEMPT)):
        await client.says(EXEMPT[place : place + 1])
        await asyncio.sleep(0)
    await client.hears(EXEMPT)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(OTHER, id="another host"),
        pytest.param(real(None), id="no host"),
    ],
)
async def test_every_other_host_goes_on_and_is_decrypted(turned: Turned, said: bytes) -> None:
    client = await turned.client()
    await client.says(said)
    await client.hears(TLS_ANSWER)
    assert len(turned.worker.proxyserver.connections) == 1
    assert not turned.worker.doors.open


async def test_in_doubt_mitmproxy_reads_the_name(turned: Turned) -> None:
    """A hello in two records: unusual, and as exempt as any other."""
    record = hello(EXEMPT_NAME)
    said = b"\x16\x03\x01" + vector(record[5:40], 2) + b"\x16\x03\x01" + vector(record[40:], 2)
    client = await turned.client()
    await client.says(said)
    await client.hears(said)
    assert len(turned.worker.proxyserver.connections) == 1


EXEMPT_NAME = b"\x00\x00" + vector(vector(b"\x00" + vector(b"localhost", 2), 2), 2)


async def test_http_without_tls_goes_on(turned: Turned) -> None:
    client = await turned.client()
    await client.says(b"GET / HTTP/1.1\r\nHost: practice.lollipop.test\r\n\r\n")
    await client.hears(b"HTTP/1.1 200 OK\r\n")


async def test_who_came_to_our_port_unturned_is_let_go(turned: Turned, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_turned(_: object) -> None:
        raise FileNotFoundError(2, "no such entry")

    monkeypatch.setattr(platform, "original_addr", not_turned)
    client = await turned.client()
    await client.says(EXEMPT)
    assert await client.closed()
    assert turned.worker.guard.trips == 0


# --- what is closed ---


async def test_a_ban_ends_what_passes_and_only_that_of_the_banned(turned: Turned) -> None:
    banned, other = await turned.passed(), await turned.passed("127.0.0.8")
    begun = time.monotonic()
    turned.ban("127.0.0.1")
    assert await banned.closed()
    assert time.monotonic() - begun < 0.25
    await other.says(b"still here")
    await other.hears(b"still here")


async def test_a_banned_device_is_decrypted_for_exempt_hosts_too(turned: Turned) -> None:
    """So that it sees why."""
    turned.ban("127.0.0.1")
    client = await turned.client()
    await client.says(EXEMPT)
    await client.hears(TLS_ANSWER)


async def test_a_ban_ends_what_stands_in_the_door(turned: Turned) -> None:
    client = await turned.client()
    await client.says(EXEMPT[:50])
    await turned.until(lambda: bool(turned.worker.doors.open))
    turned.ban("127.0.0.1")
    assert await client.closed(0.25)


async def test_a_name_that_leads_into_the_school_is_closed(turn: Any) -> None:
    async with turn(lan=("127.0.0.0/8", "::1/128")) as turned:
        client = await turned.client()
        await client.says(EXEMPT)
        assert await client.closed()
        assert await client.reader.read() == b""


async def test_a_dead_origin_ends_the_connection(turned: Turned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "original_addr", lambda _: ("127.0.0.1", free_ports(1)[0]))
    client = await turned.client()
    await client.says(EXEMPT)
    assert await client.closed()
    await turned.until_all_are_gone()


async def test_who_says_nothing_is_let_go(turned: Turned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "HEADER_WITHIN", 0.2)
    slow, passed = await turned.client(), await turned.passed()
    await slow.says(EXEMPT[:50])
    assert await slow.closed()
    assert not await passed.closed(0.3)


async def test_what_is_quiet_for_long_is_closed(turned: Turned, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet, busy = await turned.passed(), await turned.passed()
    monkeypatch.setattr(worker_module, "IDLE_AFTER", 0.4)
    for _ in range(8):
        await asyncio.sleep(0.1)
        await busy.says(b"x")
        await busy.hears(b"x")
    assert await quiet.closed(0.1)


async def test_the_end_of_the_worker_ends_what_passes(turn: Any) -> None:
    async with turn() as turned:
        client = await turned.passed()
        turned.worker.shutdown()
        assert await client.closed()


# --- bounds ---


async def test_a_client_has_so_many_connections_whichever_way_they_go(
    turned: Turned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "CONNECTIONS_PER_CLIENT", 3)
    await turned.passed()
    for _ in range(2):
        client = await turned.client()
        await client.says(OTHER)
        await client.hears(TLS_ANSWER)
    assert await (await turned.client()).closed(0.2)
    await turned.passed("127.0.0.9")


async def test_a_new_connection_takes_the_place_of_the_one_idle_for_longest(
    turned: Turned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "CONNECTIONS_PER_CLIENT", 3)
    monkeypatch.setattr(bounds, "IDLE", 0.2)
    clients = [await turned.passed() for _ in range(3)]
    await asyncio.sleep(0.3)
    for client in (clients[0], clients[2]):
        await client.says(b"here")
        await client.hears(b"here")
    await turned.passed()
    assert await clients[1].closed(0.5)
    assert not await clients[0].closed(0.1)


async def test_nothing_is_remembered_of_what_has_gone(turned: Turned) -> None:
    (await turned.passed()).writer.close()
    for said in (b"", EXEMPT[:50], OTHER):
        client = await turned.client()
        await client.says(said)
        await asyncio.sleep(0.05)
        client.writer.close()
    await turned.until_all_are_gone()
    assert not any(vars(turned.worker.bounds)[name] for name in ("_of", "_whose", "_silent"))


async def test_a_client_that_floods_while_its_origin_is_looked_for_is_not_read(
    turned: Turned, monkeypatch: pytest.MonkeyPatch
) -> None:
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lambda *_, **__: never)
    client = await turned.client()
    client.writer.write(EXEMPT + bytes(20 * MEGABYTE))
    await turned.until(lambda: bool(turned.worker.doors.open))
    await asyncio.sleep(0.3)
    (door,) = turned.worker.doors.open.values()
    assert len(vars(door)["_heard"]) < MEGABYTE
    turned.worker.close_client(door.id)
    assert await client.closed()
    await turned.until_all_are_gone()


# --- the guard ---


@pytest.mark.parametrize("choice", ["safe", "open"])
async def test_a_mistake_of_ours_is_the_schools_choice(turn: Any, choice: Choice) -> None:
    def mistake(*_: object) -> str:
        raise ValueError("a mistake")

    async with turn(choice) as turned:
        vars(turned.worker.doors)["_gate"].passing = mistake
        client = await turned.client()
        await client.says(EXEMPT)
        if choice == "safe":
            assert await client.closed()
        else:
            await client.hears(TLS_ANSWER)
        trip = turned.events(GuardTripped)[0]
        assert (trip.hook, trip.client, trip.error) == ("way", "127.0.0.1", "ValueError: a mistake")


@pytest.mark.parametrize("choice", ["safe", "open"])
async def test_a_mistake_about_where_it_leads_is_too(turn: Any, choice: Choice) -> None:
    def mistake(*_: object) -> bool:
        raise ValueError("a mistake")

    async with turn(choice) as turned:
        vars(turned.worker.doors)["_reach"].open_there = mistake
        client = await turned.client()
        await client.says(EXEMPT)
        if choice == "safe":
            assert await client.closed()
        else:
            await client.hears(EXEMPT)
        assert [trip.hook for trip in turned.events(GuardTripped)] == ["barred"]
