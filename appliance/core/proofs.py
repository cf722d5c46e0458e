"""Somebody says who they are, and proves it. Guessing is slowed down: for a person by `people.secrets.wait_after`, and
for a device by a wait of its own, which others at other devices never meet. Neither is ever long: a child whom others
lock out for fun is back soon.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from appliance.core.store_thread import StoreThread
from appliance.model import Person, Role
from appliance.people.naming import GUESTS
from appliance.people.secrets import SecretKind, fits, hash_secret, wait_after
from appliance.portal_wire import NotSignedIn
from appliance.store.rows import GuestRow, SecretRow

FREE_TRIES = 10  # wrong ones of one device, before it has to wait after each
DEVICE_WAIT = 10.0
FORGOTTEN_AFTER = 600.0
AT_ONCE = 2  # secrets that are looked at: each takes a processor for some 20 ms
_MOST_DEVICES = 4096


class Tries:
    """Wrong tries of devices lately. Pure: the time comes in."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, device: str, now: float) -> float:
        """Seconds until this device may try again."""
        tries, last = self._wrong.get(device, (0, 0.0))
        if tries < FREE_TRIES or now - last >= FORGOTTEN_AFTER:
            return 0.0
        return max(0.0, min(DEVICE_WAIT, last + DEVICE_WAIT - now))

    def wrong(self, device: str, now: float) -> None:
        tries, last = self._wrong.pop(device, (0, 0.0))
        self._wrong[device] = (tries + 1 if now - last < FORGOTTEN_AFTER else 1, now)
        if len(self._wrong) > _MOST_DEVICES:
            self._wrong.popitem(last=False)


class Proofs:
    """`device` is whatever tells devices apart. Every method raises StorageError."""

    def __init__(self, store: StoreThread, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now
        self._tries = Tries()
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
        rows = [row for row in await self._store.run(lambda store: store.people.named(name)) if row.role in roles]
        if len(rows) == 1:
            answer = await self._of_person(device, rows[0].person, None, given)
            return _wrong() if isinstance(answer, NotSignedIn) and answer.why == "no secret" else answer
        async with self._turn(device):
            if wait := self._tries.wait(device, self._now()):
                return _later(wait)
            await self._fits(self._of_nobody, given)
            self._tries.wrong(device, self._now())
            return _wrong(self._tries.wait(device, self._now()))

    async def guest(self, device: str, code: str) -> GuestRow | NotSignedIn:
        async with self._turn(device):
            now = self._now()
            if wait := self._tries.wait(device, now):
                return _later(wait)
            if guest := await self._store.run(lambda store: store.guests.by_code(code, now)):
                return guest
            self._tries.wrong(device, now)
            return _wrong(self._tries.wait(device, now), "This code does not fit, or its time is over.")

    async def _of_person(
        self, device: str, person: Person, kind: SecretKind | None, given: str
    ) -> Person | NotSignedIn:
        async with self._turn(person.id, device):
            now = self._now()
            secret = await self._store.run(lambda store: store.people.secret(person.id))
            if secret is None:
                return NotSignedIn(why="no secret", text=f"{person.name} has no password yet.")
            if wait := max(self._tries.wait(device, now), wait_after(secret.wrong_tries, secret.last_wrong_at, now)):
                return _later(wait)
            right = kind in {None, secret.kind} and await self._fits(secret, given)
            await self._store.run(lambda store: store.people.tried(person.id, right, now))
            if right:
                return person
            self._tries.wrong(device, now)
            return _wrong(max(self._tries.wait(device, now), wait_after(secret.wrong_tries + 1, now, now)))

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


def as_person(guest: GuestRow) -> Person:
    return Person(id=guest.id, name=guest.name, role=Role.GUEST, groups=(GUESTS.name,))


def _wrong(wait: float = 0.0, text: str = "That does not fit. Try again.") -> NotSignedIn:
    return NotSignedIn(why="wrong", text=text, wait=wait)


def _later(wait: float) -> NotSignedIn:
    return NotSignedIn(why="wait", text=f"Too many wrong tries. Try again in {wait:.0f} seconds.", wait=wait)
