"""Which device is at which address, and until when. Pure: signs of devices go in, and no clock is read.

Identity never rests on an address alone for longer than its lease. A place ends when its lease does, when the device
gives it back or is given another, when another device answers there, or, where nobody said how long it is lent, after
an hour without a sign of the device.
"""

import ipaddress
from collections.abc import Iterable

from appliance.identify.devices import is_address, plain_address
from appliance.model import Frozen

UNSEEN_SECONDS = 3600.0
MOST_OF_A_DEVICE = 4  # IPv4 addresses; who answers for more is a router, or stands in for others
MOST_PLACES = 8000
MANY_OF_A_DEVICE = 64  # addresses; beyond that its own make room for others


class Sign(Frozen):
    """A device was seen at an address. `lease_seconds` is 0 when it was given back, None where nobody said. `binding`
    says that the address is the device's own; else the sign is worth something only where that is known already."""

    mac: str
    address: str
    at: float
    lease_seconds: float | None = None
    binding: bool = True
    dhcp: bool = False


class Place(Frozen):
    """An address, and the device that is there `until` then. `mac` is empty where only the address is known. `leased`
    says that a lease ends it."""

    address: str
    mac: str
    seen: float
    until: float
    leased: bool = False


class Places:
    """The places of all devices, at most `MOST_PLACES`: whoever was seen longest ago is forgotten first. But who claims
    addresses by the thousand, as one device or as many, drives nobody out of one that was lent."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self._by_address = {place.address: place for place in places}
        self._of_mac: dict[str, set[str]] = {}
        self._gone: dict[str, float] = {}
        for place in self._by_address.values():
            self._of_mac.setdefault(place.mac, set()).add(place.address)

    @property
    def all(self) -> tuple[Place, ...]:
        return tuple(self._by_address.values())

    def at(self, address: str) -> Place | None:
        return self._by_address.get(plain_address(address))

    def see(self, sign: Sign) -> bool:
        """True when somebody is elsewhere now."""
        address = plain_address(sign.address)
        if not is_address(address):
            return False
        before = self._by_address.get(address)
        if before and before.mac != sign.mac and (sign.at < before.seen or not (sign.binding and sign.mac)):
            return False
        if before is None and not sign.binding:
            return False
        if sign.lease_seconds is not None and sign.lease_seconds <= 0:
            return before is not None and before.mac in {"", sign.mac} and self._drop(before, sign.at)
        if before and before.mac != sign.mac:
            self._drop(before, sign.at)
        moved = self._left_others(sign, address)
        self._put(_renewed(before, sign, address))
        return moved or before is None or before.mac != sign.mac

    def stand(self, address: str, at: float) -> Place:
        """Somebody is at an address, of which nothing else may be known."""
        place = self.at(address) or _renewed(None, Sign(mac="", address=address, at=at), plain_address(address))
        self._put(place)
        return place

    def expire(self, now: float) -> bool:
        """Forget the places whose time is over. True when there were any."""
        over = [place for place in self._by_address.values() if place.until <= now]
        for place in over:
            self._drop(place, now)
        return bool(over)

    def ends_next(self) -> float | None:
        return min((place.until for place in self._by_address.values()), default=None)

    def key(self, place: Place) -> str:
        """What a session belongs to: the device, or the address where no device, or only a router, is known."""
        return place.address if not place.mac or self._is_router(place.mac) else place.mac

    def gone_since(self, mac: str) -> float | None:
        """Since when a device is nowhere; None while it is somewhere."""
        return None if self._of_mac.get(mac) else self._gone.get(mac, 0.0)

    def _is_router(self, mac: str) -> bool:
        addresses = self._of_mac.get(mac, ())
        return len(addresses) > MOST_OF_A_DEVICE and sum("." in one for one in addresses) > MOST_OF_A_DEVICE

    def _left_others(self, sign: Sign, address: str) -> bool:
        """A device that is given an IPv4 address has left the one it was given before."""
        if not (sign.dhcp and sign.mac and sign.lease_seconds) or ipaddress.ip_address(address).version != 4:  # noqa: PLR2004  # of IP
            return False
        others = [one for one in self._of_mac.get(sign.mac, ()) if "." in one and one != address]
        for one in others:
            self._drop(self._by_address[one], sign.at)
        return bool(others)

    def _put(self, place: Place) -> None:
        self._by_address.pop(place.address, None)
        self._by_address[place.address] = place  # last: in the order of when they were seen
        self._of_mac.setdefault(place.mac, set()).add(place.address)
        self._gone.pop(place.mac, None)
        if len(self._by_address) > MOST_PLACES:
            self._drop(self._spare(), place.seen)

    def _spare(self) -> Place:
        oldest_first, most = self._by_address.values(), max(map(len, self._of_mac.values()))
        if most > MANY_OF_A_DEVICE:
            return next(one for one in oldest_first if len(self._of_mac[one.mac]) == most)
        return next((one for one in oldest_first if not one.leased), next(iter(oldest_first)))

    def _drop(self, place: Place | None, at: float) -> bool:
        if place is None:
            return False
        del self._by_address[place.address]
        left = self._of_mac[place.mac]
        left.discard(place.address)
        if not left:
            del self._of_mac[place.mac]
            self._gone[place.mac] = at
        if len(self._gone) > MOST_PLACES:
            del self._gone[next(iter(self._gone))]
        return True


def _renewed(before: Place | None, sign: Sign, address: str) -> Place:
    same = before if before and before.mac == sign.mac else None
    seen = max(sign.at, same.seen) if same else sign.at
    if sign.lease_seconds is not None:
        until, leased = sign.at + sign.lease_seconds, True
    elif same and same.leased and same.until > sign.at:
        until, leased = same.until, True
    else:
        until, leased = seen + UNSEEN_SECONDS, False
    return Place(address=address, mac=sign.mac, seen=seen, until=until, leased=leased)
