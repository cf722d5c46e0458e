"""Which helpers are at which device."""

from typing import cast

import pytest
from msgspec.structs import replace

from appliance.actions.picture import Present
from appliance.core.helped.here import Here
from appliance.core.helped.roll import Roll
from appliance.core.seating import Seating
from appliance.model import Device, Helper, HelperKind, Person, Role

AMY = Person(id="p1", name="Amy Bell", role=Role.PUPIL)
TABLET = Device(name="Tablet 3", addresses=("10.0.0.7", "fd00::7"), mac="02:00:00:00:00:07")
ROUTER = Device(name="10.0.0.9", addresses=("10.0.0.9",))


class _Roll:
    """Three computers and a browser; the last computer is away."""

    def __init__(self) -> None:
        self._helpers = {
            id_: Helper(id=id_, kind=kind, name=f"pc-{id_}", key=b"", mac=mac)
            for id_, kind, mac in (
                ("a", HelperKind.DESKTOP, TABLET.mac),
                ("b", HelperKind.DESKTOP, ""),
                ("c", HelperKind.BROWSER, TABLET.mac),
                ("away", HelperKind.DESKTOP, TABLET.mac),
            )
        }

    def get(self, id_: str) -> Helper | None:
        return self._helpers.get(id_)

    def of_mac(self, mac: str) -> tuple[Helper, ...]:
        return tuple(one for one in self._helpers.values() if mac and one.mac == mac)


class _Seating:
    def __init__(self) -> None:
        self.devices = (TABLET, ROUTER)

    def told_at(self, address: str) -> Device:
        return self.device_at(address)

    def device_at(self, address: str) -> Device:
        found = next((one for one in self.devices if address in one.addresses), None)
        return found or Device(name=address, addresses=(address,))


@pytest.fixture
def seating() -> _Seating:
    return _Seating()


@pytest.fixture
def here(seating: _Seating) -> Here:
    return Here(cast("Roll", _Roll()), cast("Seating", seating))


def test_a_helper_is_at_the_device_at_its_address(here: Here) -> None:
    here.came("a", "::ffff:10.0.0.7")
    here.came("c", "fd00::7")
    assert (here.ids, here.at(TABLET), here.at(ROUTER)) == (("a", "c"), ("a", "c"), ())
    assert here.of(TABLET) == (
        Present(helper="a", kind=HelperKind.DESKTOP, here=True),
        Present(helper="c", kind=HelperKind.BROWSER, here=True),
        Present(helper="away", kind=HelperKind.DESKTOP, here=False),
    )
    here.gone("a")
    assert here.at(TABLET) == ("c",)


def test_behind_a_router_only_who_is_there_tells_them_apart(here: Here) -> None:
    """A picture of another child's screen would be worse than none."""
    for one in ("a", "b"):
        here.came(one, "10.0.0.9")
    assert here.at(ROUTER) == ()
    assert here.perhaps_at(ROUTER) == ("a", "b")
    assert here.is_unclear(ROUTER)
    assert here.of(ROUTER)[0] == Present(helper="a", kind=HelperKind.DESKTOP, here=True, meant=False)
    here.says("b", AMY.id)
    assert here.at(replace(ROUTER, person=AMY)) == ("b",)
    assert here.of(replace(ROUTER, person=AMY)) == (Present(helper="b", kind=HelperKind.DESKTOP, here=True),)
    here.says("a", AMY.id)
    assert here.at(replace(ROUTER, person=AMY)) == ()


def test_the_helpers_of_a_person_are_where_they_are_and_where_they_say_so(here: Here, seating: _Seating) -> None:
    here.came("a", "10.0.0.7")
    here.came("b", "10.0.0.5")
    seating.devices = (replace(TABLET, person=AMY), ROUTER)
    assert here.with_person(AMY.id) == ("a",)
    here.says("b", AMY.id)
    assert here.with_person(AMY.id) == ("a", "b")
    here.says("away", AMY.id)
    assert here.with_person(AMY.id) == ("a", "b")


def test_a_device_of_which_the_network_knows_nothing_is_called_as_it_calls_itself(here: Here) -> None:
    here.came("b", "10.0.0.5")
    here.came("a", "10.0.0.7")
    assert here.device_of("a") == TABLET
    assert here.device_of("b") == Device(name="pc-b", addresses=("10.0.0.5",))
    assert here.device_of("away") == Device(name="pc-away", addresses=(), mac=TABLET.mac)
