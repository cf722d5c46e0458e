from werkzeug.test import TestResponse

from appliance.store import Store
from tests.webui.conftest import ORIGIN, Person
from tests.webui.devices.conftest import IPAD, PC, PHONE
from webui.security import csrf_token


def send(adult: Person, macs: list[str], **fields: str) -> str:
    data: dict[str, object] = {"csrf": csrf_token(adult.token), "mac": macs, **fields}
    answer: TestResponse = adult.client.post("/devices/many", data=data, headers={"Origin": ORIGIN})
    assert answer.status_code == 303
    return adult.get(answer.headers["Location"]).text


def rooms(store: Store) -> dict[str, str]:
    return {row.mac: row.room for row in store.devices.all()}


def test_many_are_put_in_a_room_at_once(adult: Person, devices: Store) -> None:
    assert "2 devices are in Room 5 now." in send(adult, [PC, PHONE, "none"], do="room", room="Room 5")
    assert rooms(devices) == {IPAD: "Room 4", PC: "Room 5", PHONE: "Room 5"}
    assert "Tablet 1 is in no room now." in send(adult, [IPAD], do="room", room="-")
    assert rooms(devices)[IPAD] == ""


def test_many_are_forgotten_at_once(adult: Person, devices: Store) -> None:
    assert "2 devices are forgotten" in send(adult, [PC, PHONE], do="forget")
    assert rooms(devices) == {IPAD: "Room 4"}


def test_what_is_missing_is_asked_for(adult: Person, devices: Store) -> None:
    before = rooms(devices)
    assert "Tick the devices first." in send(adult, [], do="room", room="Room 5")
    assert "Choose a room first." in send(adult, [PC], do="room", room="")
    assert "no such room any more" in send(adult, [PC], do="room", room="Room 99")
    assert rooms(devices) == before


def test_hundreds_are_not_too_long_a_form(adult: Person, devices: Store) -> None:
    macs = [PC, *(f"00:00:00:00:{number >> 8:02x}:{number & 255:02x}" for number in range(4000))]
    assert "OFFICE-PC is in Room 5 now." in send(adult, macs, do="room", room="Room 5")
