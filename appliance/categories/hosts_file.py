"""As in `/etc/hosts`: an address, then the hosts that it is to stand for."""

from collections.abc import Iterator
from typing import IO

from appliance.categories.entries import Entry, lines

_OWN = frozenset(
    [
        "localhost",
        "localhost.localdomain",
        "local",
        "broadcasthost",
        "ip6-localhost",
        "ip6-loopback",
        "ip6-localnet",
        "ip6-mcastprefix",
        "ip6-allnodes",
        "ip6-allrouters",
        "ip6-allhosts",
        "0.0.0.0",  # noqa: S104  # not bound
    ]
)
"""What such files say about the computer itself."""


def read(stream: IO[bytes], where: str, category: str) -> Iterator[Entry]:
    for number, text in lines(stream):
        _, *hosts = text.split()
        for host in hosts or [text + " (no host)"]:
            if host not in _OWN:
                yield Entry(where, number, host, category)
