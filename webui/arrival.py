"""Is a request here as a whole? Decided before it may take a thread, so that slow clients hold none."""

import re
from enum import Enum, auto

MAX_FORM_BYTES = 16 * 1024
MAX_HEADER_BYTES = 32 * 1024
_HEADER_END = b"\r\n\r\n"
_FRAMING = re.compile(
    rb"^(content-length|transfer-encoding)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r$", re.IGNORECASE | re.MULTILINE
)
_LONGEST_NUMBER = 9


class Arrival(Enum):
    """COMING and WHOLE; the others are never going to be whole."""

    COMING = auto()
    WHOLE = auto()
    LATE = "408 Request Timeout"
    UNMEASURED = "411 Length Required"
    LONG = "413 Content Too Large"
    WORDY = "431 Request Header Fields Too Large"


def arrival(sent: bytes) -> Arrival:
    """How far the first request in `sent` is. Only forms have bodies here, so each must tell its length."""
    end = sent.find(_HEADER_END)
    if max(end, 0) > MAX_HEADER_BYTES or (end < 0 and len(sent) > MAX_HEADER_BYTES):
        return Arrival.WORDY
    if end < 0:
        return Arrival.COMING
    framing = {name.lower(): value for name, value in _FRAMING.findall(sent, 0, end + 2)}
    if b"transfer-encoding" in framing:
        return Arrival.UNMEASURED
    length = _number(framing.get(b"content-length", b"0"))
    if length > MAX_FORM_BYTES:
        return Arrival.LONG
    return Arrival.WHOLE if len(sent) >= end + len(_HEADER_END) + length else Arrival.COMING


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
    return int(value) if len(value) <= _LONGEST_NUMBER else MAX_FORM_BYTES + 1
