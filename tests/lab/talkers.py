"""What talks without end in the small internet: a WebSocket and an event stream ten times a second, and echoes."""

import asyncio
import contextlib
import itertools
from typing import Any

from websockets.asyncio.server import ServerConnection, serve

from tests.lab.internet import CHAT_PORT, EVENTS_PORT
from tests.lab.topology import WEB

PAUSE = 0.1
ECHO_UDP = (443, 500, 853, 1194, 4443, 4500, 51820)
ECHO_TCP = (22, 853, 1194, 1723, 4443, 5223)


async def chat(connection: ServerConnection) -> None:
    """Say a number ten times a second, and repeat what is said."""
    numbers = asyncio.create_task(_count(connection))
    try:
        async for message in connection:
            await connection.send(message)
    finally:
        numbers.cancel()


async def _count(connection: ServerConnection) -> None:
    for number in itertools.count():
        await connection.send(f"number {number}")
        await asyncio.sleep(PAUSE)


async def events(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        for number in itertools.count():
            writer.write(f"data: number {number}\n\n".encode())
            await writer.drain()
            await asyncio.sleep(PAUSE)
    writer.close()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


class EchoDatagrams(asyncio.DatagramProtocol):
    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str | Any, int]) -> None:
        self._transport.sendto(data, address)


async def main() -> None:
    loop = asyncio.get_running_loop()
    for address, port in itertools.product(WEB, ECHO_UDP):
        await loop.create_datagram_endpoint(EchoDatagrams, (address, port))
    for port in ECHO_TCP:
        await asyncio.start_server(echo, None, port)
    await asyncio.start_server(events, "127.0.0.1", EVENTS_PORT)
    async with serve(chat, "127.0.0.1", CHAT_PORT):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
