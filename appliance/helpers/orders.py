"""What devices were told to do, and what came of it: each is answered once, within its time."""

import re
import uuid
from collections import Counter
from dataclasses import dataclass

from appliance.helper_wire import OrderAnswered, SendOrder
from appliance.helpers.protocol import Answer, Order
from appliance.recent import Recent

AWAY = "The device is away: its helper is not connected."
LATE = "The device did not answer in time."
MOST_PICTURES = 600  # of one order: a recording has sixty frames of each screen
MOST_BYTES = 64 * 1024 * 1024  # of one order: a recording of three screens has 25 MB
MOST_FOREIGN = 8  # orders of which this process knows nothing, for which one helper sends pictures
_MOST_REMEMBERED = 5000
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(slots=True)
class Open:
    """One that waits for its answer. `arrived` is in how many seconds the device had it."""

    sent: SendOrder
    since: float
    arrived: float | None = None

    @property
    def ends(self) -> float:
        return self.since + self.sent.within

    def order(self, now: float) -> Order:
        return Order(id=self.sent.order, within=max(0.0, self.ends - now), do=self.sent.do)

    def answered(self, *, done: bool, why: str) -> OrderAnswered:
        return OrderAnswered(order=self.sent.order, done=done, why=why, arrived=self.arrived)


class Orders:
    """Times are on the steady clock."""

    def __init__(self) -> None:
        self._open: dict[str, Open] = {}
        self._whose: Recent[str, str] = Recent(_MOST_REMEMBERED)
        self._pictures: Recent[str, tuple[int, int]] = Recent(_MOST_REMEMBERED)
        self._done: Recent[str, bool] = Recent(_MOST_REMEMBERED)
        self._foreign: Counter[str] = Counter()

    def begin(self, sent: SendOrder, now: float) -> Open:
        self._whose.put(sent.order, sent.helper)
        begun = self._open[sent.order] = Open(sent, now)
        return begun

    def of(self, helper: str) -> list[Open]:
        """Those that wait: a device that comes back is told again, and does none of them twice."""
        return [one for one in self._open.values() if one.sent.helper == helper]

    def settle(self, answer: Answer, helper: str) -> OrderAnswered | None:
        """None for what was not asked of this helper, or is settled already. That one is done which was given up, or
        given before this process began, is for `core` to know, once."""
        waits = self._open.get(answer.order)
        if waits is None:
            return self._late(answer, helper)
        if waits.sent.helper != helper:
            return None
        del self._open[answer.order]
        self._done.put(answer.order, answer.done)
        return waits.answered(done=answer.done, why=answer.why)

    def _late(self, answer: Answer, helper: str) -> OrderAnswered | None:
        if not answer.done or self._done.get(answer.order) is not None or not self._may_be(answer.order, helper):
            return None
        self._done.put(answer.order, True)
        return OrderAnswered(order=answer.order, done=True, why=answer.why)

    def overdue(self, now: float) -> list[OrderAnswered]:
        """Those whose time is over, settled."""
        over = [one for one in self._open.values() if one.ends <= now]
        for one in over:
            del self._open[one.sent.order]
        return [one.answered(done=False, why=AWAY if one.arrived is None else LATE) for one in over]

    def expects(self, order: str, helper: str, size: int) -> bool:
        """May this helper send a picture of so many bytes for this order?"""
        if not self._may_be(order, helper):
            return False
        count, sent = self._pictures.get(order) or (0, 0)
        self._pictures.put(order, (count + 1, sent + size))
        return count < MOST_PICTURES and sent + size <= MOST_BYTES

    def _may_be(self, order: str, helper: str) -> bool:
        """Was it given to this helper? One that was given before this process began may be any: `core` knows."""
        whose = self._whose.get(order)
        if whose is None:
            if not _ID.fullmatch(order) or self._foreign[helper] >= MOST_FOREIGN:
                return False
            self._foreign[helper] += 1
            self._whose.put(order, helper)
        return whose in {None, helper}


def new_id() -> str:
    return uuid.uuid4().hex
