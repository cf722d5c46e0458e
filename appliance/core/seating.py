"""Who is at which device: from signs of devices and from people who sign in, to every worker, whenever it changes."""

import asyncio
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from appliance.core.hub import Hub, Sent
from appliance.core.store_thread import StoreThread
from appliance.core.unstored import Unstored
from appliance.errors import StorageError
from appliance.identify.devices import by_address, identify, plain_address
from appliance.identify.places import Place, Places, Sign
from appliance.identify.seats import How, Named, Session, adopted, is_over, seats
from appliance.model import Device, Person
from appliance.store import Store
from appliance.wire import Seats, Sighted

COALESCE_SECONDS = 0.05
LOOK_SECONDS = 5.0
_BINDING = frozenset({"arp", "ndp", "dhcp"})
_WORTH_WRITING = 300.0  # seconds by which a place's end moved; what is not written ends a little early after a restart


class Seating:
    """`moved` hears every device that is somewhere, whenever one moves or somebody comes to it or leaves it. Who comes
    holds at once; it is stored as soon as the disk takes it."""

    def __init__(
        self, store: StoreThread, hub: Hub, known: Sequence[Device], moved: Callable[[tuple[Device, ...]], None]
    ) -> None:
        self._store = store
        self._unstored = Unstored(store)
        self._hub = hub
        self._known = tuple(known)
        self._moved = moved
        self._places = Places()
        self._written: dict[str, Place] = {}
        self._sessions: dict[str, Session] = {}
        self._held: set[str] = set()
        self._people: dict[str, Person] = {}
        self._named: Mapping[str, Named] = {}
        self._devices: tuple[Device, ...] = ()
        self._by_address = by_address(self._known)
        self._changed = asyncio.Event()

    async def load(self) -> None:
        """Take up who was where when `core` ended, and tell every worker. Raises StorageError."""
        places, sessions = await self._store.run(lambda store: (store.sessions.places(), store.sessions.in_force()))
        self._places = Places(places)
        self._written = {place.address: place for place in places}
        self._sessions = {session.id: session for session in sessions}
        await self.reload()

    async def reload(self) -> tuple[str, ...]:
        """People, groups or devices changed in the store. Gives the names of the workers that did not take it up in
        time. Raises StorageError."""
        now = time.time()
        self._people = await self._store.run(lambda store: _people(store, now))
        self._named = await self._store.run(lambda store: store.devices.named())
        return await self._hub.held(await self._settle())

    # --- what is heard ---------------------------------------------------------------------------------------------

    def sighted(self, said: Sighted) -> None:
        """The network's watch saw a device."""
        sign = Sign(
            mac=said.mac,
            address=said.address,
            at=min(said.at, time.time()),
            lease_seconds=said.lease_seconds,
            binding=said.source in _BINDING,
            dhcp=said.source == "dhcp",
        )
        if self._places.see(sign):
            self._changed.set()

    def visited(self, clients: Iterable[tuple[str, float]]) -> None:
        """Traffic came from these addresses: worth something where no device is known, and only somebody at an
        address."""
        for address, at in clients:
            place = self._places.at(address)
            if place and not place.mac:
                self._places.see(Sign(mac="", address=address, at=at))

    # --- people come and go ----------------------------------------------------------------------------------------

    async def begin(self, address: str, person: Person, how: How, until: float, *, held: bool = False) -> Session:
        """Somebody is at the device at this address, in the place of whoever was; every worker knows when this ends, or
        of a helper's word within 50 ms, for a school comes to its computers at once and nobody waits for an answer. One
        that is `held` is known to nobody but the portal until it is released, and does not outlive `core`."""
        session = self._session(plain_address(address), person, how, until, time.time())
        before = [one for one in self._sessions.values() if one.key == session.key and _makes_room(one, how)]
        self._people[person.id] = person
        self._sessions[session.id] = session
        await self._end(before, session.since)
        if held:
            self._held.add(session.id)
        else:
            await self._unstored.keep(lambda store: store.sessions.begin(session))
        if how is not How.HELPER:
            await self._hub.held(await self._settle())
        self._changed.set()  # for the place to be written
        return session

    def _session(self, address: str, person: Person, how: How, until: float, now: float) -> Session:
        place = self._places.stand(address, now)
        key = self._places.key(place)
        mac = "" if key == address else key
        return Session(id=uuid.uuid4().hex, person=person.id, mac=mac, address=address, since=now, until=until, how=how)

    async def release(self, address: str) -> None:
        """Whoever is held there may go on."""
        session = self.session_at(address)
        if session and session.id in self._held:
            self._held.discard(session.id)
            await self._unstored.keep(lambda store: store.sessions.begin(session))
            await self._hub.held(await self._settle())

    async def end(self, address: str) -> str:
        """“I'm finished.” The name of whoever was signed in, or an empty string; every worker knows when this ends. A
        helper's word is not for whoever is at the device to end."""
        session = self.session_at(address)
        if session is None or session.how is How.HELPER:
            return ""
        person = self._people.get(session.person)
        await self._end([session], time.time())
        await self._hub.held(await self._settle())
        return person.name if person else ""

    @property
    def of_helpers(self) -> tuple[Session, ...]:
        """Those that a helper's word began."""
        return tuple(one for one in self._sessions.values() if one.how is How.HELPER)

    async def end_of_helper(self, id_: str) -> None:
        """No helper says so any more. Every worker knows within 50 ms."""
        session = self._sessions.get(id_)
        if session and session.how is How.HELPER:
            await self._end([session], time.time())
            self._changed.set()

    def told_at(self, address: str) -> Device:
        """As every worker knows it."""
        return identify(address, self._by_address)

    def device_at(self, address: str) -> Device:
        """With whoever is held there too."""
        device, session = self.told_at(address), self.session_at(address)
        if session is None or session.id not in self._held:
            return device
        return replace(device, person=self._people.get(session.person))

    def session_at(self, address: str) -> Session | None:
        """Who signed in at that device; None where nobody did."""
        place = self._places.at(address)
        if place is None:
            return None
        key = self._places.key(place)
        mine = [one for one in self._sessions.values() if one.key == key]
        return max(mine, key=lambda one: (one.how is How.HELPER, one.since), default=None)

    @property
    def devices(self) -> tuple[Device, ...]:
        """Those that are somewhere, then those that the settings name."""
        return (*self._devices, *self._known)

    def person(self, id_: str) -> Person | None:
        return self._people.get(id_)

    # --- what follows from it --------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Tell of changes within 50 ms, and of what time ends."""
        while True:
            await self._sleep()
            await self._settle()
            await self._unstored.catch_up()
            await self._write_places()

    async def _sleep(self) -> None:
        now = time.time()
        ends = [session.until for session in self._sessions.values()]
        if (place_ends := self._places.ends_next()) is not None:
            ends.append(place_ends)
        try:
            seconds = min(max(min(ends, default=now + LOOK_SECONDS) - now, 0.0), LOOK_SECONDS)
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return
        await asyncio.sleep(COALESCE_SECONDS)

    async def _settle(self) -> Sent:
        """Work out who is where now, and tell it where it is new."""
        self._changed.clear()
        now = time.time()
        self._places.expire(now)
        found = self._find_devices()
        over = [one for one in self._sessions.values() if self._is_over(one, now)]
        for session in over:
            del self._sessions[session.id]
            self._held.discard(session.id)
        sent = self._tell()
        for session in found:
            await self._unstored.keep(lambda store, session=session: store.sessions.begin(session))  # type: ignore[misc]
        await self._end(over, now)
        return sent

    def _find_devices(self) -> list[Session]:
        """Sessions that began at an address, of whose device we were told only afterwards."""
        now_known = [adopted(one, self._places) for one in self._sessions.values()]
        found = [one for one in now_known if one != self._sessions[one.id]]
        self._sessions.update((one.id, one) for one in found)
        return [one for one in found if one.id not in self._held]

    def _is_over(self, session: Session, now: float) -> bool:
        return session.person not in self._people or is_over(session, self._places, now)

    def _tell(self) -> Sent:
        sessions = [one for one in self._sessions.values() if one.id not in self._held]
        devices = seats(self._places, sessions, self._people, self._named, self._known)
        if devices == self._devices:
            return Sent(version=0, to=())
        self._devices = devices
        self._by_address = by_address(self.devices)
        self._moved(devices)
        return self._hub.send(lambda version: Seats(version=version, devices=devices))

    async def _end(self, sessions: Iterable[Session], now: float) -> None:
        ids = [session.id for session in sessions]
        for id_ in ids:
            self._sessions.pop(id_, None)
            self._held.discard(id_)
        if ids:
            await self._unstored.keep(lambda store: store.sessions.end(ids, now))

    async def _write_places(self) -> None:
        now = {place.address: place for place in self._places.all}
        fresh = [place for address, place in now.items() if _differs(self._written.get(address), place)]
        gone = [address for address in self._written if address not in now]
        if not fresh and not gone:
            return
        try:
            await self._store.run(lambda store: store.sessions.keep_places(fresh, gone))
        except StorageError:
            return  # they are written with the next change
        self._written = {address: self._written.get(address, place) for address, place in now.items()}
        self._written.update((place.address, place) for place in fresh)


def _makes_room(before: Session, how: How) -> bool:
    """Who signs in does not drive out whom a helper has logged on."""
    return how is How.HELPER or before.how is not How.HELPER


def _differs(before: Place | None, now: Place) -> bool:
    if before is None or (before.mac, before.leased) != (now.mac, now.leased):
        return True
    return abs(before.until - now.until) >= _WORTH_WRITING


def _people(store: Store, now: float) -> dict[str, Person]:
    """Everyone whom the school knows, and guests."""
    known = {row.id: row.person for row in store.people.all()}
    return known | {guest.id: guest.person for guest in store.guests.in_force(now)}
