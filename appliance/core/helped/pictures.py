"""Pictures for captures, as soon as these are recorded; and none, and none that stay, where that may be illegal.

An order is worth something only at once, so it follows from what was just recorded and is not kept as due: what a
`core` that died left without one is asked for at the next start, within the same minute. That pictures go is due like
any other action, and is done after a crash too."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from appliance.actions import picture
from appliance.clock import steady
from appliance.core.helped.here import Here
from appliance.core.helped.link import HelpersLink
from appliance.core.helped.orders import Orders, Wanted
from appliance.core.helped.roll import Roll
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.helper_wire import Blind
from appliance.model import Captured, Device, Event

SETTLE_SECONDS = 2.0  # after a start, in which helpers have time to come
SPARE_SECONDS = 60.0  # of a capture that repeats, a picture each minute is enough
MOST_REMEMBERED = 1000
WHY_GONE = "A page that may be illegal to keep was open on this device."


class Pictures:
    """`gone` is called when some were marked to go."""

    def __init__(self, store: StoreThread, link: HelpersLink, roll: Roll, here: Here, orders: Orders) -> None:
        self._store = store
        self._link = link
        self._roll = roll
        self._here = here
        self._orders = orders
        self.gone: Callable[[], None] = lambda: None
        self._settled = False
        self._early: dict[str, Captured] = {}
        self._pictured: dict[int, float] = {}
        self._blind: dict[str, float] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def load(self) -> None:
        """Whose screens may not be taken is remembered over a restart. Raises StorageError."""
        wall, now = time.time(), steady()
        found = await self._store.run(lambda store: store.evidence.blinds(wall))
        self._blind = {helper: now + min(until - wall, picture.BLIND_SECONDS) for helper, until in found.items()}

    def tell(self) -> None:
        """To a process that helpers connect to and that may have been started just now."""
        now = steady()
        self._blind = {helper: until for helper, until in self._blind.items() if until > now}
        for helper, until in self._blind.items():
            self._link.send(Blind(helper=helper, seconds=until - now))

    async def resume(self) -> None:
        """Do for what was recorded lately what could not be done: a `core` died, or no helper was here yet."""
        since = time.time() - picture.FRESH_SECONDS
        await asyncio.sleep(SETTLE_SECONDS)
        self._settled = True
        try:
            stored = await self._store.run(lambda store: store.captures.without_order(since))
            left = [self._early.get(event.id) or self._placed(event) for event in stored]
            for event in left:
                await self.hide(event)
        except StorageError:
            return  # by the time that there is a store it is too late
        self._early.clear()
        self.recorded(left)

    def recorded(self, events: Sequence[Event]) -> None:
        """These were stored just now. Never waits."""
        now = time.time()
        captured = [one for one in events if isinstance(one, Captured)]
        for event in captured:
            if event.capture.hidden and now - event.at < picture.BLIND_SECONDS:
                self._blind_at(event, now)
        ready = [one for one in captured if self._settled or self._has_one_here(one)]
        if not self._settled:
            self._early.update((one.id, one) for one in captured)
        planned = {one.id: (one, orders) for one in ready if (orders := self._plan(one, now))}
        if planned:
            task = asyncio.create_task(self._order(planned))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def hide(self, event: Captured) -> None:
        """Nothing that was or is taken around that moment is kept. Raises StorageError."""
        if not event.capture.hidden:
            return
        helpers = self._here.perhaps_at(_of(event))
        since, until = event.at - picture.BLIND_SECONDS, event.at + picture.BLIND_SECONDS
        if helpers:
            await self._store.run(lambda s: s.evidence.blind(helpers, since, until, WHY_GONE, time.time()))
            self.gone()

    def is_blind(self, helper: str) -> bool:
        """May nothing be taken of its screen now?"""
        return self._blind.get(helper, 0.0) > steady()

    def kept_off(self, helper: str) -> str:
        """Why no picture is taken of its screen now, or an empty string."""
        if self.is_blind(helper):
            return picture.ILLEGAL_KEPT
        return picture.STAFF_THERE if self._here.is_staffs(helper) else ""

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _blind_at(self, event: Captured, now: float) -> None:
        left = picture.BLIND_SECONDS - max(now - event.at, 0.0)
        for helper in self._here.perhaps_at(_of(event)):
            self._blind[helper] = max(self._blind.get(helper, 0.0), steady() + left)
            self._link.send(Blind(helper=helper, seconds=left))

    def _plan(self, event: Captured, now: float) -> tuple[picture.Order, ...]:
        choice = self._roll.choice
        chosen = picture.Chosen(pictures=choice.pictures, recordings=choice.recordings)
        orders = picture.plan(event, self._here.of(_of(event)), chosen, now)
        return tuple(replace(one, why=one.why or self.kept_off(one.helper)) for one in orders)

    def _placed(self, event: Captured) -> Captured:
        """The store does not keep a device's MAC with what it did."""
        return replace(event, device=replace(event.device, mac=self._here.mac_at(event.client)))

    def _has_one_here(self, event: Captured) -> bool:
        return any(one.here for one in self._here.of(_of(event)))

    async def _order(self, planned: dict[str, tuple[Captured, tuple[picture.Order, ...]]]) -> None:
        try:
            numbers = await self._store.run(lambda store: store.captures.of_events(planned))
        except StorageError:
            return  # it was written a moment ago; what cannot be found has no picture
        fresh = self._fresh(numbers)
        for event, orders in (planned[one] for one in fresh):
            device = _of(event)
            wanted = [Wanted(helper=one.helper, device=device, do=one.do, why=one.why) for one in orders]
            await self._orders.begin(wanted, capture=numbers[event.id])

    def _fresh(self, numbers: dict[str, int]) -> Iterable[str]:
        """The events whose capture has no picture of this minute, the first of each."""
        now, chosen = steady(), []
        for event, number in numbers.items():
            if now - self._pictured.get(number, -SPARE_SECONDS) >= SPARE_SECONDS:
                self._pictured.pop(number, None)
                self._pictured[number] = now
                chosen.append(event)
        while len(self._pictured) > MOST_REMEMBERED:
            del self._pictured[next(iter(self._pictured))]
        return chosen


def _of(event: Captured) -> Device:
    """With the address that it came from."""
    return replace(event.device, addresses=tuple(dict.fromkeys((*event.device.addresses, event.client))))
