"""The line between service and session, over a real socket."""

import asyncio
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.errors import WireError
from appliance.helpers.protocol import Beat, FromDevice, LoggedOn, Order, Picture, ShowMessage
from endpoint.desktop.link import Pictured, ServiceLine, SessionLine, connect, listen

HEADER = Picture(number=0, order="o1", kind="still", ago=0.0, format="webp", width=4, height=3)


@asynccontextmanager
async def ends(folder: Path) -> AsyncIterator[tuple[ServiceLine, SessionLine]]:
    came: asyncio.Queue[ServiceLine] = asyncio.Queue()
    done = asyncio.Event()

    async def handle(line: ServiceLine) -> None:
        came.put_nowait(line)
        await done.wait()

    async with await listen(handle, folder / "line"):
        session = await connect(folder / "line")
        try:
            yield await came.get(), session
        finally:
            done.set()
            session.close()


async def test_messages_and_pictures_go_both_ways_in_order(tmp_path: Path) -> None:
    async with ends(tmp_path) as (service, session):
        said: tuple[FromDevice, ...] = (LoggedOn(user="ada"), Beat(idle=2.0))
        for one in said:
            await session.send(one)
        await session.send_picture(HEADER, b"\0image" * 1000)
        assert (await service.receive(), await service.receive()) == said
        assert await service.receive() == Pictured(HEADER, b"\0image" * 1000)
        order = Order(id="o1", within=5.0, do=ShowMessage(text="Hello ☺", sender="Ms B"))
        await service.send(order)
        assert await session.receive() == order


async def test_the_service_knows_who_is_there_from_the_kernel(tmp_path: Path) -> None:
    async with ends(tmp_path) as (service, _):
        assert service.peer == (os.getpid(), os.getuid())


async def test_anybody_on_the_machine_may_connect(tmp_path: Path) -> None:
    async with ends(tmp_path):
        assert (tmp_path / "line").stat().st_mode & 0o777 == 0o666


async def test_the_end_is_none_and_half_a_message_an_error(tmp_path: Path) -> None:
    async with ends(tmp_path) as (service, session):
        session.close()
        assert await service.receive() is None
    async with ends(tmp_path) as (service, session):
        session._writer.write(struct.pack(">Ic", 10, b"t") + b"half")
        session.close()
        with pytest.raises(WireError, match="middle"):
            await service.receive()


@pytest.mark.parametrize(
    "frame",
    [
        struct.pack(">Ic", 2**31, b"p"),
        struct.pack(">Ic", 65 * 1024, b"t"),
        struct.pack(">Ic", 1, b"x") + b"?",
        struct.pack(">Ic", 2, b"t") + b"{}",
        struct.pack(">Ic", 2, b"t") + b"\xff\xff",
        struct.pack(">Ic", 2, b"p") + b"\xff\xff",
    ],
)
async def test_what_is_no_message_is_an_error(tmp_path: Path, frame: bytes) -> None:
    async with ends(tmp_path) as (service, session):
        session._writer.write(frame)
        with pytest.raises(WireError):
            await service.receive()


async def test_a_picture_over_the_bound_is_not_sent(tmp_path: Path) -> None:
    async with ends(tmp_path) as (_, session):
        with pytest.raises(WireError, match="bound"):
            await session.send_picture(HEADER, bytes(4 * 1024 * 1024))


async def test_a_service_that_is_away_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WireError, match="does not answer"):
        await connect(tmp_path / "none")
