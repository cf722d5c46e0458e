"""The process that answers one request, and ends with it: whatever a child wrote is gone from memory then."""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from gunicorn.http.parser import RequestParser

from webui.arrival import refusal
from webui.confide.arriving import GoneError, RefusedError, Taken, take
from webui.confide.places import Step
from webui.confide.where import where

ARRIVE_SECONDS = 5.0  # for the whole request, with what TLS needs
UPLOAD_SECONDS = 60.0  # instead, where it carries pictures; from when it may be read
QUEUE_SECONDS = 60.0  # for a place, while others' pages are made
ANSWER_SECONDS = 20.0
LEAVE_SECONDS = 2.0
DISCARD_SECONDS = 20.0  # instead, where more is coming than was read
SEND_BUFFER_BYTES = 512 * 1024
MORE_MEMORY = 512 * 1024 * 1024
YES, NO = b"y", b"n"
NOBODY = ("", 0)
"""For the address of whoever asks."""

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

type Answer = Callable[[RequestParser, socket.socket, Taken, Line], None]


class Line:
    """To the process that started this one: how far we are, and whether we may go on."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control

    def tell(self, step: Step) -> None:
        self._control.send(step.value.encode())

    def may(self, step: Step) -> bool:
        """Waits for the answer. Where nobody is there any more to give one, this process ends."""
        self.tell(step)
        said = self._control.recv(1)
        if not said:
            os._exit(1)
        return said == YES

    def may_try(self) -> bool:
        return self.may(Step.TRYING)

    def may_report(self) -> bool:
        return self.may(Step.REPORTING)

    def was_wrong(self) -> None:
        self.tell(Step.WRONG)

    def fail(self, error: BaseException) -> None:
        """Its kind and place: its text may be what a child wrote."""
        with contextlib.suppress(OSError):
            self._control.send(f"!{where(error)}".encode()[:300])


def live(
    connection: socket.socket, control: socket.socket, context: ssl.SSLContext | None, cfg: Any, answer: Answer
) -> NoReturn:
    """Answer what comes on the connection, and end. `context` is for TLS, where it is asked for."""
    line = Line(control)
    try:
        _alone(connection, control)
        _within(ARRIVE_SECONDS)
        _serve(connection, line, context, cfg, answer)
    except (OSError, GoneError):
        pass  # it went: a slow network, a closed browser, a certificate that is not trusted
    except BaseException as error:  # noqa: BLE001  # nothing may be printed, and this process ends here
        line.fail(error)
    finally:
        os._exit(0)


def _serve(connection: socket.socket, line: Line, context: ssl.SSLContext | None, cfg: Any, answer: Answer) -> None:
    connection.setblocking(True)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    if context:
        line.tell(Step.HALF)
        connection = context.wrap_socket(connection, server_side=True)
    try:
        taken = take(connection, lambda: line.tell(Step.HALF), lambda: _upload(line))
    except RefusedError as refused:
        line.tell(Step.LEAVING)
        connection.sendall(refusal(refused.why))
        _see_off(connection, linger=True)
        return
    _within(QUEUE_SECONDS)
    line.may(Step.WHOLE)
    _within(ANSWER_SECONDS)
    parser = RequestParser(cfg, (taken.head,), NOBODY)
    answer(parser, connection, taken, line)
    line.tell(Step.LEAVING)
    _see_off(connection, linger=taken.cut)


def _upload(line: Line) -> None:
    _within(QUEUE_SECONDS)
    line.may(Step.LONG)
    _within(UPLOAD_SECONDS)


def _see_off(connection: socket.socket, *, linger: bool) -> None:
    """End our side; where the request was not read to its end, take what still comes for a moment: closed at once, the
    answer's last bytes may be lost."""
    _within(DISCARD_SECONDS if linger else LEAVE_SECONDS)
    if isinstance(connection, ssl.SSLSocket):
        connection.setblocking(False)
        with contextlib.suppress(OSError, ValueError):
            connection.unwrap()  # says goodbye, and waits for no answer
        connection.setblocking(True)
    connection.shutdown(socket.SHUT_WR)
    while linger and connection.recv(SEND_BUFFER_BYTES):
        pass


def _alone(connection: socket.socket, control: socket.socket) -> None:
    """Keep nothing of the process that started us but what this page needs; and end with it."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.set_wakeup_fd(-1)
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGWINCH, signal.SIGABRT):
        signal.signal(one, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    first, last = sorted((connection.fileno(), control.fileno()))
    os.closerange(3, first)
    os.closerange(first + 1, last)
    os.closerange(last + 1, os.sysconf("SC_OPEN_MAX"))
    most = _address_space() + MORE_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _within(seconds: float) -> None:
    """The kernel ends us then, whatever we wait for."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
