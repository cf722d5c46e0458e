"""Where names lead to, remembered for a moment: a page load asks for the same few names dozens of times."""

import asyncio
import time
from typing import Any

from appliance.recent import Recent

KEEP = 10.0  # seconds
_MOST = 2000

Addresses = list[Any]  # as `socket.getaddrinfo` gives them


class Names:
    """Stands in for a loop's `getaddrinfo`: who asks while another waits for the same answer shares it. A failure is
    not remembered."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._look_up = loop.getaddrinfo
        self._known: Recent[tuple[Any, ...], tuple[float, asyncio.Task[Addresses]]] = Recent(_MOST)

    async def getaddrinfo(self, host: Any, port: Any, **options: int) -> Addresses:
        key = (host, port, *sorted(options.items()))
        found = self._known.get(key)
        if found is None or (found[1].done() and time.monotonic() > found[0]):
            looking: asyncio.Task[Addresses] = self._loop.create_task(self._look_up(host, port, **options))
            looking.add_done_callback(lambda done: self._forget(key, done))
            found = (time.monotonic() + KEEP, looking)
            self._known.put(key, found)
        return await asyncio.shield(found[1])

    def _forget(self, key: tuple[Any, ...], done: asyncio.Task[Addresses]) -> None:
        if done.cancelled() or done.exception():
            self._known.drop(key)


def remember_names() -> None:
    """For everything on the running loop."""
    loop = asyncio.get_running_loop()
    loop.getaddrinfo = Names(loop).getaddrinfo  # type: ignore[method-assign]  # the loop is not ours to make
