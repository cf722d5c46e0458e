"""The school with its own router, before Lollipop runs: what the three ways to plug in start from."""

from collections.abc import Iterator

import pytest

from tests.lab import internet
from tests.lab.plugged import BOX, BOX_LAN, ELSEWHERE, OTHER_RESOLVER, Beside, Bridged, Plugged, Routed
from tests.lab.topology import PUPIL1, PUPIL2, WEB

pytestmark = pytest.mark.network


@pytest.fixture(params=[Bridged, Routed, Beside], scope="module")
def plugged(request: pytest.FixtureRequest) -> Iterator[Plugged]:
    with request.param() as lab:
        internet.start(lab)
        yield lab


@pytest.mark.parametrize("place", [PUPIL1, PUPIL2, BOX])
def test_devices_have_the_addresses_that_they_were_given(plugged: Plugged, place: str) -> None:
    expected = BOX_LAN if place == BOX else plugged.pupils[place]
    shown = plugged.run(place, "ip", "-o", "address", "show", "dev", plugged.link_of(place)).stdout
    assert all(f" {address}/" in shown for address in expected)


@pytest.mark.parametrize("address", WEB)
def test_the_school_reaches_the_internet(plugged: Plugged, address: str) -> None:
    places = (BOX,) if isinstance(plugged, Routed) else (PUPIL1, PUPIL2, BOX)
    assert all(plugged.answers(place, address, 443) for place in places)


def test_names_come_from_the_routers_server(plugged: Plugged) -> None:
    plugged.name("late.lab.test", WEB[0])
    plugged.wait_for("the new name", lambda: look_up(plugged, "late.lab.test") == WEB[0], seconds=5)
    assert look_up(plugged, "late.lab.test", OTHER_RESOLVER[0]) == ELSEWHERE[0]


def look_up(lab: Plugged, name: str, server: str = "10.77.0.1") -> str:
    return lab.run(BOX, "dig", "+short", "+time=2", "+tries=1", f"@{server}", name).stdout.strip()
