import re
from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.store import Store
from appliance.store.devices import Seen
from tests.webui.conftest import NOW, Person


def titles(page: str) -> list[str]:
    return re.findall(r'href="/devices/[0-9a-f:]{17}"><bdi>([^<]+)</bdi>', page)


def test_nothing_seen_yet_is_explained(adult: Person) -> None:
    page = adult.get("/devices").text
    assert "No devices yet" in page
    assert "appear here by themselves" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", ["10.0.0.33", "OFFICE-PC", "Tablet 1"], id="those that need a decision first"),
        pytest.param("?show=new", ["10.0.0.33", "OFFICE-PC"], id="new ones"),
        pytest.param("?show=room:Room+4", ["Tablet 1"], id="a room"),
        pytest.param("?show=no-room&q=dell", ["OFFICE-PC"], id="a maker, in no room"),
        pytest.param("?q=a4:83", ["Tablet 1"], id="a part of the hardware address"),
        pytest.param("?q=10.0.0.32", ["OFFICE-PC"], id="an address"),
        pytest.param("?q=nothing", [], id="nothing fits"),
        pytest.param("?show=nonsense&page=7", ["10.0.0.33", "OFFICE-PC", "Tablet 1"], id="nonsense"),
    ],
)
def test_devices_are_found(adult: Person, devices: Store, query: str, expected: list[str]) -> None:
    assert titles(adult.get(f"/devices{query}").text) == expected


def test_who_is_at_it_and_what_is_ready_is_shown(adult: Person, devices: Store) -> None:
    page = adult.get("/devices").text
    assert "2 devices are new" in page
    assert re.search(r'<a href="/people/p1"><bdi>Amy Ash</bdi>', page)
    assert 'href="http://lollipop:8001/ready"' in page


def test_hostile_names_from_the_air_are_text(adult: Person, devices: Store) -> None:
    hostile = "<img src=x onerror=alert(1)>\u202e"
    devices.devices.see([Seen(mac="00:00:00:00:00:07", at=NOW, heard=hostile, maker=hostile, kind=hostile, weight=9)])
    for path in ("/devices", "/devices/00:00:00:00:00:07"):
        page = adult.get(path).text
        assert "<img src=x" not in page
        assert "\u202e" not in page
        assert "&lt;img src=x" in page


def test_many_devices_come_in_pages(adult: Person, devices: Store) -> None:
    devices.devices.see([Seen(mac=f"00:00:00:00:01:{number:02x}", at=NOW) for number in range(150)])
    assert (len(titles(adult.get("/devices").text)), len(titles(adult.get("/devices?page=2").text))) == (100, 53)


@pytest.mark.parametrize("duty", [Duty.TEACHER, Duty.GOVERNOR])
def test_others_do_not_come_here(sign_in: Callable[..., Person], devices: Store, duty: Duty) -> None:
    nobody = sign_in(duty)
    for path in ("/devices", "/devices/a4:83:e7:00:00:01", "/devices/rooms"):
        assert nobody.get(path).status_code == 403
    assert nobody.post("/devices/many", mac="a4:83:e7:00:00:01", do="forget").status_code == 403
