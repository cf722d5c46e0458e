"""What was read off the air. Whatever a device sent is hostile text: it is bounded and printable here, once."""

import struct
from collections.abc import Callable
from functools import wraps
from typing import Literal

from scapy.error import Scapy_Exception

from appliance.model import Frozen

LONGEST = 63
_UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    Scapy_Exception,
    struct.error,
)


class Heard(Frozen):
    """A sign of a device (`mac`: lower case, colons), as `wire.Sighted` tells it. `address` is empty where the device
    only said something of itself."""

    mac: str
    source: Literal["arp", "ndp", "dhcp", "mdns", "dns"]
    address: str = ""
    lease_seconds: float | None = None
    name: str = ""
    vendor: str = ""
    options: tuple[int, ...] = ()
    services: tuple[str, ...] = ()
    model: str = ""


def printable(said: object, longest: int = LONGEST) -> str:
    """Text as it may be shown, from what was on the wire."""
    text = bytes(said[: 4 * longest]).decode("utf-8", "replace") if isinstance(said, bytes | bytearray) else str(said)
    kept = "".join(char if char.isprintable() else " " for char in text[: 4 * longest])
    return " ".join(kept.split())[:longest].strip()


def or_nothing[**P, R](read: Callable[P, R]) -> Callable[P, R | None]:
    """A packet that makes scapy or us stumble is worth nothing, whoever made it so."""

    @wraps(read)
    def safe(*args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return read(*args, **kwargs)
        except _UNREADABLE:
            return None

    return safe
