"""The line between the service and the part in a pupil's session: on one machine, in the protocol of helpers.

A frame is four bytes with its length (big-endian), one byte that says what it is, and a message or a picture as in
`appliance.helpers.protocol`. The session says what happens, with number 0, and the service numbers and keeps it; the
service tells it `State` and `Order`. Who is at the other end is known from the kernel, so nobody speaks for somebody
else. What carries the line is `unix_line` or `win32.line`.
"""

import asyncio
import contextlib
import struct
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from appliance.errors import WireError
from appliance.helpers.protocol import (
    LONGEST_PICTURE,
    LONGEST_TEXT_FRAME,
    FromBox,
    FromDevice,
    Picture,
    encode,
    encode_picture,
    from_box,
    from_device,
    picture_in,
)

if sys.platform == "win32":
    from endpoint.desktop.win32.line import PLACE, open_line, peer, serve
else:
    from endpoint.desktop.unix_line import PLACE, open_line, peer, serve

SOCKET = PLACE
SEND_SECONDS = 10.0  # a session that takes nothing for so long is given up
_HEAD = struct.Struct(">Ic")
_TEXT, _PICTURE = b"t", b"p"
_LONGEST = {_TEXT: LONGEST_TEXT_FRAME, _PICTURE: LONGEST_PICTURE + 4096}  # with the picture's header


class Pictured(NamedTuple):
    """A picture that came over the line."""

    header: Picture
    image: bytes


class Line[In]:
    """One end. `read` makes a message of a text frame, and raises WireError for what is none."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, read: Callable[[str], In]) -> None:
        self._reader = reader
        self._writer = writer
        self._read = read
        self.peer = peer(writer)

    async def send(self, message: FromDevice | FromBox) -> None:
        """Raises WireError when the other end is gone, or takes nothing."""
        await self._send(_TEXT, encode(message).encode())

    async def send_picture(self, header: Picture, image: bytes) -> None:
        """Raises WireError when the other end is gone, or the picture is over the bound."""
        await self._send(_PICTURE, encode_picture(header, image))

    async def receive(self) -> In | Pictured | None:
        """The next message, or None at the end. Raises WireError."""
        try:
            length, kind = _HEAD.unpack(await self._reader.readexactly(_HEAD.size))
            _check(kind, length)
            return self._understood(kind, await self._reader.readexactly(length))
        except asyncio.IncompleteReadError as error:
            if error.partial:
                raise WireError("the other end went away in the middle of a message") from error
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise WireError(f"the line broke: {error}") from error

    def close(self) -> None:
        self._writer.close()

    def _understood(self, kind: bytes, body: bytes) -> In | Pictured:
        return Pictured(*picture_in(body)) if kind == _PICTURE else self._read(body.decode())

    async def _send(self, kind: bytes, body: bytes) -> None:
        _check(kind, len(body))
        try:
            self._writer.write(_HEAD.pack(len(body), kind) + body)
            async with asyncio.timeout(SEND_SECONDS):
                await self._writer.drain()
        except (OSError, TimeoutError) as error:
            raise WireError(f"the other end takes nothing: {error}") from error


SessionLine = Line[FromBox]
ServiceLine = Line[FromDevice]


async def connect(path: Path = SOCKET) -> SessionLine:
    """The session's end. Raises WireError when the service does not answer."""
    try:
        reader, writer = await open_line(path)
    except OSError as error:
        raise WireError(f"the service does not answer: {error}") from error
    return Line(reader, writer, from_box)


async def listen(handle: Callable[[ServiceLine], Awaitable[None]], path: Path = SOCKET) -> asyncio.Server:
    """The service's end: `handle` is called for each session that connects, and its line is closed after it. Anybody
    on the machine may connect; `handle` looks at `peer`."""

    async def heard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            await handle(Line(reader, writer, from_device))

    return await serve(heard, path)


def _check(kind: bytes, length: int) -> None:
    if length > _LONGEST.get(kind, -1):
        raise WireError(f"a frame of kind {kind!r} and {length} bytes is none, or over its bound")
