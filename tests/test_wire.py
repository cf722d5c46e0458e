"""Messages between processes, over real Unix sockets."""

import asyncio
import os
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import wire
from appliance.errors import CoreAwayError, WireError
from appliance.wire import AskBan, Changed, Connection, Done, FromCore, Goodbye, Hello, Refused, Spooled, ToCore


@asynccontextmanager
async def serving(path: Path, talk: Callable[[Connection[ToCore]], Awaitable[None]]) -> AsyncIterator[None]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection: Connection[ToCore] = Connection(reader, writer, ToCore)
        try:
            await talk(connection)
        finally:
            connection.close()

    async with await wire.listen(path, handle):
        yield


async def test_a_message_arrives_as_it_was_sent(tmp_path: Path) -> None:
    heard: asyncio.Queue[ToCore | None] = asyncio.Queue()

    async def talk(connection: Connection[ToCore]) -> None:
        for _ in range(3):
            heard.put_nowait(await connection.receive())

    async with serving(tmp_path / "s", talk):
        caller: Connection[FromCore] = await Connection.open(tmp_path / "s", FromCore)
        caller.send(Hello(role="worker", name="worker-1", pid=7))
        caller.send(Spooled())
        await caller.drain()
        assert await heard.get() == Hello(role="worker", name="worker-1", pid=7)
        assert await heard.get() == Spooled()
        caller.close()
        assert await heard.get() is None, "a clean end is no error"


async def test_the_kernel_says_who_calls(tmp_path: Path) -> None:
    seen: asyncio.Queue[int] = asyncio.Queue()

    async def talk(connection: Connection[ToCore]) -> None:
        seen.put_nowait(connection.peer_uid())

    async with serving(tmp_path / "s", talk):
        caller: Connection[FromCore] = await Connection.open(tmp_path / "s", FromCore)
        assert await seen.get() == os.getuid()
        caller.close()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\xff\xff\xff\xff", id="a length over the bound"),
        pytest.param(b"\x00\x00\x00\x02{}", id="not msgpack of ours"),
        pytest.param(wire.encode(Goodbye())[:-1], id="cut in the middle"),
        pytest.param(wire.encode(Changed(id=1)), id="a type that goes the other way"),
    ],
)
async def test_what_is_no_message_is_a_wire_error(tmp_path: Path, raw: bytes) -> None:
    failed: asyncio.Queue[str] = asyncio.Queue()

    async def talk(connection: Connection[ToCore]) -> None:
        with pytest.raises(WireError) as caught:
            await connection.receive()
        failed.put_nowait(str(caught.value))

    async with serving(tmp_path / "s", talk):
        _, writer = await asyncio.open_unix_connection(str(tmp_path / "s"))
        writer.write(raw)
        writer.write_eof()
        assert await asyncio.wait_for(failed.get(), 5)
        writer.close()


async def test_nobody_listening_says_so(tmp_path: Path) -> None:
    with pytest.raises(CoreAwayError, match="does not answer"):
        await Connection.open(tmp_path / "nobody", FromCore)


async def test_a_socket_left_behind_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))

    async def talk(connection: Connection[ToCore]) -> None:
        connection.send(Done(text="here"))
        await connection.drain()

    async with serving(path, talk):
        caller: Connection[FromCore] = await Connection.open(path, FromCore)
        assert await caller.receive() == Done(text="here")
        caller.close()


def test_a_message_over_the_bound_is_not_sent() -> None:
    with pytest.raises(WireError, match="over the bound"):
        wire.encode(Done(text="x" * wire.MAX_MESSAGE))


@given(st.builds(AskBan, device=st.text(), seconds=st.integers(0, 2**40), reason=st.text(), by=st.text()))
def test_any_words_survive_the_way(message: AskBan) -> None:
    raw = wire.encode(message)
    assert int.from_bytes(raw[:4], "big") == len(raw) - 4
    assert wire.msgspec.msgpack.decode(raw[4:], type=ToCore) == message


@contextmanager
def answering(path: Path, *answers: FromCore) -> Iterator[None]:
    """A core that takes any call and sends these answers."""

    def talk() -> None:
        connection, _ = server.accept()
        with connection:
            for answer in answers:
                connection.sendall(wire.encode(answer))
            while connection.recv(4096):
                pass

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        thread = threading.Thread(target=talk)
        thread.start()
        yield
        thread.join(5)


def test_a_call_asks_and_gets_its_answer(tmp_path: Path) -> None:
    with answering(tmp_path / "s", Refused(text="no such device")), wire.Call(tmp_path / "s", "cli") as core:
        assert core.ask(AskBan(device="x", seconds=60, reason="", by="")) == Refused(text="no such device")


def test_following_yields_changes_only(tmp_path: Path) -> None:
    answers = (Changed(id=4), Done(text=""), Changed(id=5))
    with answering(tmp_path / "s", *answers), wire.Call(tmp_path / "s", "web") as core:
        changes = core.follow()
        assert [next(changes).id, next(changes).id] == [4, 5]
        changes.close()


def test_a_core_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(CoreAwayError, match="not running, or is just starting"), wire.Call(tmp_path / "s", "cli"):
        pass


def test_a_core_that_is_silent_is_said_plainly(tmp_path: Path) -> None:
    with (
        answering(tmp_path / "s"),
        wire.Call(tmp_path / "s", "cli", timeout=0.05) as core,
        pytest.raises(CoreAwayError, match="does not answer"),
    ):
        core.receive()
