"""Orders of the box: each done once, and answered within its time."""

import asyncio
from collections.abc import Awaitable, Callable

from appliance.helpers.protocol import Answer, Order

_MOST = 256
_MARGIN = 0.5  # seconds that are left for the answer's way
_LATE = "The device did not do it in time."


class Orders:
    """`do` does an order; `say` sends an answer, and may find nobody there: the box then asks again."""

    def __init__(self, do: Callable[[Order], Awaitable[Answer]], say: Callable[[Answer], Awaitable[None]]) -> None:
        self._do, self._say = do, say
        self._answers: dict[str, Answer | None] = {}  # None while it is being done
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, order: Order) -> None:
        task = asyncio.create_task(self._answer(order))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def is_known(self, order: str) -> bool:
        """Pictures of an order that nobody gave are not kept."""
        return order in self._answers

    async def _answer(self, order: Order) -> None:
        if order.id not in self._answers:
            self._answers[order.id] = None
            self._answers[order.id] = await self._in_time(order)
            self._forget_old()
        if answer := self._answers.get(order.id):
            await self._say(answer)

    async def _in_time(self, order: Order) -> Answer:
        try:
            async with asyncio.timeout(max(order.within - _MARGIN, order.within / 2)):
                return await self._do(order)
        except TimeoutError:
            return Answer(order=order.id, done=False, why=_LATE)

    def _forget_old(self) -> None:
        while len(self._answers) > _MOST:
            del self._answers[next(iter(self._answers))]
