import re
from collections.abc import Callable

import pytest

from appliance.store import Store
from appliance.store.rows import DeviceRow
from tests.webui.conftest import Person
from tests.webui.devices.conftest import IPAD, PC, PHONE

AS_SHOWN = {"name": "Tablet 1", "room": "Room 4", "owner": "", "seen": "Tablet 1\nRoom 4\n"}
NEW = {"name": "", "room": "", "owner": "", "seen": "\n\n"}


def said(store: Store, mac: str) -> tuple[str, str, str]:
    row = store.devices.get(mac)
    assert isinstance(row, DeviceRow)
    return row.name, row.room, row.owner_name


def test_a_device_is_shown(adult: Person, devices: Store) -> None:
    page = adult.get(f"/devices/{IPAD}").text
    assert re.search(r"<dt>At it now</dt><dd><bdi>Amy Ash</bdi>", page)
    assert "private Wi-Fi address" not in page
    assert "private Wi-Fi address" in adult.get(f"/devices/{PHONE}").text


def test_a_device_is_named_put_in_a_room_and_given(press: Callable[..., str], devices: Store) -> None:
    page = press(f"/devices/{PC}", **(NEW | {"name": " Office  1 ", "room": "Room 5", "owner": "ada oak"}))
    assert "Office 1 is saved." in page
    assert said(devices, PC) == ("Office 1", "Room 5", "Ada Oak")
    again = {"name": "", "room": "", "owner": "", "seen": "Office 1\nRoom 5\np2"}
    press(f"/devices/{PC}", **again)
    assert said(devices, PC) == ("", "", "")


def test_the_form_comes_back_as_it_was_shown(adult: Person, devices: Store) -> None:
    page = adult.get(f"/devices/{IPAD}").text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    assert adult.post(f"/devices/{IPAD}", **(AS_SHOWN | {"seen": seen[1]})).status_code == 303
    assert said(devices, IPAD) == ("Tablet 1", "Room 4", "")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"name": "tablet 1"}, "Another device is called", id="a name that is taken"),
        pytest.param({"name": "tablet-3"}, "The settings call a device", id="a name of the settings"),
        pytest.param({"name": "10.0.0.7"}, "is an address", id="an address as a name"),
        pytest.param({"name": "x" * 10_000}, "at most 60 letters", id="ten thousand letters"),
        pytest.param({"name": "a\u202eb"}, "cannot be seen", id="a character that turns the line round"),
        pytest.param({"room": "Room 99"}, "no such room", id="a room that is gone"),
        pytest.param({"owner": "Zoe Zebra"}, "There is nobody called", id="nobody of that name"),
        pytest.param({"seen": "x\n\n"}, "Somebody else changed this device", id="somebody was quicker"),
    ],
)
def test_what_cannot_be_is_told(adult: Person, devices: Store, wrong: dict[str, str], says: str) -> None:
    answer = adult.post(f"/devices/{PC}", **(NEW | wrong))
    assert answer.status_code == 422
    assert says in answer.text
    assert said(devices, PC) == ("", "", "")


def test_a_device_is_forgotten(press: Callable[..., str], devices: Store) -> None:
    assert "Tablet 1 was forgotten." in press(f"/devices/{IPAD}/forget")
    assert devices.devices.get(IPAD) is None


@pytest.mark.parametrize("mac", ["00:00:00:00:00:00", "none", "x" * 3000])
def test_no_such_device(adult: Person, devices: Store, mac: str) -> None:
    assert adult.get(f"/devices/{mac}").status_code == 404
    assert adult.post(f"/devices/{mac}/forget").status_code == 404
