"""One line of a list after the other, and the host that stands in it."""

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from appliance.access.hosts import canonical
from appliance.errors import CategoryError, ConfigError

_LONGEST_LINE = 4096
_USUAL = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?")
_NEVER = re.compile(r"[\s/<>\"'|,;()]")  # told apart at once, so that a million broken lines cost little
_LONGEST_HOST = 253
_UNDER_COUNTRY = frozenset(
    [
        "ac",
        "co",
        "com",
        "edu",
        "gob",
        "gouv",
        "go",
        "gov",
        "ltd",
        "me",
        "mod",
        "ne",
        "net",
        "nhs",
        "nic",
        "nom",
        "or",
        "org",
        "plc",
        "police",
        "sch",
    ]
)
_COUNTRY_LETTERS = 2


class Entry(NamedTuple):
    """What stands in line `number` of `where`, not looked at yet, and its category."""

    where: str
    number: int
    text: str
    category: str


def lines(stream: IO[bytes]) -> Iterator[tuple[int, str]]:
    """Number and text of each line that is more than a comment. A line without end is cut, so that no file fills the
    memory. Raises CategoryError where it is no text."""
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        if number == 1:
            line = _without_mark(line)
        text = _decoded(line).partition("#")[0].strip()
        if text:
            yield number, text


def host_of(text: str) -> str:
    """The host in the spelling of `plain_host`, or an empty string where there is none, or one that is far too much:
    `com`, `co.uk`."""
    host = text.lower().removeprefix("*.").rstrip(".")
    if len(host) > _LONGEST_HOST or not _USUAL.fullmatch(host):
        if _NEVER.search(host):
            return ""
        try:
            host = canonical(host)
        except ConfigError:
            return ""
        if host[0] in "=!":
            return ""
    return "" if is_broad(host) else host


def is_broad(host: str) -> bool:
    """Is it no site but a part of the internet: `com`, `co.uk`?"""
    first, dot, rest = host.partition(".")
    if not dot:
        return ":" not in host
    return len(rest) == _COUNTRY_LETTERS and first in _UNDER_COUNTRY


def _without_mark(line: bytes) -> bytes:
    if line.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in line:
        raise CategoryError("It is not plain text: save it as UTF-8.")
    return line.removeprefix(b"\xef\xbb\xbf")


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")  # comments of old lists; a host in it will not pass for one
