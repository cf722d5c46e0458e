"""What one client may take. Through a real worker, whose bounds are made small so that a test can reach them."""

import asyncio
import ssl
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from wsproto.frame_protocol import CloseReason, FrameDecoder, Opcode, RsvBits

from appliance.config import Home
from appliance.wire import MAX_MESSAGE
from proxy_addons import bounds
from proxy_addons import worker as worker_module
from proxy_addons.worker import Worker
from tests.origins import Origin, Raw, TestAuthority, says
from tests.proxy_addons.conftest import fetch, running

HEADER = 4000
MOST = 5
WITHIN = 0.3
MESSAGE = 50_000
PRACTICE = b"GET http://practice.lollipop.test/ HTTP/1.1\r\nHost: practice.lollipop.test\r\n"


@dataclass
class Client:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, words: bytes) -> None:
        self.writer.write(words)
        await self.writer.drain()

    async def answer(self) -> bytes:
        """The header of one answer; its body is read too. Empty when the connection has ended instead."""
        try:
            head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 3)
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""
        for line in head.lower().splitlines():
            if line.startswith(b"content-length:"):
                await self.reader.readexactly(int(line.partition(b":")[2]))
        return head

    async def ended(self, within: float = 3.0) -> bool:
        try:
            return await asyncio.wait_for(self.reader.read(), within) is not None
        except TimeoutError:
            return False
        except ConnectionError:
            return True


@dataclass
class Small:
    worker: Worker
    proxy: str
    home: Home
    stack: AsyncExitStack

    async def client(self, address: str = "127.0.0.1") -> Client:
        port = int(self.proxy.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
        self.stack.callback(writer.close)
        return Client(reader, writer)

    async def until_all_are_gone(self) -> None:
        end = time.monotonic() + 3
        while self.worker.proxyserver.connections and time.monotonic() < end:  # noqa: ASYNC110  # mitmproxy gives no signal
            await asyncio.sleep(0.01)


@pytest.fixture
async def small(tmp_path: Path, authority: TestAuthority, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Small]:
    monkeypatch.setattr(bounds, "LONGEST_HEADER", HEADER)
    monkeypatch.setattr(bounds, "LONGEST_MESSAGE", MESSAGE)
    monkeypatch.setattr(bounds, "CONNECTIONS_PER_CLIENT", MOST)
    monkeypatch.setattr(bounds, "HEADER_WITHIN", WITHIN)
    monkeypatch.setattr(worker_module, "_LOOK_EVERY", 0.05)
    home = Home(tmp_path)
    async with running(home, authority) as (worker, proxy), AsyncExitStack() as stack:
        yield Small(worker, proxy, home, stack)


# --- connections ---


async def open_ones(small: Small, count: int, address: str = "127.0.0.1") -> list[Client]:
    """Connections that have made a request each, so that they may stay."""
    clients = [await small.client(address) for _ in range(count)]
    for client in clients:
        await client.say(PRACTICE + b"\r\n")
        assert b"200" in await client.answer()
    return clients


async def refused(client: Client) -> bool:
    """At once, that is: one that says nothing is let go some time later."""
    return await client.ended(within=WITHIN / 2)


async def test_a_client_has_so_many_connections_and_its_neighbour_as_many(small: Small) -> None:
    await open_ones(small, MOST)
    assert await refused(await small.client())
    await open_ones(small, MOST, address="127.0.0.9")


async def test_a_connection_that_ends_makes_room(small: Small) -> None:
    first, *_ = await open_ones(small, MOST)
    assert all([await refused(await small.client()) for _ in range(3)])
    first.writer.close()
    await asyncio.sleep(0.1)
    await open_ones(small, 1)
    assert await refused(await small.client()), "the refused ones were not counted, nor taken off"


async def test_nothing_is_remembered_of_clients_that_have_gone(small: Small) -> None:
    for client in [*await open_ones(small, MOST), await small.client()]:
        client.writer.close()
    await small.until_all_are_gone()
    assert not any(vars(small.worker.bounds)[name] for name in ("_of", "_whose", "_silent"))


async def test_who_holds_idle_ones_is_not_locked_out(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many devices may stand behind one address, and browsers keep connections that they do not use."""
    monkeypatch.setattr(bounds, "IDLE", WITHIN)
    first, second, *_ = await open_ones(small, MOST)
    await asyncio.sleep(WITHIN * 1.5)
    await first.say(PRACTICE + b"\r\n")
    assert b"200" in await first.answer()
    await open_ones(small, 1)
    assert await second.ended(), "the one that was idle for longest"
    await first.say(PRACTICE + b"\r\n")
    assert b"200" in await first.answer()


def test_the_bounds_let_a_school_work() -> None:
    """A page full of pictures, a long header of cookies, a picture sent in a chat."""
    assert bounds.CONNECTIONS_PER_CLIENT >= 256
    assert bounds.LONGEST_HEADER >= 64 * 1024
    assert bounds.LONGEST_MESSAGE >= MAX_MESSAGE


# --- slow clients ---


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GE", id="a part of a word"),
        pytest.param(b"GET http://a.example/ HTTP/1.1\r\nHost: a.ex", id="a part of a header"),
        pytest.param(b"CONNECT a.example:443 HTTP/1.1\r\n\r\n", id="where to, and nothing more"),
        pytest.param(b"CONNECT a.example:443 HTTP/1.1\r\n\r\n\x16\x03\x01", id="a part of a handshake"),
    ],
)
async def test_who_does_not_say_what_it_wants_is_let_go(small: Small, said: bytes) -> None:
    client = await small.client()
    begun = time.monotonic()
    await client.say(said)
    assert await client.ended()
    assert WITHIN * 0.9 < time.monotonic() - begun < WITHIN + 1


async def test_who_asked_once_may_be_quiet_and_ask_again(small: Small) -> None:
    (client,) = await open_ones(small, 1)
    assert not await client.ended(within=3 * WITHIN)
    await client.say(PRACTICE + b"\r\n")
    assert b"200" in await client.answer()


async def test_a_second_header_that_grows_byte_by_byte_is_too_slow(small: Small) -> None:
    (client,) = await open_ones(small, 1)
    await client.say(PRACTICE)
    await asyncio.sleep(WITHIN * 1.5)
    await client.say(b"X")
    assert b"431" in await client.answer()
    assert await client.ended()


async def test_a_second_header_in_two_parts_is_fine(small: Small) -> None:
    (client,) = await open_ones(small, 1)
    for _ in range(3):
        await client.say(PRACTICE)
        await asyncio.sleep(WITHIN / 2)
        await client.say(b"X: y\r\n\r\n")
        assert b"200" in await client.answer(), "the time is counted for each header by itself"


async def test_a_slow_upload_is_no_slow_header(small: Small, plain_site: Origin) -> None:
    client = await small.client()
    await client.say(f"POST {plain_site.url('/echo')} HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n".encode())
    for part in (b"ab", b"cd", b"ef"):
        await asyncio.sleep(WITHIN)
        await client.say(part)
    assert b"200" in await client.answer()


# --- headers ---


async def test_a_header_up_to_the_bound_passes_and_a_longer_one_is_told_so(small: Small) -> None:
    client = await small.client()
    await client.say(PRACTICE + b"X: " + b"a" * (HEADER - 200) + b"\r\n\r\n")
    assert b"200" in await client.answer()
    await client.say(PRACTICE + b"X: " + b"a" * (HEADER + 1))
    assert b"431" in await client.answer()
    assert await client.ended()


@pytest.mark.parametrize("name", [b"", b"X: "], ids=["no line at all", "one long line"])
async def test_an_origin_cannot_send_a_header_without_end(small: Small, authority: TestAuthority, name: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\n" * bool(name) + name + b"a" * 3 * HEADER
    with Raw(says(answer), authority.files("127.0.0.1")) as origin:
        shown = await fetch(small.home, small.proxy, origin.url("/"))
    assert shown.status == 502
    assert "too long" in shown.text


async def test_an_origin_may_send_a_header_up_to_the_bound(small: Small, authority: TestAuthority) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: " + b"a" * (HEADER - 200) + b"\r\n\r\nok"
    with Raw(says(answer), authority.files("127.0.0.1")) as origin:
        assert (await fetch(small.home, small.proxy, origin.url("/"))).text == "ok"


# --- chunks ---


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
)


@pytest.mark.parametrize("rest", [pytest.param(b"5;x=", id="a chunk's line"), pytest.param(b"0\r\nX: ", id="trailers")])
async def test_an_origin_cannot_send_a_line_between_chunks_without_end(
    small: Small, authority: TestAuthority, rest: bytes
) -> None:
    with Raw(says(CHUNKED + rest + b"a" * 500_000), authority.files("127.0.0.1")) as origin:
        shown = await fetch(small.home, small.proxy, origin.url("/"))
    assert shown.exit != 0, "it does not look whole"


async def test_a_client_cannot_either(small: Small, plain_site: Origin) -> None:
    client = await small.client()
    head = f"POST {plain_site.url('/echo')} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;x="
    await client.say(head.encode() + b"a" * 3 * HEADER)
    assert await client.ended()


async def test_trailers_are_left_out_and_the_body_is_whole(small: Small, authority: TestAuthority) -> None:
    with Raw(says(CHUNKED + b"0\r\nX: y\r\n\r\n"), authority.files("127.0.0.1")) as origin:
        shown = await fetch(small.home, small.proxy, origin.url("/"))
    assert (shown.exit, shown.text) == (0, "hello")


# --- WebSockets ---


@asynccontextmanager
async def chat(small: Small, site: Origin, compression: str | None) -> AsyncIterator[ClientConnection]:
    trust = ssl.create_default_context(cafile=str(small.home.ca / "ca.pem"))
    url = site.url("/chat").replace("https:", "wss:")
    async with connect(url, ssl=trust, proxy=small.proxy, compression=compression) as talking:
        yield talking


PACKED = [pytest.param(None, id="plain"), pytest.param("deflate", id="packed")]


@pytest.mark.parametrize("compression", PACKED)
async def test_messages_up_to_the_bound_pass_however_many(small: Small, site: Origin, compression: str | None) -> None:
    async with chat(small, site, compression) as talking:
        for number in range(4):
            message = str(number) * MESSAGE
            await talking.send([message[: MESSAGE // 2], message[MESSAGE // 2 :]] if number % 2 else message)
            assert await talking.recv() == message


@pytest.mark.parametrize("compression", PACKED)
@pytest.mark.parametrize("parts", [1, 3], ids=["in one piece", "in pieces"])
async def test_a_longer_message_ends_the_chat(small: Small, site: Origin, compression: str | None, parts: int) -> None:
    """A packed one is small on the wire, whatever it unpacks to."""
    async with chat(small, site, compression) as talking:
        piece = "x" * (MESSAGE // parts + 1)
        await talking.send([piece] * parts if parts > 1 else piece)
        with pytest.raises(ConnectionClosed) as closed:
            await talking.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1009


def test_a_packed_message_is_unpacked_up_to_the_bound_and_no_further() -> None:
    packer = zlib.compressobj(9, wbits=-15)
    bomb = packer.compress(bytes(64_000_000)) + packer.flush(zlib.Z_SYNC_FLUSH)
    receiving = bounds._Inflate()
    receiving.finalize("permessage-deflate")
    head = receiving.frame_inbound_header(FrameDecoder(client=True), Opcode.BINARY, RsvBits(True, False, False), 1)
    assert isinstance(head, RsvBits)
    tracemalloc.start()
    assert receiving.frame_inbound_payload_data(FrameDecoder(client=True), bomb) == CloseReason.MESSAGE_TOO_BIG
    assert tracemalloc.get_traced_memory()[1] < 3 * bounds.LONGEST_MESSAGE
    tracemalloc.stop()
