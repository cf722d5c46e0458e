"""Who is at which device now. Pure.

A helper's word goes before somebody who signed in, and that before a fixed owner. Whoever signed in follows the device:
a new address of it is theirs too, and whoever gets the old address is not them.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import msgspec

from appliance.identify.devices import by_address
from appliance.identify.places import Places
from appliance.model import Device, Frozen, Person

FOUND_AGAIN_SECONDS = 120.0  # a device between two addresses is still the same device
_TOLD_LATE_SECONDS = 5.0  # what was seen when somebody signed in may be told a moment later
_CLOCK_SECONDS = 60.0


class How(StrEnum):
    """How somebody came to a device."""

    PICTURE = "picture"
    PASSWORD = "password"  # noqa: S105  # the word
    STAFF = "staff"
    GUEST = "guest"
    PROXY = "proxy"
    OWNER = "owner"
    HELPER = "helper"


class Session(Frozen):
    """Somebody (`person`, an id) is at a device, or, where no device is known, at an address: `mac` is empty then."""

    id: str
    person: str
    mac: str
    address: str
    since: float
    until: float
    how: How

    @property
    def key(self) -> str:
        return self.mac or self.address


class Named(Frozen):
    """What the school says of a device that is known by its MAC. `owner` is a person's id."""

    name: str = ""
    room: str = ""
    owner: str = ""


def adopted(session: Session, places: Places) -> Session:
    """A session that began at a bare address belongs to the device that was seen there already, but told of later."""
    place = None if session.mac else places.at(session.address)
    if place is None or places.key(place) != place.mac or place.seen > session.since + _TOLD_LATE_SECONDS:
        return session
    return msgspec.structs.replace(session, mac=place.mac)


def is_over(session: Session, places: Places, now: float) -> bool:
    """Its time came, the device is nowhere any more, or another one is at its address. A clock that was set back ends
    it: nobody stays signed in because a box does not know what day it is."""
    if not session.since - _CLOCK_SECONDS <= now < session.until:
        return True
    if session.mac:
        gone = places.gone_since(session.mac)
        return gone is not None and now - gone >= FOUND_AGAIN_SECONDS
    place = places.at(session.address)
    return place is None or places.key(place) != session.address


def seats(
    places: Places,
    sessions: Iterable[Session],
    people: Mapping[str, Person],
    named: Mapping[str, Named],
    known: Iterable[Device],
) -> tuple[Device, ...]:
    """Every device that is somewhere, in the order of names. `known` are those of the settings, which name addresses;
    `named` are those that the school named by MAC."""
    by_key = {session.key: session for session in sorted(sessions, key=_rank)}
    floor = by_address(known)
    return tuple(sorted(_devices(places, by_key, people, named, floor), key=lambda device: device.name))


def _rank(session: Session) -> tuple[bool, float]:
    """The last counts."""
    return session.how is How.HELPER, session.since


def _devices(
    places: Places,
    sessions: Mapping[str, Session],
    people: Mapping[str, Person],
    named: Mapping[str, Named],
    floor: Mapping[str, Device],
) -> Iterator[Device]:
    together: dict[str, list[str]] = {}
    macs: dict[str, str] = {}
    for place in places.all:
        key = places.key(place)
        together.setdefault(key, []).append(place.address)
        macs[key] = place.mac if key == place.mac else ""
    for key, unsorted in together.items():
        addresses = tuple(sorted(unsorted, key=_plainest))
        said = named.get(macs[key], Named())
        setting = next((floor[one] for one in addresses if one in floor), None)
        session = sessions.get(key)
        yield Device(
            name=(setting.name if setting else said.name) or addresses[0],
            addresses=addresses,
            room=(setting.room if setting else "") or said.room,
            mac=macs[key],
            person=(people.get(session.person) if session else None) or people.get(said.owner),
        )


def _plainest(address: str) -> tuple[bool, str]:
    """IPv4 first: that is what a device without a name is called by."""
    return ":" in address, address
