"""gunicorn's worker with threads, where a thread never waits for a client's bytes.

Requests are gathered in the main loop, and only a whole one takes a thread. So are connections seen off there. What a
thread then writes fits into the kernel's buffer. Half requests cost a socket and a few kilobytes for some seconds.
"""

import contextlib
import ctypes
import io
import selectors
import signal
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from types import FrameType

from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import TConn, ThreadWorker

from webui.arrival import MAX_HEADER_BYTES, Arrival, arrival, refusal

ARRIVE_SECONDS = 5.0  # for the first byte, and from then on for the whole request
UPLOAD_SECONDS = 60.0  # instead, for a form that carries a file
UPLOADS = 4  # at once, and of one address one: they are held in memory
STREAMS = 2  # at once: each holds a thread. Of two, one hears that the other is there
STREAM_TIMEOUT = struct.pack("@ll", 30, 0)  # from one piece to the next
LINGER_SECONDS = 1.0
LOOK_SECONDS = 0.2
READ_BYTES = 64 * 1024
SEND_BUFFER_BYTES = 256 * 1024
SEND_TIMEOUT = struct.pack("@ll", 5, 0)
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class WebWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Parks connections at the poller while they have nothing for a thread. When it is told to stop, the feeds of open
    consoles and parked connections go at once."""

    def __init__(self, *arguments: object, **settings: object) -> None:
        super().__init__(*arguments, **settings)
        self._parked: dict[TConn, None] = {}
        self._uploading: dict[TConn, str] = {}  # and where from
        self._streaming: set[TConn] = set()
        self._next_look = 0.0

    def init_process(self) -> None:
        """Where the process that started this one is killed, this one must not keep our address."""
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        super().init_process()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self.app.stopping()
        self.method_queue.defer(self.murder_pending)

    def enqueue_req(self, conn: TConn) -> None:
        """Called with each connection that came in. Its parser gets what is gathered here, and finds the end after
        it, where gunicorn's own would wait for the socket."""
        conn.parser = RequestParser(self.cfg, (), conn.client)
        conn.data_ready = True
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, SEND_TIMEOUT)
        self._make_room()
        self._park(conn, self._gather, ARRIVE_SECONDS)

    def finish_request(self, conn: TConn, answered: Future[object]) -> None:
        """Called when the thread is done: the connection may bring, or have brought, another request."""
        keep = not answered.cancelled() and not answered.exception() and answered.result()
        if conn in self._streaming or not keep or not self.alive:
            self._streaming.discard(conn)
            self._see_off(conn)
            return
        self._park(conn, self._gather, ARRIVE_SECONDS)
        self._judge(conn)

    def murder_pending(self) -> None:
        """Called in every round of the main loop: ends what took too long, and when stopping all that is parked."""
        now = time.monotonic()
        if self.alive and now < self._next_look:
            return
        self._next_look = now + LOOK_SECONDS
        for conn in [conn for conn in self._parked if conn.timeout <= now or not self.alive]:
            self._expire(conn)

    def _make_room(self) -> None:
        """When the house is full, the address that has the most parked connections loses its oldest."""
        if self.nr_conns < self.worker_connections or not self._parked:
            return
        ((address, _),) = Counter(conn.client[0] for conn in self._parked).most_common(1)
        self._drop(next(conn for conn in self._parked if conn.client[0] == address))

    def _park(self, conn: TConn, when_readable: Callable[[TConn, socket.socket], None], seconds: float) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + seconds
        self._parked[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(when_readable, conn))

    def _unpark(self, conn: TConn) -> None:
        del self._parked[conn]
        self._uploading.pop(conn, None)
        self.poller.unregister(conn.sock)

    def _drop(self, conn: TConn) -> None:
        self._unpark(conn)
        self._close(conn)

    def _close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def _gather(self, conn: TConn, connection: socket.socket) -> None:
        if conn not in self._parked:
            return  # it went in this very round, to make room
        data = _receive(connection)
        if not data:
            self._drop(conn)
            return
        sent = conn.parser.unreader.buf
        if sent.seek(0, io.SEEK_END) == 0:
            conn.timeout = time.monotonic() + ARRIVE_SECONDS
        sent.write(data)
        self._judge(conn)

    def _judge(self, conn: TConn) -> None:
        match arrival(*_beginning(conn.parser.unreader.buf), self.app.longest_form, self.app.streamed):
            case Arrival.COMING:
                return
            case Arrival.UPLOADING:
                self._let_upload(conn)
            case Arrival.STREAMED:
                self._stream(conn)
            case Arrival.WHOLE:
                self._unpark(conn)
                super().enqueue_req(conn)
            case why:
                self._refuse(conn, why)

    def _let_upload(self, conn: TConn) -> None:
        if conn in self._uploading:
            return
        if len(self._uploading) >= UPLOADS or conn.client[0] in self._uploading.values():
            self._refuse(conn, Arrival.BUSY)
            return
        self._uploading[conn] = conn.client[0]
        conn.timeout = time.monotonic() + UPLOAD_SECONDS

    def _stream(self, conn: TConn) -> None:
        """Its parser reads on from the socket, in the thread; a client that stops ends in `STREAM_TIMEOUT`."""
        if len(self._streaming) >= STREAMS:
            self._refuse(conn, Arrival.BUSY)
            return
        self._unpark(conn)
        self._streaming.add(conn)
        here = conn.parser.unreader.take_buffered()
        conn.parser = RequestParser(self.cfg, conn.sock, conn.client)
        conn.parser.unreader.unread(here)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, STREAM_TIMEOUT)
        super().enqueue_req(conn)

    def _expire(self, conn: TConn) -> None:
        if self.alive and _beginning(conn.parser.unreader.buf)[1]:
            self._refuse(conn, Arrival.LATE)
        else:
            self._drop(conn)

    def _refuse(self, conn: TConn, why: Arrival) -> None:
        self._unpark(conn)
        with contextlib.suppress(OSError):
            conn.sock.send(refusal(why))
        self._see_off(conn)

    def _see_off(self, conn: TConn) -> None:
        """End our side, and take what still comes for a moment: closed at once, the answer's last bytes may be lost."""
        conn.parser.unreader.take_buffered()
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        if self.alive:
            self._park(conn, self._discard, LINGER_SECONDS)
        else:
            self._close(conn)

    def _discard(self, conn: TConn, connection: socket.socket) -> None:
        if conn in self._parked and not _receive(connection):
            self._drop(conn)


def _beginning(sent: io.BytesIO) -> tuple[bytes, int]:
    """As much as a header can have, and how much there is: a long form is not copied with each piece that comes."""
    with sent.getbuffer() as view:
        return bytes(view[: MAX_HEADER_BYTES + 4]), len(view)


def _receive(connection: socket.socket) -> bytes:
    """Nothing at the end, however it came. Called when there is something to read, so it does not wait."""
    try:
        return connection.recv(READ_BYTES)
    except OSError:
        return b""
