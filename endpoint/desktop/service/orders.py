"""Orders of the box: each done once, also where the service is started again, and answered within its time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from appliance.helpers.protocol import Answer, Order
from endpoint.desktop.service.sealed import Seal

_MOST = 100
_MARGIN = 0.5  # seconds that are left for the answer's way
_LATE = "The device did not do it in time."
_CUT_OFF = "The helper was started again before it was done."

_log = logging.getLogger(__name__)


class Orders:
    """`do` does an order; `say` sends an answer, and says whether the box was there to hear it. `path` is where the
    last of them are kept."""

    def __init__(
        self,
        do: Callable[[Order], Awaitable[Answer]],
        say: Callable[[Answer], Awaitable[bool]],
        path: Path,
        seal: Seal,
    ) -> None:
        self._do, self._say = do, say
        self._path, self._seal = path, seal
        kept = msgspec.msgpack.decode(seal.read(path) or b"\x90", type=list[Answer])
        self._answers: dict[str, Answer | None] = {one.order: one for one in kept}  # None while it is being done
        self._unsaid: dict[str, Answer] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, order: Order) -> None:
        task = asyncio.create_task(self._answer(order))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def is_known(self, order: str) -> bool:
        """Pictures of an order that nobody gave are not kept."""
        return order in self._answers

    async def say_again(self) -> None:
        """What nobody heard, to a box that is there now."""
        for answer in tuple(self._unsaid.values()):
            await self._tell(answer)

    def forget(self) -> None:
        self._answers.clear()
        self._unsaid.clear()
        self._path.unlink(missing_ok=True)

    async def _answer(self, order: Order) -> None:
        if order.id not in self._answers:
            self._answers[order.id] = None
            self._keep()
            self._answers[order.id] = await self._in_time(order)
            self._keep()
        if answer := self._answers.get(order.id):
            await self._tell(answer)

    async def _tell(self, answer: Answer) -> None:
        if await self._say(answer):
            self._unsaid.pop(answer.order, None)
        else:
            self._unsaid[answer.order] = answer

    async def _in_time(self, order: Order) -> Answer:
        try:
            async with asyncio.timeout(max(order.within - _MARGIN, order.within / 2)):
                return await self._do(order)
        except TimeoutError:
            return Answer(order=order.id, done=False, why=_LATE)

    def _keep(self) -> None:
        """The last of them. One that is being done was not, as far as a service knows that is started after this."""
        while len(self._answers) > _MOST:
            gone = next(iter(self._answers))
            del self._answers[gone]
            self._unsaid.pop(gone, None)
        kept = [one or Answer(order=order, done=False, why=_CUT_OFF) for order, one in self._answers.items()]
        try:
            self._seal.write(self._path, msgspec.msgpack.encode(kept))
        except OSError as error:
            _log.warning("Not kept: %s", error)
