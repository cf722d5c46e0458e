"""What people say of devices."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home, NamedDevice, Settings
from appliance.device_changes import described, find_device, give, name_device, put_in_room
from appliance.errors import DeviceError, PeopleError
from appliance.people.roster import plan
from appliance.store import Store
from appliance.store.devices import Seen
from tests.people.given import AMY, roster

IPAD, PC = "a4:83:e7:00:00:01", "00:21:6a:00:00:02"
SETTINGS = Settings(devices=(NamedDevice(name="Front desk", addresses=("10.0.0.2",)),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as opened:
        opened.migrate()
        opened.people.apply(plan((), roster(AMY)), "office", 1.0)
        opened.devices.see([Seen(mac=IPAD, at=10.0, addresses=("10.0.0.4",), heard="Amys-iPad"), Seen(mac=PC, at=20.0)])
        yield opened


def test_a_device_is_named_put_in_a_room_and_given(store: Store) -> None:
    store.groups.add_room("Year 6", "office", 1.0)
    name_device(store, SETTINGS, find_device(store, "10.0.0.4"), "  tablet  1 ", "office", 2.0)
    put_in_room(store, find_device(store, "Tablet 1"), "Year 6", "office", 2.0)
    assert give(store, find_device(store, IPAD), "amy ash", "office", 2.0) == "Amy Ash"
    told = described(find_device(store, "tablet 1"))
    assert told.startswith(f"tablet 1  (Amys-iPad, Year 6, of Amy Ash)  {IPAD}  10.0.0.4  seen 1970-01-01 ")
    assert give(store, find_device(store, IPAD), "", "office", 3.0) == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("10.0.0.9", "'10.0.0.9' is an address; a name is what people call it."),
        ("A4-83-E7-00-00-09", "'A4-83-E7-00-00-09' is an address; a name is what people call it."),
        ("front DESK", "The settings call a device 'front DESK' already."),
        ("ICT-1", "Another device is called 'ICT-1' already."),
        ("x" * 61, "A name has up to 60 characters, all of them to be seen."),
        ("\x1b[2J", "A name has up to 60 characters, all of them to be seen."),
    ],
)
def test_a_name_that_would_mislead_is_refused(store: Store, name: str, why: str) -> None:
    store.devices.name(PC, "ict-1", "office", 1.0)
    with pytest.raises((DeviceError, PeopleError)) as refused:
        name_device(store, SETTINGS, find_device(store, IPAD), name, "office", 2.0)
    assert str(refused.value) == why


def test_what_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(DeviceError, match=r"There is no device '10\.9\.9\.9'"):
        find_device(store, "10.9.9.9")
    with pytest.raises(DeviceError, match="There is no room 'Cellar'"):
        put_in_room(store, find_device(store, IPAD), "Cellar", "office", 2.0)
    with pytest.raises(PeopleError, match="There is nobody called 'Zoe'"):
        give(store, find_device(store, IPAD), "Zoe", "office", 2.0)
    found = find_device(store, IPAD)
    store.devices.forget(IPAD, "office", 2.0)
    with pytest.raises(DeviceError, match="Amys-iPad was forgotten meanwhile"):
        give(store, found, "", "office", 3.0)
