"""Where connections come in that are turned to us. One that passes undecrypted never meets mitmproxy, whose layers cost
more for each than reading a small page; every other one goes on to mitmproxy as if it had come there.
"""

import asyncio
import itertools
import time
from collections.abc import Callable, Coroutine
from typing import Any

from mitmproxy import ctx, platform
from mitmproxy.connection import Address
from mitmproxy.proxy import mode_servers, mode_specs

from proxy_addons import flows
from proxy_addons.bounds import Bounds
from proxy_addons.gate import Gate
from proxy_addons.guard import Guard
from proxy_addons.hello import Unread, host_named
from proxy_addons.reach import Reach
from proxy_addons.relay import End

_MOST_HELD = 64 * 1024  # bytes of a client while its origin is being connected to
_numbers = itertools.count(1)


class Doors:
    """All connections that stand in a door, or passed through one, by their ids. What is asked about them is asked
    behind the guard: where that fails they are closed, or go on, as the school chose."""

    def __init__(self, guard: Guard, bounds: Bounds, gate: Gate, reach: Reach) -> None:
        self.open: dict[str, Door] = {}
        self.bounds = bounds
        self._gate = gate
        self._reach = reach
        self.way = guard.hook("way", self._way)
        self.barred = guard.hook("barred", self._barred)

    def idle(self, seconds: float) -> list[str]:
        before = time.time() - seconds
        return [door.id for door in self.open.values() if door.last_heard() < before]

    def _way(self, door: "Door", named: str) -> Address | None:
        """Where a connection passes to undecrypted, or None."""
        port = _port_meant(door.transport)
        host = self._gate.passing(door.who, named, None) if port else ""
        return (host, port) if host and self._reach.open(host) else None

    def _barred(self, _: "Door", far: asyncio.Transport) -> bool:
        peer, own = far.get_extra_info("peername"), far.get_extra_info("sockname")
        return not self._reach.open_there(peer[0], own[0])


def _port_meant(transport: asyncio.Transport) -> int:
    """The port that a client connected to before its traffic was turned; 0 where it came to ours by itself."""
    try:
        return int(platform.original_addr(transport.get_extra_info("socket"))[1])  # type: ignore[misc]  # Linux has it
    except OSError:
        return 0


class Door(End):
    """One client. Its first bytes are held until they say which way it goes."""

    def __init__(self, doors: Doors, enter: Callable[..., Coroutine[Any, Any, None]]) -> None:
        self.id = f"door-{next(_numbers)}"
        self.heard_at = time.time()
        self.peername: Address | None = None
        self.who = ""
        self.host = ""
        self._doors = doors
        self._enter = enter
        self._heard = bytearray()
        self._connecting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.peername = transport.get_extra_info("peername")
        self.who = flows.client_of(self)
        if not self._doors.bounds.arrive(self.id, self.who):
            self.transport.abort()
            return
        self._doors.open[self.id] = self

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.other:
            return
        self._heard += data
        if self._connecting is None:
            self._choose(host_named(self._heard))
        elif len(self._heard) > _MOST_HELD:
            self.transport.pause_reading()

    def connection_lost(self, error: Exception | None) -> None:
        if self._connecting:
            self._connecting.cancel()
        self._leave()
        super().connection_lost(error)

    def last_heard(self) -> float:
        """When the last byte came, of either side."""
        return max(self.heard_at, self.other.heard_at if self.other else 0.0)

    def abort(self) -> None:
        """Cut it, and the connection that was made for it. Bytes that wait are not sent any more."""
        self.transport.abort()
        if self.other:
            self.other.transport.abort()

    def _leave(self) -> None:
        self._doors.open.pop(self.id, None)
        self._doors.bounds.leave(self.id)

    def _choose(self, named: str | Unread) -> None:
        if named is Unread.INCOMPLETE:
            return
        way = self._doors.way(self, named) if isinstance(named, str) else None
        if self.transport.is_closing():
            return  # the guard did that
        if way is None:
            self._go_on()
        else:
            self.host = way[0]
            self._doors.bounds.asks(self.id)
            self._connecting = asyncio.get_running_loop().create_task(self._connect(*way))

    async def _connect(self, host: str, port: int) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: Far(self._reached), host, port)
        except OSError:
            self.transport.abort()

    def _reached(self, far: End) -> None:
        barred = self._doors.barred(self, far.transport)
        if barred or self.transport.is_closing():
            far.transport.abort()
            self.transport.abort()
            return
        self.join(far)
        far.transport.write(bytes(self._heard))
        self._heard.clear()
        self.transport.resume_reading()

    def _go_on(self) -> None:
        """To mitmproxy."""
        self._leave()
        reader = asyncio.StreamReader()
        reader.feed_data(bytes(self._heard))
        protocol = asyncio.StreamReaderProtocol(reader, self._enter)
        self.transport.set_protocol(protocol)
        protocol.connection_made(self.transport)


class Far(End):
    """The origin's side."""

    def __init__(self, reached: Callable[[End], None]) -> None:
        self._reached = reached

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._reached(self)


async def _listen(instance: mode_servers.AsyncioServerInstance[Any], host: str, port: int) -> list[Any]:
    if not isinstance(instance.mode, mode_specs.TransparentMode):
        return await _usual_listen(instance, host, port)
    doors: Doors = ctx.master.doors  # type: ignore[attr-defined]  # our master has them
    loop = asyncio.get_running_loop()
    return [await loop.create_server(lambda: Door(doors, instance.handle_stream), host, port)]


_usual_listen = mode_servers.AsyncioServerInstance.listen


def install() -> None:
    mode_servers.AsyncioServerInstance.listen = _listen  # type: ignore[method-assign,assignment]  # no option is for that
