"""Bans in force: stored first, then held by every worker and the network at once; they end by time or when lifted."""

import asyncio
import time
from collections.abc import Sequence

import msgspec

from appliance.clock import WallClock
from appliance.core.asks import covers, placed
from appliance.core.hub import Hub
from appliance.core.network_link import NetworkLink
from appliance.core.store_thread import StoreThread
from appliance.core.unstored import Unstored
from appliance.model import Ban, Device, Frozen, Person

RETRY_SECONDS = 1.0
LOOK_SECONDS = 2.0
_FOR_EVER = 3600.0


class Outcome(Frozen):
    """`ms` until every worker and the network held it. `missing` names who did not say so in time, and `unstored` says
    that the store could not be written: it holds, but not yet over a restart."""

    ms: float
    missing: tuple[str, ...]
    unstored: bool


class Pauses:
    """The one list of bans in force. A device's safety does not wait for a disk that fails: a ban that cannot be
    stored is put in force, and stored as soon as that is possible.

    Bans are told and stored in the time on the wall, but they run by a clock that nobody sets: when the one on the wall
    jumps, their times jump with it, so that they end neither sooner nor later."""

    def __init__(self, store: StoreThread, hub: Hub, network: NetworkLink) -> None:
        self._store = store
        self._hub = hub
        self._network = network
        self._bans: tuple[Ban, ...] = ()
        self._clock = WallClock()
        self._changed = asyncio.Event()
        self._unstored = Unstored(store)
        self._devices: tuple[Device, ...] = ()
        self._told: tuple[Ban, ...] = ()

    @property
    def in_force(self) -> tuple[Ban, ...]:
        """With the addresses at which they hold now."""
        return self._placed(self._standing())

    def _standing(self) -> tuple[Ban, ...]:
        return tuple(ban for ban in self._bans if ban.until > self._clock.now)

    def _placed(self, bans: tuple[Ban, ...]) -> tuple[Ban, ...]:
        return tuple(placed(ban, self._devices) for ban in bans)

    def of(self, whom: Device | Person) -> tuple[Ban, ...]:
        """The bans in force that cover a device or a person, the longest first."""
        return tuple(sorted((ban for ban in self.in_force if covers(ban, whom)), key=lambda ban: -ban.until))

    async def load(self) -> None:
        """Take up the bans that were in force when `core` ended. One that has not begun yet, because the clock stands
        before it, begins now: it lasts no longer than it was meant to. Raises StorageError."""
        now = self._clock.now
        found = await self._store.run(lambda store: store.bans.in_force(now))
        self._bans = tuple(_moved(ban, min(now - ban.since, 0.0)) for ban in found)
        if self._bans != found:
            await self._keep_times()
        await self._tell()

    async def begin(self, ban: Ban) -> Outcome:
        """A ban that is in force already (the same id) is told again, not added."""
        start = time.perf_counter()
        await self._follow_clock()
        stored = await self._unstored.keep(lambda store: store.bans.add(ban))
        self._bans = (*(held for held in self._standing() if held.id != ban.id), ban)
        return await self._outcome(start, stored)

    async def lift(self, bans: Sequence[Ban], by: str) -> Outcome:
        start = time.perf_counter()
        await self._follow_clock()
        at = time.time()
        ids = {ban.id for ban in bans}
        stored = await self._unstored.keep(lambda store: store.bans.end(ids, by, at))
        self._bans = tuple(ban for ban in self._standing() if ban.id not in ids)
        return await self._outcome(start, stored)

    def follow(self, devices: tuple[Device, ...]) -> None:
        """Bans hold where their device is, and where their person is, from now on."""
        self._devices = devices
        if self._placed(self._bans) != self._told:
            self._changed.set()

    async def run(self) -> None:
        """Tell everyone when a ban ends or goes with its device, and store what could not be stored."""
        while True:
            await self._sleep()
            await self._follow_clock()
            self._bans = self._standing()
            if self._placed(self._bans) != self._told:
                await self._tell()
            await self._unstored.catch_up()

    async def _sleep(self) -> None:
        """Until the next ban ends, or something changes, or there is something to try again."""
        until_next = min((min(ban.until - self._clock.now, LOOK_SECONDS) for ban in self._bans), default=_FOR_EVER)
        seconds = min(until_next, RETRY_SECONDS if self._unstored else _FOR_EVER)
        try:
            await asyncio.wait_for(self._changed.wait(), max(seconds, 0.001))
        except TimeoutError:
            return
        self._changed.clear()

    async def _follow_clock(self) -> bool:
        """Did the clock on the wall jump? Then the times of all bans jump with it."""
        standing = self._standing()
        if not (jump := self._clock.jumped()):
            return False
        self._bans = tuple(_moved(ban, jump) for ban in standing)
        await self._keep_times()
        return True

    async def _keep_times(self) -> None:
        bans = self._bans
        if bans:
            await self._unstored.keep(lambda store: store.bans.retime(bans))

    async def _outcome(self, start: float, stored: bool) -> Outcome:
        missing = await self._tell()
        self._changed.set()
        return Outcome(ms=(time.perf_counter() - start) * 1000, missing=missing, unstored=not stored)

    async def _tell(self) -> tuple[str, ...]:
        self._told = bans = self._placed(self._bans)
        workers, network = await asyncio.gather(self._hub.announce(bans), self._network.set_bans(bans))
        return (*workers, "network") if network else workers


def _moved(ban: Ban, seconds: float) -> Ban:
    return msgspec.structs.replace(ban, since=ban.since + seconds, until=ban.until + seconds) if seconds else ban
