"""gunicorn's worker, where each request has a process of its own that ends with it.

This process reads not a byte of what a child sends: it waits until there is something to read, and lets a copy of
itself read and answer it (`one_page.py`). What it knows is how many there are, and of which address (`places.py`).
"""

import contextlib
import ctypes
import gc
import io
import logging
import os
import selectors
import signal
import socket
import ssl
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from gunicorn.util import write_error
from gunicorn.workers.sync import SyncWorker

from webui.confide.arriving import CUT, Taken
from webui.confide.limits import LINE, MOST_WAIT, Counted
from webui.confide.one_page import NO, NOBODY, YES, Line, live
from webui.confide.places import Child, Places, Step, in_turn, longest_gone

ARRIVE_SECONDS = 5.0  # for the first byte
MOST_WAITING = 1024
LOOK_SECONDS = 0.25
STOP_SECONDS = 3.0
_PR_SET_PDEATHSIG = 1
_MESSAGE_BYTES = 400
_NEARLY_DONE = frozenset({Step.ANSWERING, Step.REPORTING, Step.LEAVING})
_libc = ctypes.CDLL(None)
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Waiting:
    """A connection that has no process yet."""

    connection: socket.socket
    address: str
    tls: bool
    until: float


class ConfideWorker(SyncWorker):  # type: ignore[misc]  # gunicorn has no types
    """Single-threaded. `app` has `at_once`; `context()`, what TLS is spoken with, or None while it cannot be; and
    `before_page()`, for what all pages share."""

    def __init__(self, *arguments: object, **settings: object) -> None:
        super().__init__(*arguments, **settings)
        self._poller = selectors.DefaultSelector()
        self._quiet: dict[Waiting, None] = {}  # nothing came of them yet
        self._ready: dict[Waiting, None] = {}
        self._children: list[Child] = []
        self._places = Places(at_once=self.app.at_once)
        self._counted = Counted()
        self._next_look = 0.0

    def init_process(self) -> None:
        """Where the process that started this one is killed, this one must not keep our address."""
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        super().init_process()

    def load_wsgi(self) -> None:
        """What is loaded now is shared with all that follow: the collector must not touch, and so copy, each of it."""
        super().load_wsgi()
        self._app = self.app.wsgi()
        gc.collect()
        gc.freeze()
        gc.disable()

    def run(self) -> None:
        self._poller.register(self.PIPE[0], selectors.EVENT_READ, self._woken)
        for listener in self.sockets:
            listener.setblocking(False)
            self._poller.register(listener.sock, selectors.EVENT_READ, lambda one=listener: self._come_in(one))
        while self.alive:
            self._round()
            if not self.is_parent_alive():
                break
        self._end()

    def _round(self) -> None:
        self.notify()
        for key, _ in self._poller.select(LOOK_SECONDS):
            key.data()
        self._start_some()
        self._let_in_turn()
        for child in self._places.may_go_on(self._children):
            self._let_go_on(child)
        for child in longest_gone(self._children):
            self._kill(child)
        self._look()

    def _woken(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self.PIPE[0], 512)

    # --- connections ---

    def _come_in(self, listener: Any) -> None:
        """All that stand in the kernel's row, as far as there is room."""
        with contextlib.suppress(OSError):
            while True:
                connection, address = listener.accept()
                self._make_room()
                self._park(connection, str(address[0]), tls=self.app.is_tls(listener.sock))

    def _park(self, connection: socket.socket, address: str, *, tls: bool) -> None:
        waiting = Waiting(connection, address, tls, time.monotonic() + ARRIVE_SECONDS)
        self._quiet[waiting] = None
        self._poller.register(connection, selectors.EVENT_READ, lambda: self._has_come(waiting))

    def _has_come(self, waiting: Waiting) -> None:
        if waiting not in self._quiet:
            return  # it went in this very round, to make room
        self._poller.unregister(waiting.connection)
        del self._quiet[waiting]
        self._ready[waiting] = None

    def _make_room(self) -> None:
        """The address that has most connections loses its oldest: one that says nothing rather than one that does."""
        if len(self._quiet) + len(self._ready) < MOST_WAITING:
            return
        everyone = [*self._quiet, *self._ready]
        ((address, _),) = Counter(one.address for one in everyone).most_common(1)
        self._drop(next(one for one in everyone if one.address == address))

    def _drop(self, waiting: Waiting) -> None:
        if waiting in self._quiet:
            self._poller.unregister(waiting.connection)
        self._quiet.pop(waiting, None)
        self._ready.pop(waiting, None)
        waiting.connection.close()

    def _look(self) -> None:
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + LOOK_SECONDS
        for waiting in [one for one in self._quiet if one.until <= now]:
            self._drop(waiting)

    # --- processes ---

    def _start_some(self) -> None:
        while self._ready:
            ready = list(self._ready)
            turn = self._places.next_turn([one.address for one in ready], self._children, time.monotonic())
            if turn is None:
                return
            if isinstance(turn, Child):
                self._kill(turn)
                continue
            del self._ready[ready[turn]]
            self._start(ready[turn])

    def _start(self, waiting: Waiting) -> None:
        context = self.app.context() if waiting.tls else None
        if waiting.tls and not context:
            waiting.connection.close()
            return
        self.app.before_page()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            live(waiting.connection, theirs, context, self.cfg, self._answer)
        theirs.close()
        waiting.connection.close()
        ours.setblocking(False)
        child = Child(pid, ours, waiting.address, time.monotonic())
        self._children.append(child)
        self._poller.register(ours, selectors.EVENT_READ, lambda: self._hear(child))

    def _hear(self, child: Child) -> None:
        try:
            said = child.control.recv(_MESSAGE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            self._reap(child)
        elif said.startswith(b"!"):
            _log.error("a page failed: %s", said[1:].decode(errors="replace"))
        else:
            self._told(child, Step(said.decode()))

    def _told(self, child: Child, step: Step) -> None:
        match step:
            case Step.WRONG:
                self._counted.was_wrong(time.monotonic())
            case _:
                child.step, child.since = step, time.monotonic()

    def _let_go_on(self, child: Child) -> None:
        child.step = Step.UPLOADING if child.step is Step.LONG else Step.ANSWERING
        self._say(child, YES)

    def _let_in_turn(self) -> None:
        """Receipts are tried one after the other, and the slower the more were wrong of late; of reports, past so many
        a minute, some each second. Past a number of those that wait, the last to come is told to come again."""
        for step, may in ((Step.TRYING, self._counted.may_try), (Step.REPORTING, self._counted.may_report)):
            waiting = [child for child in self._children if child.step is step]
            go_on, come_again = in_turn(waiting, lambda may=may: may(time.monotonic()), MOST_WAIT)  # type: ignore[misc]
            for child in go_on:
                self._let_go_on(child)
            for child in come_again:
                child.step = Step.ANSWERING
                self._say(child, NO)

    def _say(self, child: Child, word: bytes) -> None:
        with contextlib.suppress(OSError):
            child.control.send(word)

    def _reap(self, child: Child) -> None:
        """Its end of the line is closed: it is ending, or has ended."""
        self._poller.unregister(child.control)
        child.control.close()
        self._children.remove(child)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child.pid, 0)

    def _kill(self, child: Child) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
        self._reap(child)

    def _end(self) -> None:
        """Who is being answered has a moment more."""
        for waiting in [*self._quiet, *self._ready]:
            self._drop(waiting)
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until and any(one.step in _NEARLY_DONE for one in self._children):
            for key, _ in self._poller.select(LOOK_SECONDS):
                if isinstance(key.fileobj, socket.socket) and key.fileobj.family == socket.AF_UNIX:
                    key.data()
            self._let_in_turn()
        for child in list(self._children):
            self._kill(child)

    # --- in a request's own process ---

    def _answer(self, parser: RequestParser, connection: socket.socket, taken: Taken, line: Line) -> None:
        """By gunicorn's code for one request."""
        try:
            request = next(parser)
        except (ParseException, StopIteration):
            write_error(connection, 400, "Bad Request", "")
            return
        request.scheme = "https" if isinstance(connection, ssl.SSLSocket) else "http"
        app, body = self._app, taken.body
        ours = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), LINE: line, CUT: taken.cut}
        self.wsgi = lambda environ, start: app(environ | ours, start)
        self.handle_request(connection, request, connection, NOBODY)
