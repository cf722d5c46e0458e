"""A connection that is shut is not read, and goes on where it was when it is opened again."""

import asyncio

from mitmproxy.test import tflow

from proxy_addons import valve


class Reader:
    def __init__(self) -> None:
        self.reads = 0

    async def read(self, size: int) -> bytes:
        self.reads += 1
        return b"x" * size


async def test_a_shut_connection_waits_and_goes_on() -> None:
    connection, reader = tflow.tserver_conn(), Reader()
    gate = valve.Valve(connection, reader)
    assert await gate.read(2) == b"xx"
    valve.shut(connection)
    waiting = asyncio.create_task(gate.read(3))
    await asyncio.sleep(0.01)
    assert reader.reads == 1
    valve.reopen(connection)
    assert await waiting == b"xxx"


async def test_another_connection_is_not_held_up() -> None:
    valve.shut(tflow.tserver_conn())
    assert await valve.Valve(tflow.tserver_conn(), Reader()).read(1) == b"x"
