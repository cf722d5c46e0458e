"""The port that devices connect to: who may open a WebSocket there at all, and within which bounds."""

import asyncio
import re
import socket
import ssl
from asyncio import sslproto
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import NegotiationError
from websockets.frames import CTRL_OPCODES, Frame
from websockets.http11 import Request, Response
from websockets.protocol import Event
from websockets.typing import Subprotocol

from appliance.clock import steady
from appliance.config import Helpers
from appliance.helpers import libraries
from appliance.helpers.door import Callers, Door
from appliance.helpers.hub import Hub
from appliance.helpers.pace import Pace
from appliance.helpers.protocol import LONGEST_TEXT_FRAME, PATH, SUBPROTOCOL

OPEN_SECONDS = 10.0
CLOSE_SECONDS = 2.0
CONTROLS_A_SECOND, CONTROLS_AT_ONCE = 5.0, 200.0
GIVE_SECONDS = 60.0  # in which a device takes a megabyte
FRAMES_AHEAD = 4
TLS_READ_BYTES = 16 * 1024  # one record; asyncio would keep 256 KiB for each connection that is there
WRITE_BYTES = 64 * 1024
_EVERYWHERE = ("::", "0.0.0.0")  # noqa: S104  # that is what the setting asks for
_EXTENSION = re.compile(r"chrome-extension://[a-p]{32}")


class Measured(ServerConnection):
    """Pings and pongs are no message, so nothing else holds them back: whoever sends a flood of them is let go."""

    def __init__(self, *args: Any, **about: Any) -> None:
        super().__init__(*args, **about)
        self._control = Pace(CONTROLS_A_SECOND, CONTROLS_AT_ONCE, steady())

    def process_event(self, event: Event) -> None:
        if isinstance(event, Frame) and event.opcode in CTRL_OPCODES and self._control.take(1, steady()):
            self.transport.abort()
        else:
            super().process_event(event)


class Listening:
    """One door, or two where both kinds of addresses come in."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers

    def close(self) -> None:
        for server in self._servers:
            server.close()

    async def wait_closed(self) -> None:
        for server in self._servers:
            await server.wait_closed()


async def listen(settings: Helpers, context: ssl.SSLContext, hub: Hub) -> Listening:
    """Raises OSError where the port is taken."""
    sslproto.SSLProtocol.max_size = TLS_READ_BYTES  # nothing else says so
    callers = Callers()
    return Listening([await _serve(door, context, hub, callers) for door in _doors(settings, callers)])


def _doors(settings: Helpers, callers: Callers) -> list[Door]:
    if settings.listen != _EVERYWHERE[0]:
        return [Door(settings.listen, settings.port, callers)]
    hosts = _EVERYWHERE if _has_ipv6() else _EVERYWHERE[1:]
    return [Door(host, settings.port, callers) for host in hosts]


def _has_ipv6() -> bool:
    """A kernel may be without."""
    try:
        socket.socket(socket.AF_INET6).close()
    except OSError:
        return False
    return True


async def _serve(door: Door, context: ssl.SSLContext, hub: Hub, callers: Callers) -> Server:

    async def check(line: ServerConnection, request: Request) -> Response | None:
        callers.settled(line.remote_address[:2])
        response = await answer(line, request)
        if response:  # who does not take it would keep it, and the connection, in memory for ever
            within = GIVE_SECONDS if response.status_code == HTTPStatus.OK else CLOSE_SECONDS
            asyncio.get_running_loop().call_later(within, line.transport.abort)
        return response

    async def answer(line: ServerConnection, request: Request) -> Response | None:
        if request.path.startswith(libraries.PATH):
            authorization = request.headers.get("Authorization", "")
            file = await hub.giving.file(request.path, authorization)
            if file and not hub.giving.begins(line, authorization):
                return line.respond(HTTPStatus.TOO_MANY_REQUESTS, "Too many at once.\n")
            return _given(line, file)
        if request.path != PATH:
            return line.respond(HTTPStatus.NOT_FOUND, "Nothing is here.\n")
        if hub.unknown.is_full(str(line.remote_address[0])):
            return line.respond(HTTPStatus.TOO_MANY_REQUESTS, "Too many connections at once.\n")
        return None

    return await serve(
        hub.serve,
        sock=door,
        create_connection=Measured,
        ssl=context,
        origins=[None, _EXTENSION],
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        select_subprotocol=_ours,
        compression=None,
        process_request=check,
        server_header=None,
        open_timeout=OPEN_SECONDS,
        close_timeout=CLOSE_SECONDS,
        ping_interval=None,
        max_size=LONGEST_TEXT_FRAME,
        max_queue=FRAMES_AHEAD,
        write_limit=WRITE_BYTES,
    )


def _given(socket: ServerConnection, file: bytes | None) -> Response:
    if file is None:
        return socket.respond(HTTPStatus.NOT_FOUND, "Nothing is here.\n")
    headers = Headers({"Content-Type": "application/octet-stream", "Content-Length": str(len(file))})
    headers["Connection"] = "close"
    return Response(HTTPStatus.OK, "OK", headers, file)


def _ours(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol:
    if SUBPROTOCOL not in offered:
        raise NegotiationError(f"only {SUBPROTOCOL} is spoken here")
    return Subprotocol(SUBPROTOCOL)
