"""The line of `helpers` to `core`: who enrols, who is at a device, what an order came to."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from pathlib import Path

from appliance.clock import steady
from appliance.core_line import CoreLine
from appliance.helper_wire import (
    AskEnrol,
    AskWho,
    Blind,
    Enrolled,
    HelperPerson,
    HelperRulesSaid,
    NotEnrolled,
    OrderAnswered,
    SendOrder,
    Who,
)
from appliance.wire import FromCore, News, Pulse, Role

ANSWER_SECONDS = 5.0
_MOST_KEPT = 1000
AGAIN_SECONDS = 5.0  # what was said so shortly before a line ended is said again: `core` may have died of it


class CoreLink(CoreLine):
    """`told` hears what `core` wants of devices; `joined` is called when there is a line, to say who is here."""

    role: Role = "helpers"

    def __init__(self, socket: Path, enforce: Callable[[News], None], pulse: Callable[[], Pulse]) -> None:
        super().__init__("helpers", socket, enforce, pulse)
        self.told: Callable[[HelperPerson | SendOrder | Blind], None] = lambda _: None
        self.joined: Callable[[], None] = lambda: None
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Enrolled | NotEnrolled | Who]] = {}
        self._kept: deque[OrderAnswered | HelperRulesSaid] = deque(maxlen=_MOST_KEPT)
        self._lately: deque[tuple[float, OrderAnswered]] = deque(maxlen=_MOST_KEPT)

    def say(self, message: OrderAnswered | HelperRulesSaid) -> None:
        """It is said once there is a line, where there is none now."""
        if not self.send(message):
            self._kept.append(message)
        elif isinstance(message, OrderAnswered):
            self._lately.append((steady(), message))

    async def enrol(self, ask: Callable[[int], AskEnrol]) -> Enrolled | NotEnrolled | None:
        """None where `core` does not answer."""
        answer = await self._ask(ask)
        return answer if isinstance(answer, Enrolled | NotEnrolled) else None

    async def who(self, user: str) -> Who | None:
        """Whom the school knows by this name. None where `core` does not answer."""
        answer = await self._ask(lambda number: AskWho(ask=number, user=user))
        return answer if isinstance(answer, Who) else None

    async def _ask(self, ask: Callable[[int], AskEnrol | AskWho]) -> Enrolled | NotEnrolled | Who | None:
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            if not self.send(ask(number)):
                return None
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except (TimeoutError, asyncio.CancelledError):
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            return None
        finally:
            del self._asked[number]

    def connected(self) -> None:
        self.joined()
        while self._kept:
            self.send(self._kept.popleft())

    def heard(self, message: FromCore) -> None:
        match message:
            case Enrolled() | NotEnrolled() | Who():
                if (waits := self._asked.get(message.ask)) and not waits.done():
                    waits.set_result(message)
            case HelperPerson() | SendOrder() | Blind():
                self.told(message)

    def lost(self) -> None:
        """What `core` heard twice counts once."""
        since = steady() - AGAIN_SECONDS
        self._kept.extendleft(answered for at, answered in reversed(self._lately) if at > since)
        self._lately.clear()
        for waits in self._asked.values():
            waits.cancel()
