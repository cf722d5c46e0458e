"""The lines to the parts in pupils' sessions."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from appliance.errors import WireError
from appliance.helpers.protocol import Answer, FromDevice, Order, State
from endpoint.desktop.link import Pictured, ServiceLine
from endpoint.desktop.service.system import Desk

_PAUSE = 0.005  # after each message: two hundred a second are more than any child types
_TO_START = 20  # tries, a tenth of a second apart, until the keeper knows whom it started

Heard = Callable[[Desk, FromDevice | Pictured], Awaitable[None]]


class Lines:
    """`whose` says in which session a process is that we started there ourselves; nobody else is listened to. `state`
    is told to each that connects."""

    def __init__(self, whose: Callable[[int], Desk | None], heard: Heard, state: Callable[[], State]) -> None:
        self._whose, self._heard, self._state = whose, heard, state
        self._lines: dict[tuple[int, str], ServiceLine] = {}
        self._asked: dict[str, asyncio.Future[Answer]] = {}

    async def handle(self, line: ServiceLine) -> None:
        """One session, from its first word to its last."""
        desk = await self._desk(line)
        if desk is None or desk.uid != line.peer.uid:
            return
        key = desk.uid, desk.display
        self._lines[key] = line
        with contextlib.suppress(WireError):
            await line.send(self._state())
            await self._listen(desk, line)
        if self._lines.get(key) is line:
            del self._lines[key]

    async def tell(self, state: State) -> None:
        for line in tuple(self._lines.values()):
            with contextlib.suppress(WireError):
                await line.send(state)

    async def ask(self, desk: Desk | None, order: Order) -> Answer:
        """Waits until it is answered: for as long as the caller has time."""
        line = self._lines.get((desk.uid, desk.display)) if desk else None
        if line is None:
            return Answer(order=order.id, done=False, why="Nobody is logged on.")
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked[order.id] = answer
        try:
            await line.send(order)
            return await answer
        except WireError:
            return Answer(order=order.id, done=False, why="The session ended.")
        finally:
            del self._asked[order.id]

    async def _desk(self, line: ServiceLine) -> Desk | None:
        for _ in range(_TO_START):
            if desk := self._whose(line.peer.pid):
                return desk
            await asyncio.sleep(0.1)
        return None

    async def _listen(self, desk: Desk, line: ServiceLine) -> None:
        while message := await line.receive():
            if not isinstance(message, Answer):
                await self._heard(desk, message)
            elif (asked := self._asked.get(message.order)) and not asked.done():
                asked.set_result(message)
            await asyncio.sleep(_PAUSE)
