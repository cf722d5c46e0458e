"""Connections that are not read for a while, so that what they bring does not pile up here."""

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

from mitmproxy.connection import Connection

_valves: WeakKeyDictionary[Connection, asyncio.Event] = WeakKeyDictionary()


def shut(connection: Connection) -> None:
    _valves.setdefault(connection, asyncio.Event()).clear()


def reopen(connection: Connection) -> None:
    if valve := _valves.get(connection):
        valve.set()


class Valve:
    """A connection's reader: who reads waits while the connection is shut."""

    def __init__(self, connection: Connection, reader: Any) -> None:
        self._connection = connection
        self._reader = reader

    async def read(self, size: int) -> bytes:
        if valve := _valves.get(self._connection):
            await valve.wait()
        data: bytes = await self._reader.read(size)
        return data
