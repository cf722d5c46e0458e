import re
from collections.abc import Callable

import pytest

from appliance.store import Store
from tests.webui.conftest import Person


def test_rooms_say_how_many_stand_in_them(adult: Person, devices: Store) -> None:
    page = adult.get("/devices/rooms").text
    assert re.findall(r"<bdi>(Room \d)</bdi></a></th><td[^>]*>(\d+)<", page) == [("Room 4", "1"), ("Room 5", "0")]


def test_a_room_is_added_and_removed(press: Callable[..., str], devices: Store) -> None:
    assert "iPad trolley was added." in press("/devices/rooms", name="  iPad  trolley ")
    assert "Room 4 was removed." in press("/devices/rooms/remove", room="Room 4")
    assert devices.groups.rooms() == ("Room 5", "iPad trolley")
    assert {row.room for row in devices.devices.all()} == {""}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("", "Write a name.", id="no name"),
        pytest.param("Room 4", "There is a room Room 4 already.", id="twice"),
        pytest.param("x" * 10_000, "at most 60 letters", id="ten thousand letters"),
    ],
)
def test_a_room_that_cannot_be(adult: Person, devices: Store, name: str, says: str) -> None:
    answer = adult.post("/devices/rooms", name=name)
    assert answer.status_code == 422
    assert says in answer.text
