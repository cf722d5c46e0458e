"""Who may open a WebSocket at all, and within which bounds."""

import asyncio
import contextlib
import os
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from appliance.helpers import libraries, listening
from appliance.helpers.entry import MOST_UNKNOWN
from appliance.helpers.protocol import LONGEST_PICTURE, LONGEST_TEXT_FRAME, PATH, SUBPROTOCOL
from tests.helpers.core import CODE, Box, box
from tests.helpers.device import Device, picture

EXTENSION = "chrome-extension://" + "abcdefghijklmnop" * 2


@pytest.mark.parametrize(
    ("path", "protocol", "origin"),
    [
        pytest.param("/", SUBPROTOCOL, None, id="another path"),
        pytest.param(PATH, "chat", None, id="another protocol"),
        pytest.param(PATH, SUBPROTOCOL, "https://www.example.org", id="a page"),
        pytest.param(PATH, SUBPROTOCOL, "null", id="a page without an origin"),
        pytest.param(PATH, SUBPROTOCOL, "chrome-extension://evil.example.org", id="nearly an extension"),
    ],
)
async def test_nothing_else_opens_one(school: Box, path: str, protocol: str, origin: str | None) -> None:
    where = school.where
    with pytest.raises(InvalidHandshake):
        await connect(
            f"wss://{where.host}:{where.port}{path}",
            ssl=where.context(),
            subprotocols=[Subprotocol(protocol)],
            origin=Origin(origin) if origin else None,
            proxy=None,
        )


async def test_an_extension_may(school: Box) -> None:
    async with school.device(origin=EXTENSION) as device:
        assert device.socket
        assert device.socket.subprotocol == SUBPROTOCOL
        assert device.socket.response
        assert "Server" not in device.socket.response.headers
        assert "Sec-WebSocket-Extensions" not in device.socket.response.headers


async def test_a_box_of_another_school_is_not_trusted(school: Box) -> None:
    with pytest.raises(ssl.SSLError):
        await connect(f"wss://127.0.0.1:{school.where.port}{PATH}", ssl=ssl.create_default_context(), proxy=None)


@contextlib.asynccontextmanager
async def unknown(school: Box, count: int) -> AsyncIterator[None]:
    waiting = [await Device(school.where).open() for _ in range(count)]
    yield
    for one in waiting:
        await one.close()


async def test_one_address_cannot_hold_many_that_say_nothing(school: Box) -> None:
    async with unknown(school, MOST_UNKNOWN):
        with pytest.raises(InvalidStatus):
            await Device(school.where).open()
        other = await Device(school.where, from_address="127.0.0.2").open()
        await other.close()
    async with school.device():
        pass


async def test_both_kinds_of_addresses_come_in(tmp_path: Path) -> None:
    async with box(tmp_path, listen="::") as school:
        for host in ("127.0.0.1", "::1"):
            where = school.where._replace(host=host, name="lollipop")
            async with Device.enrolled(where, CODE, from_address=host) as device:
                assert device.helper


async def test_who_is_not_known_may_send_no_more_than_a_message(school: Box) -> None:
    device = Device(school.where)
    connection = await device.open()
    with contextlib.suppress(ConnectionClosed):
        await connection.send("x" * (LONGEST_TEXT_FRAME + 1))
    await connection.wait_closed()
    assert connection.close_code == 1009


@pytest.mark.parametrize("opcode", [b"\x81", b"\x82"], ids=["text", "picture"])
async def test_a_frame_of_two_gigabytes_is_refused_by_its_header(school: Box, opcode: bytes) -> None:
    async with school.device() as device:
        assert device.socket
        device.socket.transport.write(opcode + b"\xff" + (2 << 30).to_bytes(8) + os.urandom(4))
        await device.until_ended()
        assert device.socket.close_code == 1009


@pytest.mark.parametrize("opcode", [b"\x89", b"\x8a"], ids=["pings", "pongs"])
async def test_a_flood_of_pings_ends_that_connection(school: Box, opcode: bytes) -> None:
    async with school.device() as device:
        assert device.socket
        device.socket.transport.write((opcode + b"\x80" + bytes(4)) * 5000)
        await device.until_ended()
    async with school.device() as other:
        assert other.socket
        for _ in range(20):
            await (await other.socket.ping())


async def test_a_text_as_long_as_a_picture_is_refused(school: Box) -> None:
    async with school.device() as device:
        assert device.socket
        await device.socket.send("x" * (LONGEST_TEXT_FRAME + 1))
        await device.until_ended()
        assert device.socket.close_code == 1008


async def test_a_picture_of_the_longest_kind_arrives(school: Box) -> None:
    async with school.device() as device:
        image = picture()
        number = await device.send_picture("o-1", image + bytes(LONGEST_PICTURE - len(image)))
        await device.until_taken(number)


def test_who_never_ends_the_handshake_holds_no_place(school: Box) -> None:
    with socket.create_connection(("127.0.0.1", school.where.port), 5) as tcp:
        tcp.sendall(b"\x16\x03\x01")


def _asked(school: Box, device: Device) -> tuple[ssl.SSLSocket, bytes]:
    """Somebody asks for the libraries over a line of their own, and reads no more than the first line."""
    name = device.state.digest
    signature = bytes(device.key.sign(libraries.to_sign(device.school, device.helper, name)).signature)
    head = (
        f"GET {libraries.PATH}{name} HTTP/1.1", "Host: box", "Connection: Upgrade", "Upgrade: websocket",
        "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {'A' * 22}==",
        f"Authorization: {libraries.authorization(device.helper, signature)}", "", "",
    )  # fmt: skip
    tcp = socket.create_connection(("127.0.0.1", school.where.port), 10)
    line = school.where.context().wrap_socket(tcp, server_hostname=school.where.name)
    line.sendall("\r\n".join(head).encode())
    return line, line.recv(12)


async def test_a_device_that_takes_no_libraries_it_asked_for_does_not_fill_the_memory(
    school: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "GIVE_SECONDS", 1.0)
    async with school.device() as device:
        assert school.service
        school.service.hub.giving._packed = device.state.digest, bytes(4 * 1024 * 1024)
        asked = [await asyncio.to_thread(_asked, school, device) for _ in range(4)]
        assert [said[-3:] for _, said in asked] == [b"200", b"200", b"429", b"429"]
        said = b""
        async with asyncio.timeout(10):
            while not said.endswith(b"200"):  # those that read nothing were let go
                again, said = await asyncio.to_thread(_asked, school, device)
                again.close()
        for line, _ in asked:
            line.close()
