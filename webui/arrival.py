"""Is a request here as a whole? Decided before it may take a thread, so that slow clients hold none."""

import re
from collections.abc import Callable
from enum import Enum, auto

MAX_FORM_BYTES = 64 * 1024  # 4,000 letters of any script, and some fields more
MAX_HEADER_BYTES = 32 * 1024
_HEADER_END = b"\r\n\r\n"
_FRAMING = re.compile(
    rb"^(content-length|transfer-encoding)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r$", re.IGNORECASE | re.MULTILINE
)
_LONGEST_NUMBER = 9
_PATH = re.compile(rb"[A-Z]{1,10} (/[^ ?#\r\n]*)")


class Arrival(Enum):
    """COMING, UPLOADING (the same of a form longer than most) and WHOLE; STREAMED is what a thread reads as it comes;
    the others are never going to be whole."""

    COMING = auto()
    UPLOADING = auto()
    WHOLE = auto()
    STREAMED = auto()
    BUSY = "503 Service Unavailable"
    LATE = "408 Request Timeout"
    UNMEASURED = "411 Length Required"
    LONG = "413 Content Too Large"
    WORDY = "431 Request Header Fields Too Large"


def only_short(_path: str) -> int:
    """How long a form may be where none carries a file."""
    return MAX_FORM_BYTES


def all_gathered(_path: str) -> bool:
    """Whether what is sent there is streamed, where nothing is."""
    return False


def arrival(
    sent: bytes,
    size: int = 0,
    longest: Callable[[str], int] = only_short,
    streamed: Callable[[str], bool] = all_gathered,
) -> Arrival:
    """How far a request is, of which `size` bytes came; `sent` are those, or as many of them as the longest header has.
    Only forms have bodies here, so each must tell its length; `longest` says how many bytes it may have at a path, and
    `streamed` whether it is read there as it comes."""
    size = max(size, len(sent))
    end = sent.find(_HEADER_END)
    if max(end, 0) > MAX_HEADER_BYTES or (end < 0 and size > MAX_HEADER_BYTES):
        return Arrival.WORDY
    if end < 0:
        return Arrival.COMING
    framing = {name.lower(): value for name, value in _FRAMING.findall(sent, 0, end + 2)}
    if b"transfer-encoding" in framing:
        return Arrival.UNMEASURED
    length = _number(framing.get(b"content-length", b"0"))
    if length > MAX_FORM_BYTES and length > longest(_path(sent)):
        return Arrival.LONG
    if size >= end + len(_HEADER_END) + length:
        return Arrival.WHOLE
    of_a_long_one = Arrival.STREAMED if streamed(_path(sent)) else Arrival.UPLOADING
    return of_a_long_one if length > MAX_FORM_BYTES else Arrival.COMING


def refusal(why: Arrival) -> bytes:
    """The whole answer, after which the connection ends."""
    text = f"{why.value}\n"
    return (
        f"HTTP/1.1 {why.value}\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n{text}"
    ).encode()


def _number(value: bytes) -> int:
    """What is no number counts as 0: the parser refuses it."""
    if not value.isdigit():
        return 0
    return int(value) if len(value) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER


def _path(sent: bytes) -> str:
    found = _PATH.match(sent)
    return found[1].decode("latin-1") if found else ""
