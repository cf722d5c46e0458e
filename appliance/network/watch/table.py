"""What was heard already, so that `core` is told what is new at once and the rest now and then. Pure, and bounded: past
the bound whoever was heard longest ago is forgotten. A clock that is set back makes everything news again, and hides
nothing."""

from collections import OrderedDict
from collections.abc import Callable, Iterator

import msgspec

from appliance.model import Frozen
from appliance.network.watch.heard import Heard
from appliance.wire import Sighted

TOLD_EVERY = 30.0
MOST_DEVICES = 4000
MOST_ADDRESSES = 8000
ASKED_EVERY = 600.0
MOST_ASKED = 50_000
_BINDING = frozenset({"arp", "ndp", "dhcp"})
_OF_ITSELF = ("name", "vendor", "options", "services", "model")


class _Place(Frozen):
    """Who is at an address, and what was told of it last."""

    mac: str
    seen: Sighted
    lease: Sighted | None


class Table:
    """`maker` says who made a device."""

    def __init__(self, maker: Callable[[str], str]) -> None:
        self._maker = maker
        self._devices: OrderedDict[str, Heard] = OrderedDict()
        self._places: OrderedDict[str, _Place] = OrderedDict()

    def knows(self, mac: str, address: str, now: float) -> bool:
        """Was it told a moment ago that this device is there?"""
        place = self._places.get(address)
        return place is not None and place.mac == mac and 0 <= now - place.seen.at < TOLD_EVERY

    def hear(self, heard: Heard, now: float) -> Sighted | None:
        """What to tell `core` now; None where that can wait."""
        news = self._learn(heard)
        before = self._places.get(heard.address)
        if before and before.mac != heard.mac and heard.source not in _BINDING:
            return None
        if not heard.address:
            return None  # it is told with the next sign of where the device is
        said = self._said(heard, now)
        if heard.lease_seconds is not None:
            self._put(_Place(mac=heard.mac, seen=said, lease=said))
            return said
        same = before if before and before.mac == heard.mac else None
        if same and not news and 0 <= now - same.seen.at < TOLD_EVERY:
            return None
        self._put(_Place(mac=heard.mac, seen=said, lease=same.lease if same else None))
        return said

    def everything(self) -> Iterator[Sighted]:
        """For a `core` that knows nothing yet: leases first, and what was seen since."""
        for place in self._places.values():
            if place.lease:
                yield place.lease
            if place.seen is not place.lease:
                yield place.seen

    def _learn(self, heard: Heard) -> bool:
        """Keep what a device says of itself. True when that is new."""
        before = self._devices.get(heard.mac)
        said = {field: value for field in _OF_ITSELF if (value := getattr(heard, field))}
        if before and before.services and heard.services:
            said["services"] = tuple(sorted({*before.services, *heard.services}))[:32]
        now = msgspec.structs.replace(before or Heard(mac=heard.mac, source=heard.source), **said)
        self._devices[heard.mac] = now
        self._devices.move_to_end(heard.mac)
        if len(self._devices) > MOST_DEVICES:
            self._devices.popitem(last=False)
        return now != before

    def _said(self, heard: Heard, now: float) -> Sighted:
        known = self._devices[heard.mac]
        return Sighted(
            mac=heard.mac,
            address=heard.address,
            at=now,
            source=heard.source,
            lease_seconds=heard.lease_seconds,
            maker=self._maker(heard.mac),
            **{field: getattr(known, field) for field in _OF_ITSELF},
        )

    def _put(self, place: _Place) -> None:
        address = place.seen.address
        self._places[address] = place
        self._places.move_to_end(address)
        if len(self._places) > MOST_ADDRESSES:
            self._places.popitem(last=False)


class Recent[Key]:
    """Was the same heard within `seconds`? Bounded: past `most` the oldest is forgotten."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._heard: OrderedDict[Key, float] = OrderedDict()

    def again(self, key: Key, now: float) -> bool:
        """False the first time, and again after `seconds`: the time runs from the last False."""
        if self.has(key, now):
            return True
        self.keep(key, now)
        return False

    def has(self, key: Key, now: float) -> bool:
        last = self._heard.get(key)
        return last is not None and 0 <= now - last < self._seconds

    def keep(self, key: Key, now: float) -> None:
        self._heard[key] = now
        self._heard.move_to_end(key)
        if len(self._heard) > self._most:
            self._heard.popitem(last=False)
