"""Sightings become devices in the store, and new ones are announced."""

import time
from collections.abc import Iterator

import pytest

from appliance.config import Home
from appliance.core import devices as core_devices
from appliance.core.devices import Devices, placed
from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.model import Device, Event, Handling, Ignored, Person, Role, Visit
from appliance.store import Store
from appliance.store.devices import Seen
from appliance.wire import Sighted
from tests.core.samples import locked

NOW = time.time()
IPAD, PC = "a4:83:e7:00:00:01", "da:21:6a:00:00:02"


class Box:
    """The part, with a store and what it told."""

    def __init__(self, store: StoreThread) -> None:
        self.store = store
        self.incidents = IncidentLog(store)
        self.found: list[str] = []
        self.devices = Devices(store, self.incidents, self.found.extend)

    async def flush(self, now: float) -> list[str]:
        """What was announced."""
        await self.devices.flush(now)
        told = [one.text for one in self.incidents._told]
        self.incidents._told.clear()
        return told


@pytest.fixture
def box(home: Home) -> Iterator[Box]:
    opened = Store.open(home, busy_seconds=0.05)
    opened.migrate()
    thread = StoreThread(opened)
    yield Box(thread)
    thread.close()


def sighted(mac: str = IPAD, at: float = 0.0, address: str = "10.0.0.4", **more: object) -> Sighted:
    return Sighted(mac=mac, address=address, at=NOW + at, source="arp", **more)  # type: ignore[arg-type]  # the tests' words


async def test_a_new_device_is_stored_and_announced_with_all_it_said(box: Box) -> None:
    box.devices.sighted(sighted(maker="Apple"))
    box.devices.sighted(sighted(maker="Apple", name="Amys-iPad"))
    assert await box.flush(0.0) == ["A new device is on the network: iPad “Amys-iPad” (10.0.0.4, a4:83:e7:00:00:01)."]
    assert box.found == [IPAD]
    row = await box.store.run(lambda store: store.devices.get(IPAD))
    assert row
    assert (row.kind, row.maker, row.heard, row.addresses) == ("iPad", "Apple", "Amys-iPad", ("10.0.0.4",))


async def test_a_device_is_announced_once_and_that_its_address_is_made_up(box: Box) -> None:
    box.devices.sighted(sighted(PC))
    (said,) = await box.flush(0.0)
    assert said == f"A new device is on the network: a device (10.0.0.4, {PC}, an address that it made up)."
    box.devices.sighted(sighted(PC, at=5000.0))
    assert await box.flush(900.0) == []


async def test_many_new_devices_are_one_announcement_a_minute(box: Box) -> None:
    box.devices.sighted(sighted())
    assert len(await box.flush(100.0)) == 1
    for number in range(9):
        box.devices.sighted(sighted(f"00:00:5e:00:00:0{number}"))
    assert await box.flush(110.0) == []
    (said,) = await box.flush(160.0)
    assert said.startswith("9 new devices are on the network: a device (10.0.0.4, 00:00:5e:00:00:00); ")
    assert said.endswith(", and 4 more.")
    assert len(box.found) == 10


async def test_a_device_that_stays_is_written_every_five_minutes(box: Box) -> None:
    times = []
    for at in range(0, 1000, 30):
        box.devices.sighted(sighted(at=float(at)))
        times += [at] if box.devices._waiting else []
        await box.devices.flush(0.0)
    assert times == [0, 300, 600, 900]


@pytest.mark.parametrize(
    "more", [{"name": "Amys-iPad"}, {"address": "10.0.0.9"}, {"vendor": "MSFT 5.0"}, {"maker": "Apple"}]
)
async def test_what_is_new_of_a_device_is_written_at_once(box: Box, more: dict[str, str]) -> None:
    box.devices.sighted(sighted())
    await box.devices.flush(0.0)
    box.devices.sighted(sighted(at=1.0, **more))
    assert box.devices._waiting


async def test_an_address_that_a_device_left_long_ago_is_not_its_last(box: Box) -> None:
    for at, address in ((0.0, "10.0.0.9"), (400.0, "10.0.0.4"), (800.0, "10.0.0.4")):
        box.devices.sighted(sighted(at=at, address=address))
        await box.devices.flush(0.0)
    row = await box.store.run(lambda store: store.devices.get(IPAD))
    assert row
    assert row.addresses == ("10.0.0.4", "10.0.0.9")
    assert [one.mac for one in await box.store.run(lambda store: store.devices.called("10.0.0.9"))] == [IPAD]


async def test_who_was_forgotten_is_new_again(box: Box) -> None:
    box.devices.sighted(sighted())
    await box.flush(0.0)
    await box.store.run(lambda store: store.devices.forget(IPAD, "office", 1.0))
    box.devices.reload()
    box.devices.sighted(sighted(at=2.0))
    assert len(await box.flush(100.0)) == 1


async def test_nothing_is_lost_while_the_store_is_locked(home: Home, box: Box) -> None:
    with locked(home.store / "cases.db"):
        box.devices.sighted(sighted())
        assert await box.flush(0.0) == []
    box.devices.sighted(sighted(at=1.0, name="Amys-iPad"))
    (said,) = await box.flush(1.0)
    assert "Amys-iPad" in said


async def test_a_flood_of_made_up_devices_is_bounded(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_devices, "MOST_WAITING", 100)
    for number in range(500):
        box.devices.sighted(sighted(f"02:00:00:00:{number >> 8:02x}:{number & 255:02x}"))
    assert len(box.devices._waiting) == 100
    (said,) = await box.flush(0.0)
    assert len(said) < 1000


async def test_strangers_of_long_ago_are_forgotten_once_a_day(box: Box) -> None:
    await box.store.run(lambda store: store.devices.see([Seen(mac=PC, at=1.0)]))
    await box.flush(0.0)
    assert await box.store.run(lambda store: store.devices.all()) == ()


def visit(at: float = 100.0, handling: Handling = Handling.ASKED) -> Visit:
    return Visit(
        at=at, worker="watch", client="10.0.0.4", device="10.0.0.4", host="a.example", url="", handling=handling
    )


def device_at(address: str) -> Device:
    amy = Person(id="p1", name="Amy Ash", role=Role.PUPIL)
    return Device(name="tablet-1", addresses=(address,), person=amy)


def test_a_name_that_was_asked_for_gets_device_and_person() -> None:
    event = placed(visit(), device_at, 101.0)
    assert isinstance(event, Visit)
    assert (event.device, event.person) == ("tablet-1", "p1")


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(visit(at=50.0), id="it waited, and somebody else may be there now"),
        pytest.param(visit(handling=Handling.READ), id="a worker said who it was"),
        pytest.param(Ignored(at=100.0, worker="worker-1", device="x", entries=(1,)), id="no visit"),
    ],
)
def test_what_is_known_or_too_old_is_left_as_it_is(event: Event) -> None:
    assert placed(event, device_at, 101.0) is event
