"""Somebody says who they are, and proves it. Guessing is slowed down: for a person by `people.secrets.wait_after`, and
for a device by a wait of its own, which others at other devices never meet. Neither is ever long: a child whom others
lock out for fun is back soon, and at the device where they were last they do not meet that wait at all.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from appliance.core.store_thread import StoreThread
from appliance.model import Person, Role
from appliance.people.secrets import FORGOTTEN_AFTER as PERSON_FORGOTTEN_AFTER
from appliance.people.secrets import SecretKind, fits, hash_code, hash_secret, one_more, wait_after
from appliance.portal_wire import NotSignedIn
from appliance.store import Store
from appliance.store.rows import GuestRow, SecretRow

FREE_TRIES = 10  # wrong ones of one device, before it has to wait after each
DEVICE_WAIT = 10.0
FORGOTTEN_AFTER = 600.0
AT_ONCE = 2  # secrets that are looked at: each takes a processor for some 20 ms
_MOST_DEVICES = 4096


def device_wait(tries: int, last: float, now: float) -> float:
    """Seconds until a device may try again."""
    return 0.0 if tries < FREE_TRIES else max(0.0, min(DEVICE_WAIT, last + DEVICE_WAIT - now))


class Tries:
    """Wrong tries lately, under whatever name they count: of devices, unless it is said otherwise. `waits` gives the
    seconds to wait after so many, the last of them then. Pure: the time comes in."""

    def __init__(
        self, waits: Callable[[int, float, float], float] = device_wait, forgotten_after: float = FORGOTTEN_AFTER
    ) -> None:
        self._waits = waits
        self._forgotten_after = forgotten_after
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, name: str, now: float) -> float:
        """Seconds until the next try may be made."""
        tries, last = self._wrong.get(name, (0, 0.0))
        return self._waits(tries, last, now)

    def wrong(self, name: str, now: float) -> None:
        tries, last = self._wrong.pop(name, (0, 0.0))
        self._wrong[name] = one_more(tries, last, now, self._forgotten_after), now
        if len(self._wrong) > _MOST_DEVICES:
            self._wrong.popitem(last=False)

    def tried(self, name: str, now: float, *, right: bool) -> None:
        """A right one leaves none."""
        if right:
            self._wrong.pop(name, None)
        else:
            self.wrong(name, now)


class Proofs:
    """`device` is whatever tells devices apart. Every method raises StorageError."""

    def __init__(self, store: StoreThread, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now
        self._tries = Tries()
        self._of_names = Tries(wait_after, PERSON_FORGOTTEN_AFTER)
        self._where_last = Tries(wait_after, PERSON_FORGOTTEN_AFTER)
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._of_nobody = SecretRow(
            kind=SecretKind.PASSWORD,
            hash=hash_secret(SecretKind.PASSWORD, "nobody has this"),
            wrong_tries=0,
            last_wrong_at=0.0,
        )

    async def pupil(self, device: str, id_: str, kind: SecretKind, given: str) -> Person | NotSignedIn:
        """A pupil whom the portal offered, by id."""
        person = await self._store.run(lambda store: store.people.person(id_))
        if person is None or person.role is not Role.PUPIL:
            return NotSignedIn(why="nobody", text="There is nobody of that name at this school.")
        return await self._of_person(device, person, kind, given)

    async def named(self, device: str, name: str, given: str, roles: frozenset[Role]) -> Person | NotSignedIn:
        """Somebody by user name, id or full name. It cannot be heard from outside who there is."""
        person = await self._store.run(lambda store: _with_secret(store, name, roles))
        if person:
            return await self._of_person(device, person, None, given)
        called = " ".join(name.casefold().split())
        async with self._turn(called, device):
            now = self._now()
            if wait := max(self._tries.wait(device, now), self._of_names.wait(called, now)):
                return _later(wait)
            await self._fits(self._of_nobody, given)
            self._tries.wrong(device, now)
            self._of_names.wrong(called, now)
            return _wrong(max(self._tries.wait(device, now), self._of_names.wait(called, now)))

    async def guest(self, device: str, code: str) -> GuestRow | NotSignedIn:
        async with self._turn(device):
            now = self._now()
            if wait := self._tries.wait(device, now):
                return _later(wait)
            async with self._at_once:
                hashed = await asyncio.to_thread(hash_code, code)
            if guest := await self._store.run(lambda store: store.guests.by_code(hashed, now)):
                return guest
            self._tries.wrong(device, now)
            return _wrong(self._tries.wait(device, now), "This code does not fit, or its time is over.")

    async def _of_person(
        self, device: str, person: Person, kind: SecretKind | None, given: str
    ) -> Person | NotSignedIn:
        async with self._turn(person.id, device):
            now = self._now()
            secret, theirs = await self._store.run(lambda store: _secret_at(store, person.id, device))
            if secret is None:
                return NotSignedIn(why="no secret", text=f"{person.name} has no password yet.")
            if wait := max(self._tries.wait(device, now), self._wait(person.id, device, secret, now, theirs=theirs)):
                return _later(wait)
            right = kind in {None, secret.kind} and await self._fits(secret, given)
            wait = await self._tried(person.id, device, secret, now, theirs=theirs, right=right)
            if right:
                return person
            self._tries.wrong(device, now)
            return _wrong(max(self._tries.wait(device, now), wait))

    def _wait(self, id_: str, device: str, secret: SecretRow, now: float, *, theirs: bool) -> float:
        if theirs:
            return self._where_last.wait(f"{id_} {device}", now)
        return wait_after(secret.wrong_tries, secret.last_wrong_at, now)

    async def _tried(self, id_: str, device: str, secret: SecretRow, now: float, *, theirs: bool, right: bool) -> float:
        """Counts it, and gives the wait that follows. What is tried where somebody was last, counts there alone."""
        if theirs:
            self._where_last.tried(f"{id_} {device}", now, right=right)
            return self._where_last.wait(f"{id_} {device}", now)
        tries = 0 if right else one_more(secret.wrong_tries, secret.last_wrong_at, now)
        if tries or secret.wrong_tries:
            await self._store.run(lambda store: store.people.tried(id_, tries, now))
        return wait_after(tries, now, now)

    async def _fits(self, secret: SecretRow, given: str) -> bool:
        async with self._at_once:
            return await asyncio.to_thread(fits, secret.kind, secret.hash, given)

    @asynccontextmanager
    async def _turn(self, *names: str) -> AsyncIterator[None]:
        """One try at a time for a person, and for a device: many at once would all be free."""
        async with AsyncExitStack() as stack:
            for name in names:
                await stack.enter_async_context(self._turns.setdefault(name, asyncio.Lock()))
            yield


def _with_secret(store: Store, name: str, roles: frozenset[Role]) -> Person | None:
    """Who is meant, where that is one person and something could prove it."""
    rows = [row for row in store.people.named(name) if row.role in roles]
    return rows[0].person if len(rows) == 1 and store.people.secret(rows[0].id) else None


def _secret_at(store: Store, id_: str, device: str) -> tuple[SecretRow | None, bool]:
    """With whether that is the device where they signed in last."""
    last = store.sessions.of_person(id_, limit=1)
    return store.people.secret(id_), any(one.key == device for one in last)


def _wrong(wait: float = 0.0, text: str = "That does not fit. Try again.") -> NotSignedIn:
    return NotSignedIn(why="wrong", text=text, wait=wait)


def _later(wait: float) -> NotSignedIn:
    return NotSignedIn(why="wait", text=f"Too many wrong tries. Try again in {wait:.0f} seconds.", wait=wait)
