"""The sockets that devices come in by, and how many may stand there without having said anything that can be read.

A connection costs a file and memory before TLS is done, and TLS is done by anybody. So those that have not asked for
anything yet are counted, for each address and in all; where there are too many, one that has been silent for long makes
room for the next. A class behind one router comes in at once, and somebody who only opens connections shuts nobody out.
"""

import socket
from collections import Counter
from typing import Any

from appliance.clock import steady

MOST_OF_ONE = 64
MOST = 1000
GRACE_SECONDS = 2.0  # TLS of many at once takes its time
Address = tuple[str, int]


class Guest(socket.socket):
    """Somebody's connection, until it is closed."""

    callers: "Callers | None" = None
    address: Address = ("", 0)

    def close(self) -> None:
        if self.callers:
            self.callers.settled(self.address)
        super().close()


class Callers:
    """Those that said nothing yet, the oldest first. Times are on the steady clock."""

    def __init__(self, most_of_one: int = MOST_OF_ONE, most: int = MOST) -> None:
        self._most_of_one = most_of_one
        self._most = most
        self._silent: dict[Address, tuple[Guest, float]] = {}
        self._of: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._silent)

    def came(self, guest: Guest, address: Address, now: float) -> bool:
        """False where there is no room for it."""
        if not self._makes_room(address[0], now):
            return False
        guest.callers, guest.address = self, address
        self._silent[address] = (guest, now)
        self._of[address[0]] += 1
        return True

    def settled(self, address: Address) -> None:
        """It asked for something, or is gone."""
        if self._silent.pop(address, None):
            self._of[address[0]] -= 1
            if not self._of[address[0]]:
                del self._of[address[0]]

    def _makes_room(self, host: str, now: float) -> bool:
        if self._of[host] >= self._most_of_one:
            return self._sends_away(next(one for one in self._silent if one[0] == host), now)
        return len(self._silent) < self._most or self._sends_away(next(iter(self._silent)), now)

    def _sends_away(self, oldest: Address, now: float) -> bool:
        guest, since = self._silent[oldest]
        if now - since < GRACE_SECONDS:
            return False
        self.settled(oldest)
        guest.shutdown(socket.SHUT_RDWR)  # whoever reads from it closes it
        return True


class Door(socket.socket):
    """Listens. `callers` may be those of another door too."""

    def __init__(self, host: str, port: int, callers: Callers) -> None:
        """Raises OSError where the port is taken, or the address is not ours."""
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        super().__init__(family, socket.SOCK_STREAM)
        self._callers = callers
        try:
            self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                self.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            self.bind(address)
        except OSError:
            self.close()
            raise

    def accept(self) -> tuple[socket.socket, Any]:
        """Raises ConnectionAbortedError for one that is not let in."""
        plain, address = super().accept()
        guest = Guest(fileno=plain.detach())
        if self._callers.came(guest, address[:2], steady()):
            return guest, address
        guest.close()
        raise ConnectionAbortedError
