"""The host that a TLS client names at its beginning, read strictly: what leaves any doubt is for mitmproxy to read.

https://datatracker.ietf.org/doc/html/rfc8446#section-4.1.2 and https://datatracker.ietf.org/doc/html/rfc6066#section-3
"""

import re
from collections.abc import Iterator
from enum import Enum

_HANDSHAKE, _MAJOR, _MOST_MINOR = 0x16, 3, 3
_CLIENT_HELLO, _SERVER_NAME, _HOST_NAME = 1, 0, 0
_RECORD, _MESSAGE = 5, 4  # bytes of their headers
_LONGEST_RECORD = 2**14
_FIXED = 34  # version and random
_HOST = re.compile(rb"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", re.IGNORECASE)
_LONGEST_HOST = 253


class Unread(Enum):
    INCOMPLETE = "more of it must come"
    UNCLEAR = "no ClientHello in one record that names one host in plain letters"


class _MalformedError(Exception):
    """A length that leads out of what it stands in, or something left over."""


def host_named(data: bytes | bytearray) -> str | Unread:
    """The host that a client's first bytes name. What is given is what mitmproxy reads in them too."""
    if data[:1] and data[0] != _HANDSHAKE:
        return Unread.UNCLEAR
    if len(data) < _RECORD:
        return Unread.INCOMPLETE
    size = int.from_bytes(data[3:_RECORD])
    if data[1] != _MAJOR or data[2] > _MOST_MINOR or not _MESSAGE < size <= _LONGEST_RECORD:
        return Unread.UNCLEAR
    if len(data) < _RECORD + size:
        return Unread.INCOMPLETE
    try:
        return _host_in(bytes(data[_RECORD : _RECORD + size]))
    except _MalformedError:
        return Unread.UNCLEAR


def _host_in(message: bytes) -> str | Unread:
    if message[0] != _CLIENT_HELLO or int.from_bytes(message[1:_MESSAGE]) != len(message) - _MESSAGE:
        return Unread.UNCLEAR
    found = [body for kind, body in _extensions(message) if kind == _SERVER_NAME]
    return _host_of(found[0]) if len(found) == 1 else Unread.UNCLEAR


def _extensions(message: bytes) -> Iterator[tuple[int, bytes]]:
    place = _MESSAGE + _FIXED
    for width in (1, 2, 1):  # session, cipher suites, compression methods
        _, place = _vector(message, place, width)
    extensions, end = _vector(message, place, 2)
    if end != len(message):
        raise _MalformedError
    place = 0
    while place < len(extensions):
        kind = int.from_bytes(extensions[place : place + 2])
        body, place = _vector(extensions, place + 2, 2)
        yield kind, body


def _host_of(body: bytes) -> str | Unread:
    names, end = _vector(body, 0, 2)
    if end != len(body) or names[:1] != bytes((_HOST_NAME,)):
        return Unread.UNCLEAR
    name, end = _vector(names, 1, 2)
    plain = _HOST.fullmatch(name) and len(name) <= _LONGEST_HOST and b"xn--" not in name.lower()
    return name.decode("ascii") if plain and end == len(names) else Unread.UNCLEAR


def _vector(data: bytes, place: int, width: int) -> tuple[bytes, int]:
    """What stands behind a length of so many bytes, and where it ends."""
    begin = place + width
    end = begin + int.from_bytes(data[place:begin])
    if begin > len(data) or end > len(data):
        raise _MalformedError
    return data[begin:end], end
