"""What helpers are told to do: stored first, sent, and ended within its time, whatever becomes of the device."""

import asyncio
import math
import time
import uuid
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from appliance.actions.picture import failed
from appliance.core.helped.link import HelpersLink
from appliance.core.store_thread import StoreThread
from appliance.core.unstored import Unstored
from appliance.errors import StorageError
from appliance.helper_wire import OrderAnswered, SendOrder
from appliance.helpers.protocol import (
    CloseTabs,
    Do,
    LogOff,
    Renew,
    ShowMessage,
    TakePicture,
    TakeRecording,
)
from appliance.model import Device, Frozen, OrderKind, OrderState
from appliance.store.rows import OrderRow

SLACK_SECONDS = 1.0  # `helpers` answers within an order's time; this is for its way back
CLOSE_SECONDS = 2.0
MOST_WAITING = 20  # of one helper
NO_SERVICE = "The box's part for helpers is not running; it is started again by itself."
AFRESH = "Lollipop was started again before the device answered."


class Wanted(Frozen):
    """An order for one helper, at the device where it is. With `why` it is known already that it cannot be done."""

    helper: str
    device: Device
    do: Do
    why: str = ""


class Orders:
    """`changed` hears of the captures whose orders came further."""

    def __init__(self, store: StoreThread, link: HelpersLink, changed: Callable[[Iterable[int]], None]) -> None:
        self._store = store
        self._unstored = Unstored(store)
        self._link = link
        self._changed = changed
        self._waiting: dict[str, tuple[OrderRow, asyncio.Future[OrderRow]]] = {}
        self._settling: set[asyncio.Task[None]] = set()

    async def load(self) -> None:
        """Those that a `core` before left waiting end now. Raises StorageError."""
        now = time.time()
        await self._store.run(lambda store: store.orders.give_up(AFRESH, math.inf, now))

    async def begin(
        self, wanted: Sequence[Wanted], by: str = "", capture: int | None = None
    ) -> tuple[asyncio.Future[OrderRow], ...]:
        """What becomes of each is told within its time, as its row."""
        now = time.time()
        rows = [_row(one, by, capture, now) for one in wanted]
        ends = tuple(self._expect(row) for row in rows)
        await self._unstored.keep(lambda store: store.orders.begin(rows))
        if capture is not None:
            self._changed([capture])
        for row, one in zip(rows, wanted, strict=True):
            self._send(row, one)
        return ends

    def answered(self, said: OrderAnswered) -> None:
        held = self._waiting.get(said.order)
        if held is None:
            self._later(self._settle_late(said))
            return
        row, _ = held
        state = OrderState.DONE if said.done else OrderState.FAILED
        why = said.why if said.done else failed(row.kind, said.why)
        self._settle(replace(row, state=state, why=why, arrived=said.arrived, settled_at=time.time()))

    def cut_off(self) -> None:
        """`helpers` is away: nothing that waits will be answered."""
        for row, _ in list(self._waiting.values()):
            self._fail(row, NO_SERVICE)

    async def close(self) -> None:
        """Wait for what is being written, as long as a disk may take that works."""
        if self._settling:
            _, late = await asyncio.wait(self._settling, timeout=CLOSE_SECONDS)
            for task in late:
                task.cancel()

    async def catch_up(self) -> None:
        await self._unstored.catch_up()

    def _expect(self, row: OrderRow) -> asyncio.Future[OrderRow]:
        end: asyncio.Future[OrderRow] = asyncio.get_running_loop().create_future()
        self._waiting[row.id] = (row, end)
        return end

    def _send(self, row: OrderRow, wanted: Wanted) -> None:
        why = wanted.why or self._too_many(row)
        within = seconds_for(wanted.do)
        if why:
            self._fail(row, why)
        elif not self._link.send(SendOrder(helper=row.helper, order=row.id, within=within, do=wanted.do)):
            self._fail(row, NO_SERVICE)
        else:
            late = f"The device did not answer within {within:.0f} seconds."
            asyncio.get_running_loop().call_later(within + SLACK_SECONDS, self._fail, row, late)

    def _too_many(self, row: OrderRow) -> str:
        waiting = sum(other.helper == row.helper for other, _ in self._waiting.values())
        return "The device has too much to do already." if waiting > MOST_WAITING else ""

    def _fail(self, row: OrderRow, why: str) -> None:
        if row.id in self._waiting:
            why = failed(row.kind, why)
            self._settle(replace(row, state=OrderState.FAILED, why=why, settled_at=time.time()))

    def _settle(self, row: OrderRow) -> None:
        _, end = self._waiting.pop(row.id)
        if not end.done():
            end.set_result(row)
        self._later(self._keep(row))

    async def _keep(self, row: OrderRow) -> None:
        at = row.settled_at or time.time()
        await self._unstored.keep(lambda store: store.orders.settle(row.id, row.state, row.why, row.arrived, at))
        if row.capture is not None:
            self._changed([row.capture])

    async def _settle_late(self, said: OrderAnswered) -> None:
        """It had been given up. That it could not be done is told already."""
        if not said.done:
            return
        at = time.time()
        try:
            capture = await self._store.run(
                lambda store: store.orders.settle(said.order, OrderState.DONE, said.why, said.arrived, at)
            )
        except StorageError:
            return
        if capture is not None:
            self._changed([capture])

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)


_KINDS: dict[type[Do], OrderKind] = {
    TakePicture: OrderKind.SCREENSHOT,
    TakeRecording: OrderKind.RECORDING,
    ShowMessage: OrderKind.MESSAGE,
    LogOff: OrderKind.LOG_OFF,
    CloseTabs: OrderKind.CLOSE_TABS,
    Renew: OrderKind.RENEW,
}


def kind_of(do: Do) -> OrderKind | None:
    """As it is stored; None for what nobody keeps."""
    return _KINDS.get(type(do))


def seconds_for(do: Do) -> float:
    """Within which it is done, or known not to be."""
    match do:
        case TakePicture():
            return 10.0
        case TakeRecording():
            return do.seconds - min(do.before, do.seconds) + 20.0
        case LogOff():
            return 15.0  # its message stands for ten
        case Renew():
            return 60.0
        case _:
            return 5.0


def _row(wanted: Wanted, by: str, capture: int | None, at: float) -> OrderRow:
    kind = kind_of(wanted.do)
    assert kind is not None, "nobody keeps that"  # noqa: S101  # whoever asks for it is refused before
    person = wanted.device.person
    return OrderRow(
        id=uuid.uuid4().hex,
        helper=wanted.helper,
        device=wanted.device.name,
        room=wanted.device.room,
        person=person.id if person else "",
        capture=capture,
        kind=kind,
        by=by,
        at=at,
    )
