"""The port that devices connect to: who may open a WebSocket there at all, and within which bounds."""

import re
import ssl
from asyncio import sslproto
from collections.abc import Sequence
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import NegotiationError
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from appliance.config import Helpers
from appliance.helpers import libraries
from appliance.helpers.hub import Hub
from appliance.helpers.protocol import LONGEST_TEXT_FRAME, PATH, SUBPROTOCOL

OPEN_SECONDS = 10.0
CLOSE_SECONDS = 2.0
FRAMES_AHEAD = 4
TLS_READ_BYTES = 16 * 1024  # one record; asyncio would keep 256 KiB for each connection that is there
WRITE_BYTES = 64 * 1024
_EVERYWHERE = "::"  # asyncio would leave IPv4 out
_EXTENSION = re.compile(r"chrome-extension://[a-p]{32}")


async def listen(settings: Helpers, context: ssl.SSLContext, hub: Hub) -> Server:
    """Raises OSError where the port is taken."""
    sslproto.SSLProtocol.max_size = TLS_READ_BYTES  # nothing else says so

    async def check(socket: ServerConnection, request: Request) -> Response | None:
        if request.path.startswith(libraries.PATH):
            return _given(socket, await hub.giving.file(request.path, request.headers.get("Authorization", "")))
        if request.path != PATH:
            return socket.respond(HTTPStatus.NOT_FOUND, "Nothing is here.\n")
        if hub.unknown.is_full(str(socket.remote_address[0])):
            return socket.respond(HTTPStatus.TOO_MANY_REQUESTS, "Too many connections at once.\n")
        return None

    return await serve(
        hub.serve,
        None if settings.listen == _EVERYWHERE else settings.listen,
        settings.port,
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
