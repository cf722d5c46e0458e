"""One device's WebSocket: messages in and out, bounded, and read no faster than it may send."""

import asyncio
import contextlib
import logging
from collections import deque

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from appliance.clock import steady
from appliance.errors import WireError
from appliance.helpers.pace import Pace
from appliance.helpers.protocol import LONGEST_TEXT_FRAME, FromBox, encode

logger = logging.getLogger(__name__)

MESSAGES_A_SECOND, MESSAGES_AT_ONCE = 10.0, 200.0
BYTES_A_SECOND, BYTES_AT_ONCE = 1024.0**2, 16 * 1024.0**2
END_SECONDS = 3.0
MOST_WAITING = 1024 * 1024  # characters
_HEADER_ROOM = 4096


class Line:
    """`client` is the device's address."""

    def __init__(self, socket: ServerConnection, client: str) -> None:
        self.client = client
        self._socket = socket
        self._waiting: deque[str] = deque()
        self._waits = 0
        self._there = asyncio.Event()
        self._sending = asyncio.Lock()
        self._messages = Pace(MESSAGES_A_SECOND, MESSAGES_AT_ONCE, steady())
        self._bytes = Pace(BYTES_A_SECOND, BYTES_AT_ONCE, steady())

    def widen(self, longest_picture: int) -> None:
        """The device is known: it may send pictures now."""
        self._socket.protocol.max_message_size = longest_picture + _HEADER_ROOM

    async def receive(self, within: float) -> str | bytes | None:
        """The next frame, None at the end. Raises WireError for a text that is too long, TimeoutError for silence."""
        try:
            async with asyncio.timeout(within):
                frame = await self._socket.recv()
        except ConnectionClosed:
            return None
        if isinstance(frame, str) and len(frame) > LONGEST_TEXT_FRAME:
            raise WireError(f"a message of {len(frame)} characters")
        now = steady()
        pause = max(self._messages.take(1, now), self._bytes.take(len(frame), now))
        return None if pause and await self._ends_within(pause) else frame

    async def _ends_within(self, seconds: float) -> bool:
        """What came and was not taken is sent again, so nothing of it is read once the device is gone."""
        try:
            async with asyncio.timeout(seconds):
                await self._socket.wait_closed()
        except TimeoutError:
            return False
        return True

    def send(self, message: FromBox) -> None:
        """Never waits. A device that takes nothing is let go."""
        self.send_text(encode(message))

    def send_text(self, text: str) -> None:
        if self._waits + len(text) > MOST_WAITING:
            self.abort()
            return
        self._waits += len(text)
        self._waiting.append(text)
        self._there.set()

    async def write(self) -> None:
        """Send what waits, until the connection ends."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self._there.wait()
                self._there.clear()
                await self.flush()

    async def flush(self) -> None:
        """One at a time, so that what a slow device does not take waits here, and is counted."""
        async with self._sending:
            while self._waiting:
                text = self._waiting.popleft()
                self._waits -= len(text)
                await self._socket.send(text)

    async def reached(self) -> bool:
        """Wait until the device has everything that was sent; False where the connection ended before."""
        try:
            await self.flush()
            await (await self._socket.ping())
        except ConnectionClosed:
            return False
        return True

    async def end(self, code: CloseCode = CloseCode.NORMAL_CLOSURE, why: str = "") -> None:
        """Send what waits, and close: by force where the device takes nothing."""
        try:
            async with asyncio.timeout(END_SECONDS):
                await self.flush()
                await self._socket.close(code, why)
        except (ConnectionClosed, TimeoutError):
            self.abort()

    def abort(self) -> None:
        self._socket.transport.abort()
