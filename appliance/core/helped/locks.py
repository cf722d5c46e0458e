"""Locked screens: stored first, or as soon as the disk takes it; they end by time or when lifted."""

import asyncio
import time
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from appliance.clock import WallClock
from appliance.core.hub import Hub, Sent
from appliance.core.pauses import Outcome
from appliance.core.store_thread import StoreThread
from appliance.core.unstored import Unstored
from appliance.model import Device, Lock, Person

LOOK_SECONDS = 2.0
RETRY_SECONDS = 1.0


class Locks:
    """The one list of locks in force. `tell` sends it, with all else that helpers hold. As with pauses, locks run by a
    clock that nobody sets: when the one on the wall jumps, their times jump with it."""

    def __init__(self, store: StoreThread, hub: Hub, tell: Callable[[], Sent]) -> None:
        self._unstored = Unstored(store)
        self._store = store
        self._hub = hub
        self._tell = tell
        self._locks: tuple[Lock, ...] = ()
        self._clock = WallClock()
        self._changed = asyncio.Event()

    def in_force(self) -> tuple[Lock, ...]:
        """Oldest first."""
        return tuple(lock for lock in self._locks if lock.until > self._clock.now)

    def of(self, whom: Device | Person) -> tuple[Lock, ...]:
        return tuple(lock for lock in self.in_force() if covers(lock, whom))

    async def load(self) -> None:
        """Take up those that were in force when `core` ended. Raises StorageError."""
        now = self._clock.now
        found = await self._store.run(lambda store: store.locks.in_force(now))
        self._locks = tuple(_moved(lock, min(now - lock.since, 0.0)) for lock in found)

    async def begin(self, lock: Lock) -> Outcome:
        """In the place of one that locks the same."""
        start = time.perf_counter()
        await self._follow_clock()
        before = [held for held in self.in_force() if _is_same(held, lock)]
        stored = await self._unstored.keep(lambda store: store.locks.add(lock))
        self._locks = (*(held for held in self.in_force() if held not in before), lock)
        if before:
            stored &= await self._end(before, lock.by)
        return await self._outcome(start, stored)

    async def lift(self, locks: Sequence[Lock], by: str) -> Outcome:
        start = time.perf_counter()
        await self._follow_clock()
        ids = {lock.id for lock in locks}
        self._locks = tuple(lock for lock in self.in_force() if lock.id not in ids)
        return await self._outcome(start, await self._end(locks, by))

    async def run(self) -> None:
        """Tell when a lock ends, and store what could not be stored."""
        while True:
            await self._sleep()
            jumped = await self._follow_clock()
            standing = self.in_force()
            if jumped or standing != self._locks:
                self._locks = standing
                self._tell()
            await self._unstored.catch_up()

    async def _end(self, locks: Sequence[Lock], by: str) -> bool:
        ids, at = [lock.id for lock in locks], time.time()
        return await self._unstored.keep(lambda store: store.locks.end(ids, by, at))

    async def _outcome(self, start: float, stored: bool) -> Outcome:
        missing = await self._hub.held(self._tell())
        self._changed.set()
        return Outcome(ms=(time.perf_counter() - start) * 1000, missing=missing, unstored=not stored)

    async def _sleep(self) -> None:
        seconds = min((min(lock.until - self._clock.now, LOOK_SECONDS) for lock in self._locks), default=LOOK_SECONDS)
        seconds = min(seconds, RETRY_SECONDS if self._unstored else LOOK_SECONDS)
        try:
            await asyncio.wait_for(self._changed.wait(), max(seconds, 0.001))
        except TimeoutError:
            return
        self._changed.clear()

    async def _follow_clock(self) -> bool:
        """Did the clock on the wall jump?"""
        standing = self.in_force()
        if not (jump := self._clock.jumped()):
            return False
        locks = self._locks = tuple(_moved(lock, jump) for lock in standing)
        if locks:
            await self._unstored.keep(lambda store: store.locks.retime(locks))
        return True


def covers(lock: Lock, whom: Device | Person) -> bool:
    """A person's by who they are; a device's by who is at it, by its MAC, or by name."""
    if isinstance(whom, Person):
        return lock.person == whom.id
    if lock.person:
        return whom.person is not None and whom.person.id == lock.person
    return lock.mac == whom.mac if lock.mac and whom.mac else lock.device == whom.name


def _is_same(one: Lock, other: Lock) -> bool:
    return (one.person, one.mac, one.person or one.mac or one.device) == (
        other.person,
        other.mac,
        other.person or other.mac or other.device,
    )


def _moved(lock: Lock, seconds: float) -> Lock:
    return replace(lock, since=lock.since + seconds, until=lock.until + seconds) if seconds else lock
