"""The worker's line to `core`: beside the news, it asks who signs in at the explicit proxy."""

import itertools
from collections.abc import Callable
from pathlib import Path

from appliance.core_line import CoreLine
from appliance.wire import FromCore, News, ProxySignedIn, ProxySignIn, Pulse


class CoreLink(CoreLine):
    """`enforce` puts what it is given in force, bans for open connections too, before it returns."""

    def __init__(self, worker: str, socket: Path, enforce: Callable[[News], None], pulse: Callable[[], Pulse]) -> None:
        super().__init__(worker, socket, enforce, pulse)
        self._asked: dict[int, Callable[[ProxySignedIn | None], None]] = {}
        self._numbers = itertools.count(1)

    def prove(self, client: str, name: str, password: str, then: Callable[[ProxySignedIn | None], None]) -> None:
        """Ask whether name and password fit, and tell `then`: None where `core` is away."""
        if self._connection is None:
            then(None)
            return
        number = next(self._numbers)
        self._asked[number] = then
        self.send(ProxySignIn(number=number, client=client, name=name, password=password))

    def heard(self, message: FromCore) -> None:
        if isinstance(message, ProxySignedIn) and (then := self._asked.pop(message.number, None)):
            then(message)

    def lost(self) -> None:
        asked, self._asked = self._asked, {}
        for then in asked.values():
            then(None)
