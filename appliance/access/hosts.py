"""Lists of hosts: `example.org` covers the host and everything below it, `=example.org` exactly that host, and
`!www.example.org` takes a host and what is below it out again."""

import re
from collections.abc import Iterable, Iterator

from appliance.errors import ConfigError

_LONGEST = 253  # RFC 1035: a longer name is no host; only its end can say where it belongs
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|[0-9a-f:]*:[0-9a-f:.]*")


class HostSet:
    """A set of entries that answers in as many steps as a host has labels, however many entries there are."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._entries = frozenset(canonical(entry) for entry in entries)

    def match(self, host: str) -> str:
        """The entry that covers the host, or an empty string. The most specific entry decides."""
        host = _lowered(host)
        if "=" + host in self._entries:
            return "=" + host
        for name in _suffixes(host):
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
    """An entry in the one spelling that is compared: lower case, no trailing dot, IDNA. Raises ConfigError."""
    entry = entry.strip()
    mark = entry[:1] if entry[:1] in {"=", "!"} else ""
    name = _lowered(entry.removeprefix(mark))
    try:
        name = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        raise ConfigError(f"{entry!r} is not a host name; write it like example.org or =www.example.org")
    return mark + name


def _lowered(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _suffixes(host: str) -> Iterator[str]:
    """`a.b.c`, `b.c`, `c`."""
    host = host[-_LONGEST:]
    yield host
    dot = host.find(".")
    while dot >= 0:
        yield host[dot + 1 :]
        dot = host.find(".", dot + 1)
