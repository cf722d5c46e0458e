from collections.abc import Callable

import pytest

from appliance.identify.seats import How, Session
from appliance.people_changes import preview, take
from appliance.store import Store
from appliance.store.devices import Seen
from tests.people.given import ADA, AMY, roster
from tests.webui.conftest import NOW, Person

IPAD, PC, PHONE = "a4:83:e7:00:00:01", "00:21:6a:00:00:02", "02:00:00:00:00:03"


@pytest.fixture
def devices(store: Store) -> Store:
    """Tablet 1 in Room 4, with Amy at it; a computer and a phone that are new; rooms 4 and 5."""
    listed = roster(AMY, ADA)
    take(store, listed, preview(store, listed), "office", NOW - 1000)
    for room in ("Room 4", "Room 5"):
        store.groups.add_room(room, "office", NOW - 900)
    store.devices.see(
        [
            Seen(mac=IPAD, at=NOW - 60, addresses=("10.0.0.31",), heard="iPad", maker="Apple", kind="tablet", weight=1),
            Seen(mac=PC, at=NOW - 120, addresses=("10.0.0.32",), heard="OFFICE-PC", maker="Dell", weight=1),
            Seen(mac=PHONE, at=NOW - 30, addresses=("10.0.0.33",), random=True),
        ]
    )
    store.devices.name(IPAD, "Tablet 1", "office", NOW - 50)
    store.devices.put_in_room(IPAD, "Room 4", "office", NOW - 50)
    session = Session(
        id="s", person="p1", mac=IPAD, address="10.0.0.31", since=NOW - 40, until=NOW + 900, how=How.PICTURE
    )
    store.sessions.begin(session)
    return store


@pytest.fixture
def press(adult: Person) -> Callable[..., str]:
    """Send a form that must be taken; gives what the next page says."""

    def send(path: str, **fields: str) -> str:
        answer = adult.post(path, **fields)
        assert answer.status_code == 303, answer.text
        return adult.get(answer.headers["Location"]).text

    return send
