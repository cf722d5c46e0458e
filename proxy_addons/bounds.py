"""What one client may take: connections, the length of a header, and the time to say what it wants."""

import time
import zlib
from collections.abc import Callable, Generator
from typing import Any

import h11
import wsproto
import wsproto.extensions
from h11._readers import ChunkedReader
from h11._receivebuffer import ReceiveBuffer
from mitmproxy import http
from mitmproxy.connection import Client
from mitmproxy.proxy import commands, events, layer, server_hooks
from mitmproxy.proxy.layers import http as http_layers
from mitmproxy.proxy.layers import websocket
from mitmproxy.proxy.layers.http import _http1
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import ErrorCode, ResponseProtocolError
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import CloseReason

from proxy_addons import http2, valve
from proxy_addons.flows import client_of

LONGEST_HEADER = 256 * 1024  # Chrome's own bound for what it receives
LONGEST_MESSAGE = 8 * 1024 * 1024
CONNECTIONS_PER_CLIENT = 400  # a browser holds some dozens, a page full of pictures over HTTP/1 some hundreds
HEADER_WITHIN = 30.0
IDLE = 5.0  # seconds without a byte, after which a connection may be closed for another one
_TOO_LARGE = 431
_TOO_BIG = 1009  # RFC 6455: a message that is too big to process


class Bounds:
    """Counts connections by client, and knows which of them have not said anything yet. `heard_at` gives the time of
    the last byte of a connection, and `close` ends it."""

    def __init__(self, heard_at: Callable[[str], float], close: Callable[[str], None]) -> None:
        self._heard_at = heard_at
        self._close = close
        self._of: dict[str, set[str]] = {}
        self._whose: dict[str, str] = {}
        self._silent: dict[str, float] = {}

    def arrive(self, connection: str, who: str) -> bool:
        """May it stay? Where there are too many, the one that was idle for longest makes room."""
        theirs = self._of.setdefault(who, set())
        if len(theirs) >= CONNECTIONS_PER_CLIENT and not self._made_room(theirs):
            return False
        theirs = self._of.setdefault(who, set())
        theirs.add(connection)
        self._whose[connection] = who
        self._silent[connection] = time.monotonic()
        return True

    def _made_room(self, theirs: set[str]) -> bool:
        idle = min(theirs, key=self._heard_at)
        if time.time() - self._heard_at(idle) < IDLE:
            return False
        self.leave(idle)
        self._close(idle)
        return True

    def leave(self, connection: str) -> None:
        self._silent.pop(connection, None)
        who = self._whose.pop(connection, None)
        if who is None:
            return
        self._of[who].discard(connection)
        if not self._of[who]:
            del self._of[who]

    def asks(self, connection: str) -> None:
        """It has said what it wants."""
        self._silent.pop(connection, None)

    def too_slow(self) -> list[str]:
        """Connections that were opened long ago and have not made a request."""
        before = time.monotonic() - HEADER_WITHIN
        return [connection for connection, since in self._silent.items() if since < before]

    # --- mitmproxy's hooks ---

    def client_connected(self, client: Client) -> None:
        if not self.arrive(client.id, client_of(client)):
            client.error = "too many connections"

    def client_disconnected(self, client: Client) -> None:
        self.leave(client.id)

    def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """It wants to go somewhere, so it has said what it wants."""
        self.asks(data.client.id)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        self.asks(flow.client_conn.id)


class _Stopping(_http1.Http1Connection):
    """A connection of one stream: where that stream has to wait, the connection is not read."""

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, http2.Full):
            valve.shut(self.conn)
        elif isinstance(event, http2.Drained):
            valve.reopen(self.conn)
        else:
            yield from super()._handle_event(event)


class _Server(_Stopping, _http1.Http1Server):
    """mitmproxy collects a header of any length, for any time."""

    _since = 0.0

    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        yield from super().read_headers(event)
        waits = self.state == self.read_headers and len(self.buf) > 0
        if not waits:
            self._since = 0.0
            return
        self._since = self._since or time.monotonic()
        if len(self.buf) > LONGEST_HEADER or time.monotonic() - self._since > HEADER_WITHIN:
            self.buf = type(self.buf)()
            yield commands.SendData(self.conn, _http1.make_error_response(_TOO_LARGE, "header too long"))
            yield commands.CloseConnection(self.conn)
            self.state = self.done


class _Client(_Stopping, _http1.Http1Client):
    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        yield from super().read_headers(event)
        if self.state == self.read_headers and len(self.buf) > LONGEST_HEADER and self.stream_id is not None:
            self.buf = type(self.buf)()
            self.state = self.done
            yield commands.CloseConnection(self.conn)
            yield ReceiveHttp(ResponseProtocolError(self.stream_id, "header too long", ErrorCode.GENERIC_SERVER_ERROR))


class _Chunks(ChunkedReader):
    """The end of a chunked body may drop its trailers (RFC 9110, 6.5.1): mitmproxy breaks on them. What it collects
    is a part of a chunk's line, or trailers that have not ended."""

    def __call__(self, buf: ReceiveBuffer) -> h11.Data | h11.EndOfMessage | None:
        event = super().__call__(buf)
        if event is None and len(buf) > LONGEST_HEADER:
            raise h11.RemoteProtocolError("chunk header or trailers too long")
        return h11.EndOfMessage() if isinstance(event, h11.EndOfMessage) else event


def _body_reader(expected_size: int | None) -> Any:
    return _Chunks() if expected_size is None else _usual_body_reader(expected_size)


_usual_body_reader = _http1.make_body_reader


class _Inflate(PerMessageDeflate):
    """wsproto unpacks whatever fits into one read: a thousand times as much."""

    _given = 0

    def frame_inbound_payload_data(self, _: Any, data: bytes) -> bytes | CloseReason:
        if not self._inbound_compressed or not self._inbound_is_compressible or self._decompressor is None:
            return data
        try:
            data = self._decompressor.decompress(bytes(data), LONGEST_MESSAGE - self._given + 1)
        except zlib.error:
            return CloseReason.INVALID_FRAME_PAYLOAD_DATA
        self._given += len(data)
        return CloseReason.MESSAGE_TOO_BIG if self._given > LONGEST_MESSAGE else data

    def frame_inbound_complete(self, proto: Any, fin: bool) -> bytes | CloseReason | None:
        self._given = 0 if fin and self._inbound_is_compressible else self._given
        return super().frame_inbound_complete(proto, fin)


class _WebSocket(websocket.WebsocketConnection):
    """mitmproxy collects a message of any length before it passes it on."""

    _held = 0

    def events(self) -> Generator[wsproto.events.Event]:
        for event in super().events():
            if isinstance(event, wsproto.events.Message):
                self._held += len(event.data)
                if self._held > LONGEST_MESSAGE:
                    yield wsproto.events.CloseConnection(code=_TOO_BIG, reason="too long")
                    return
                self._held = 0 if event.message_finished else self._held
            yield event


def install() -> None:
    """Bound the headers of HTTP/1, the messages of WebSockets, and HTTP/2, whose library bounds its headers."""
    http2.install()
    _http1.make_body_reader = _body_reader  # looked up by name for each body
    wsproto.extensions.PerMessageDeflate = _Inflate  # type: ignore[misc]  # looked up by name for each connection
    websocket.WebsocketConnection = _WebSocket  # type: ignore[misc]  # looked up by name for each connection
    http_layers.Http1Server = _Server  # type: ignore[attr-defined]  # looked up by name for each connection
    http_layers.Http1Client = _Client  # type: ignore[attr-defined]  # the same
