"""A request, taken from its connection into memory: within bytes and, by its process's alarm, seconds."""

import re
import socket
from collections.abc import Callable
from typing import NamedTuple

from webui.arrival import MAX_FORM_BYTES, MAX_HEADER_BYTES, Arrival, arrival

LONGEST_WITH_PICTURES = 30 * 1024 * 1024
LONGEST_WORDS = 256 * 1024  # what can be sent is less: the page says so, and keeps all of it
CUT = "lollipop.cut"
"""Says to the page that its form was cut."""

_READ_BYTES = 64 * 1024
_OUR_FORM = b"POST / "
_HEAD_END = b"\r\n\r\n"
_WITH_FILES = re.compile(
    rb"^content-type[ \t]*:[ \t]*multipart/form-data[ \t]*;[ \t]*boundary=([!-~]{1,70})[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)


class RefusedError(Exception):
    """It is never going to be whole."""

    def __init__(self, why: Arrival) -> None:
        super().__init__(why.name)
        self.why = why


class GoneError(Exception):
    """Nothing more comes of it."""


class Taken(NamedTuple):
    """`head` ends with the empty line. `cut`: of a form with files that was too long, the fields that came first."""

    head: bytes
    body: bytes
    cut: bool = False


def take(connection: socket.socket, must_wait: Callable[[], None], may_upload: Callable[[], None]) -> Taken:
    """`must_wait` is called once where more has to come, `may_upload` before a long body is read, and it returns when
    it may be. Raises RefusedError, GoneError and OSError."""
    sent = bytearray()
    waits = asked = False
    while True:
        _more(connection, sent)
        beginning = bytes(sent[: MAX_HEADER_BYTES + len(_HEAD_END)])
        match arrival(beginning, len(sent), lambda _path, head=beginning: _longest(head)):  # type: ignore[misc]
            case Arrival.COMING:
                if not waits:
                    must_wait()
                waits = True
            case Arrival.WHOLE:
                return _parted(sent)
            case Arrival.UPLOADING:
                if not asked:
                    may_upload()
                asked = True
            case Arrival.LONG if boundary := _boundary(beginning):
                must_wait()
                return _first_fields(connection, sent, boundary)
            case why:
                raise RefusedError(why)


def _first_fields(connection: socket.socket, sent: bytearray, boundary: bytes) -> Taken:
    """What a child wrote stands before its pictures: it is not lost with them."""
    while len(sent) < LONGEST_WORDS:
        _more(connection, sent)
    head, body, _ = _parted(sent)
    whole, found, _ = body.rpartition(b"\r\n--" + boundary)
    return Taken(head, whole + found + b"--\r\n" if found else b"", cut=True)


def _more(connection: socket.socket, sent: bytearray) -> None:
    data = connection.recv(_READ_BYTES)
    if not data:
        raise GoneError
    sent += data


def _longest(beginning: bytes) -> int:
    if not beginning.startswith(_OUR_FORM):
        return MAX_FORM_BYTES
    return LONGEST_WITH_PICTURES if _boundary(beginning) else LONGEST_WORDS


def _boundary(beginning: bytes) -> bytes:
    """What stands between the fields of a form with files; empty where it is none of ours."""
    head = beginning.partition(_HEAD_END)[0]
    found = _WITH_FILES.search(head) if head.startswith(_OUR_FORM) else None
    return found[1] if found else b""


def _parted(sent: bytearray) -> Taken:
    end = sent.index(_HEAD_END) + len(_HEAD_END)
    with memoryview(sent) as view:
        return Taken(bytes(view[:end]), bytes(view[end:]))
