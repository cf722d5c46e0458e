"""Lists of hosts: `example.org` covers the host and everything below it, `=example.org` exactly that host, and
`!www.example.org` takes a host and what is below it out again."""

import ipaddress
import re
import socket
from collections.abc import Iterable, Iterator
from functools import lru_cache

from appliance.errors import ConfigError

_LONGEST = 253  # RFC 1035: a longer name is no host; only its end can say where it belongs
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|[0-9a-f:]*:[0-9a-f:.]*")


_ASKED = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:]*:[0-9a-f:.]*")  # looser: names begin with a hyphen, too
_PART = r"(0x[0-9a-f]*|[0-9]+)"
_NUMERIC = re.compile(rf"{_PART}(\.{_PART}){{0,3}}")


def plain_host(name: str) -> str:
    """A host in the one spelling that everything compares: lower case, no trailing dot, IDNA, and an address as
    `ipaddress` writes it, also one that resolvers read in other spellings (`2130706433`, `0177.1`, `::ffff:7f00:1`).
    What is no host comes back as it is."""
    return _remembered(name) if len(name) <= _LONGEST else _spelt(name)


def _spelt(name: str) -> str:
    name = name.strip("[]").lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return name
    name = name.rstrip(".")
    return _address(name) if ":" in name or _NUMERIC.fullmatch(name) else name


_remembered = lru_cache(maxsize=8192)(_spelt)


def is_host(name: str) -> bool:
    """May a request name this host? It is in the spelling of `plain_host`."""
    return len(name) <= _LONGEST and _ASKED.fullmatch(name) is not None


def _address(name: str) -> str:
    try:
        if ":" not in name:
            return socket.inet_ntoa(socket.inet_aton(name))
        address = ipaddress.IPv6Address(name.partition("%")[0])
    except (OSError, ValueError):
        return name
    return str(address.ipv4_mapped or address)


class HostSet:
    """A set of entries that answers in as many steps as a host has labels, however many entries there are."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._entries = frozenset(canonical(entry) for entry in entries)

    def match(self, host: str) -> str:
        """The entry that covers the host, or an empty string. The most specific entry decides."""
        host = plain_host(host)
        if "=" + host in self._entries:
            return "=" + host
        for name in suffixes(host):
            if "!" + name in self._entries:
                return ""
            if name in self._entries:
                return name
        return ""

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._entries))


def canonical(entry: str) -> str:
    """An entry in the one spelling that is compared (`plain_host`). Raises ConfigError."""
    entry = entry.strip()
    mark = entry[:1] if entry[:1] in {"=", "!"} else ""
    name = plain_host(entry.removeprefix(mark))
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        raise ConfigError(f"{entry!r} is not a host name; write it like example.org or =www.example.org")
    return mark + name


def suffixes(host: str) -> Iterator[str]:
    """`a.b.c`, `b.c`, `c`."""
    host = host[-_LONGEST:]
    yield host
    dot = host.find(".")
    while dot >= 0:
        yield host[dot + 1 :]
        dot = host.find(".", dot + 1)
