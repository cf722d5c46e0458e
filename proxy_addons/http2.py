"""HTTP/2 within bounds: what waits for a slow peer, and frames that only cost work.

mitmproxy takes in whatever comes and keeps it until the other side's windows open: a client that never opens its own
makes it hold a whole download. Here a stream whose queue is full stops its source: an HTTP/2 peer gets no new window
for that one stream, the connection of an HTTP/1 peer is not read. Other streams of the connection go on.
"""

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

import h2.config
import h2.errors
import h2.events
import h2.exceptions
from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers import http as http_layers
from mitmproxy.proxy.layers.http import _http2
from mitmproxy.proxy.layers.http._base import HttpEvent, ReceiveHttp
from mitmproxy.proxy.layers.http._events import ErrorCode, RequestData, ResponseData
from mitmproxy.proxy.layers.http._http_h2 import BufferedH2Connection, SendH2Data

from proxy_addons.account import Account, Hold, account_of
from proxy_addons.flows import client_of

STREAM_WINDOW = 8 * 1024 * 1024  # what may be under way; browsers give as much, and less makes origins wait for us
FULL = 512 * 1024  # a queue that is longer than this stops its source


@dataclass
class Full(HttpEvent):
    """The queue for this stream is full: its source should stop."""


@dataclass
class Drained(HttpEvent):
    """The source of this stream may go on."""


class Queue(deque[SendH2Data]):
    """What waits for the window of one stream, counted in the account of the client."""

    def __init__(self, hold: Hold) -> None:
        super().__init__()
        self.size = 0
        self._hold = hold

    def append(self, piece: SendH2Data) -> None:
        super().append(piece)
        self._count(len(piece.data))

    def appendleft(self, piece: SendH2Data) -> None:
        super().appendleft(piece)
        self._count(len(piece.data))

    def popleft(self) -> SendH2Data:
        piece = super().popleft()
        self._count(-len(piece.data))
        return piece

    def let_go(self) -> None:
        """Nobody waits for it any more."""
        self.clear()
        self.size = 0
        self._hold.give_back()

    def _count(self, size: int) -> None:
        self.size += size
        self._hold.take(size)


class H2(BufferedH2Connection):
    """`stopped` names the streams whose peer gets no new window until what it sent has gone on."""

    def __init__(self, config: h2.config.H2Configuration) -> None:
        super().__init__(config)
        self.local_settings.initial_window_size = STREAM_WINDOW
        self.local_settings.acknowledge()
        self.account = self.tires = Account()
        self.stopped: set[int] = set()
        self._owed: dict[int, int] = {}
        self.stream_buffers = defaultdict(lambda: Queue(Hold(self.account)))

    def let_go(self) -> None:
        """The peer is gone. Layers stand in cycles, so what waits would else be held until garbage is collected."""
        for queue in self.stream_buffers.values():
            if isinstance(queue, Queue):
                queue.let_go()

    def waiting(self, stream_id: int) -> int:
        """The bytes that wait for the window of a stream."""
        queue = self.stream_buffers.get(stream_id)
        return queue.size if isinstance(queue, Queue) else 0

    def acknowledge_received_data(self, acknowledged_size: int, stream_id: int) -> None:
        if stream_id in self.stopped:
            self._owed[stream_id] = self._owed.get(stream_id, 0) + acknowledged_size
        else:
            super().acknowledge_received_data(acknowledged_size, stream_id)

    def go_on(self, stream_id: int) -> None:
        """Open the window of a stopped stream. What is owed for one that has ended opens the connection's."""
        self.stopped.discard(stream_id)
        if owed := self._owed.pop(stream_id, 0):
            super().acknowledge_received_data(owed, stream_id)

    def reset_stream(self, stream_id: int, error_code: int = 0) -> None:
        super().reset_stream(stream_id, error_code)
        self.go_on(stream_id)

    def receive_data(self, data: bytes) -> list[h2.events.Event]:
        found: list[h2.events.Event] = super().receive_data(data)
        cost = sum(_COSTS.get(type(event), 0) for event in found)
        if cost and self.tires.tires(cost):
            raise Tired("too many frames that carry nothing")
        return found


class Tired(h2.exceptions.ProtocolError):
    error_code = h2.errors.ErrorCodes.ENHANCE_YOUR_CALM


_COSTS: dict[type[h2.events.Event], int] = {
    h2.events.StreamReset: 10,  # there was a request before it
    h2.events.PingReceived: 1,
    h2.events.RemoteSettingsChanged: 1,
    h2.events.PriorityUpdated: 1,
    h2.events.UnknownFrameReceived: 1,
}


class _Bounded(_http2.Http2Connection):
    """What the two ends share. A stream's id here is the one that the client gave it."""

    h2_conn: H2

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.h2_conn.account = account_of(client_of(self.context))
        self._stopped_by_us: dict[int, Connection] = {}

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, Full | Drained):
            yield from self._turn(event)
            return
        stream = event.stream_id if isinstance(event, RequestData | ResponseData) else None
        yield from super()._handle_event(event)
        if isinstance(event, events.ConnectionClosed):
            self.h2_conn.let_go()
        if stream is not None:
            yield from self._stop(stream)
        elif self._stopped_by_us:
            yield from self._start()

    def _turn(self, event: Full | Drained) -> layer.CommandGenerator[None]:
        stream = self._ours(event.stream_id)
        if isinstance(event, Full) and not self.is_closed(stream):
            self.h2_conn.stopped.add(stream)
            return
        self.h2_conn.go_on(stream)
        if data := self.h2_conn.data_to_send():
            yield commands.SendData(self.conn, data)

    def _stop(self, stream: int) -> layer.CommandGenerator[None]:
        waiting = self._waiting(stream)
        if waiting and self.h2_conn.account.left() < 0:
            yield from self._give_up(stream)
        elif waiting > FULL and stream not in self._stopped_by_us and (source := self._source(stream)):
            self._stopped_by_us[stream] = source
            yield http_layers.SendHttp(Full(stream), source)

    def _start(self) -> layer.CommandGenerator[None]:
        for stream in [stream for stream in self._stopped_by_us if self._waiting(stream) <= FULL // 2]:
            yield http_layers.SendHttp(Drained(stream), self._stopped_by_us.pop(stream))

    def _give_up(self, stream: int) -> layer.CommandGenerator[None]:
        """Too much waits for this client, and here is a stream that it does not take."""
        ours = self._ours(stream)
        if self.is_open_for_us(ours):
            self.h2_conn.reset_stream(ours, h2.errors.ErrorCodes.ENHANCE_YOUR_CALM)
            yield commands.SendData(self.conn, self.h2_conn.data_to_send())
        self.streams.pop(ours, None)
        yield ReceiveHttp(self.ReceiveProtocolError(stream, "too much waits to be sent", ErrorCode.CANCEL))
        yield from self._start()

    def _waiting(self, stream: int) -> int:
        return self.h2_conn.waiting(self._ours(stream))

    def _ours(self, stream: int) -> int:
        return stream

    def _source(self, _: int, /) -> Connection | None:
        raise NotImplementedError

    def protocol_error(self, message: str, error_code: int = h2.errors.ErrorCodes.PROTOCOL_ERROR) -> Any:
        if self.h2_conn.tires.tires(0):
            error_code = h2.errors.ErrorCodes.ENHANCE_YOUR_CALM
        return super().protocol_error(message, error_code)


class Server(_Bounded, _http2.Http2Server):
    """Faces a client."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.h2_conn.tires = self.h2_conn.account

    def _source(self, stream: int, /) -> Connection | None:
        above = next(one for one in reversed(self.context.layers) if isinstance(one, http_layers.HttpLayer))
        found = above.streams.get(stream)
        return found.context.server if found else None


class Client(_Bounded, _http2.Http2Client):
    """Faces an origin, which has its own numbers for streams."""

    def _ours(self, stream: int) -> int:
        return self.our_stream_id.get(stream, 0)

    def _source(self, _: int, /) -> Connection | None:
        return self.context.client

    def _waiting(self, stream: int) -> int:
        queued = self.stream_queue.get(stream, ())
        return super()._waiting(stream) + sum(len(event.data) for event in queued if isinstance(event, RequestData))


def install() -> None:
    _http2.BufferedH2Connection = H2  # type: ignore[attr-defined]  # looked up by name for each connection
    http_layers.Http2Server = Server  # type: ignore[assignment,attr-defined]  # the same
    http_layers.Http2Client = Client  # type: ignore[assignment,attr-defined]  # the same
