"""Which helpers are here now, and at which device."""

from collections import Counter

from appliance.actions.picture import Present
from appliance.core.helped.roll import Roll
from appliance.core.seating import Seating
from appliance.identify.devices import plain_address
from appliance.model import Device, Role


class Here:
    """A helper is at the device that the network sees at its address. Where several share an address, because they are
    behind another router, none of them is known to be the one that is meant, unless it says who is at it."""

    def __init__(self, roll: Roll, seating: Seating) -> None:
        self._roll = roll
        self._seating = seating
        self._clients: dict[str, str] = {}
        self._persons: dict[str, str] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self._clients))

    def came(self, helper: str, client: str) -> None:
        self._clients[helper] = plain_address(client)

    def gone(self, helper: str) -> None:
        self._clients.pop(helper, None)
        self._persons.pop(helper, None)

    def says(self, helper: str, person: str) -> None:
        """Whom it has logged on, by id; empty for nobody known."""
        if helper in self._clients:
            self._persons[helper] = person

    def mac_at(self, client: str) -> str:
        """Of the device that the network sees there, or empty."""
        return self._seating.told_at(client).mac

    def is_staffs(self, helper: str) -> bool:
        """Does it say that a member of staff is logged on? No picture is taken of their screen."""
        person = self._seating.person(self._persons.get(helper, ""))
        return person is not None and person.role is Role.STAFF

    def device_of(self, helper: str) -> Device:
        """Where it is; by its own name where the network does not know the device."""
        known, client = self._roll.get(helper), self._clients.get(helper)
        device = self._seating.device_at(client) if client else None
        if device and (device.mac or device.name != client or known is None):
            return device
        words = (known.name, known.mac) if known else (helper, "")
        person, addresses = (device.person, device.addresses) if device else (None, ())
        return Device(name=words[0], addresses=addresses, mac=words[1], person=person)

    def perhaps_at(self, device: Device) -> tuple[str, ...]:
        """Those that may be at a device, here or away."""
        away = (one.id for one in self._roll.of_mac(device.mac) if one.id not in self._clients)
        return (*self._found(device), *away)

    def at(self, device: Device) -> tuple[str, ...]:
        """Those that are at a device."""
        found = self._found(device)
        if device.person and self._share(found):
            found = [one for one in found if self._persons.get(one) == device.person.id]
        return () if self._share(found) else tuple(found)

    def is_unclear(self, device: Device) -> bool:
        """May several be meant, and nothing says which?"""
        return self._share(self._found(device)) and not self.at(device)

    def of(self, device: Device) -> tuple[Present, ...]:
        """All of a device's, here or away."""
        here = self.at(device)
        meant = not self.is_unclear(device)
        if not meant:
            here = tuple(self._found(device))
        away = [one.id for one in self._roll.of_mac(device.mac) if one.id not in self._clients]
        known = [(one, self._roll.get(one)) for one in (*here, *away)]
        return tuple(Present(helper=id_, kind=one.kind, here=id_ in here, meant=meant) for id_, one in known if one)

    def with_person(self, person: str) -> tuple[str, ...]:
        """Those at every device that somebody is at."""
        said = {one for one, whom in self._persons.items() if whom == person}
        seated = (one for one in self._seating.devices if one.person and one.person.id == person)
        return tuple(sorted(said.union(*(self.at(device) for device in seated))))

    def _found(self, device: Device) -> list[str]:
        addresses = {*map(plain_address, device.addresses)}
        return [one for one in self.ids if self._is_at(one, device.mac, addresses)]

    def _is_at(self, helper: str, mac: str, addresses: set[str]) -> bool:
        client = self._clients[helper]
        return client in addresses or bool(mac and self._seating.told_at(client).mac == mac)

    def _share(self, helpers: list[str]) -> bool:
        kinds = Counter(known.kind for one in helpers if (known := self._roll.get(one)))
        return any(times > 1 for times in kinds.values())
