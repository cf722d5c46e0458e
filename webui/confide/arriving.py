"""A request, taken from its connection into memory: within bytes and, by its process's alarm, seconds."""

import re
import socket
from collections.abc import Callable

from webui.arrival import MAX_FORM_BYTES, MAX_HEADER_BYTES, Arrival, arrival

LONGEST_WITH_PICTURES = 30 * 1024 * 1024
_READ_BYTES = 64 * 1024
_HEAD_END = b"\r\n\r\n"
_FORM_WITH_FILES = re.compile(rb"^content-type[ \t]*:[ \t]*multipart/form-data\b", re.IGNORECASE | re.MULTILINE)


class RefusedError(Exception):
    """It is never going to be whole."""

    def __init__(self, why: Arrival) -> None:
        super().__init__(why.name)
        self.why = why


class GoneError(Exception):
    """Nothing more comes of it."""


def take(
    connection: socket.socket, must_wait: Callable[[], None], may_upload: Callable[[], None]
) -> tuple[bytes, bytes]:
    """Its head, with the empty line, and its body. `must_wait` is called once where more has to come, `may_upload`
    before a long body is read, and it returns when it may be. Raises RefusedError, GoneError and OSError."""
    sent = bytearray()
    waits = asked = False
    while True:
        data = connection.recv(_READ_BYTES)
        if not data:
            raise GoneError
        sent += data
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
            case why:
                raise RefusedError(why)


def _longest(beginning: bytes) -> int:
    head = beginning.partition(_HEAD_END)[0]
    with_pictures = head.startswith(b"POST / ") and _FORM_WITH_FILES.search(head)
    return LONGEST_WITH_PICTURES if with_pictures else MAX_FORM_BYTES


def _parted(sent: bytearray) -> tuple[bytes, bytes]:
    end = sent.index(_HEAD_END) + len(_HEAD_END)
    with memoryview(sent) as view:
        return bytes(view[:end]), bytes(view[end:])
