"""Asks of people, answered. The whole way is in test_service; here is what the settings add."""

import time
from collections.abc import Iterator

import pytest

from appliance.config import Home
from appliance.core.desk import Desk
from appliance.core.hub import Hub
from appliance.core.network_link import NOT_MANAGED, NetworkLink
from appliance.core.pauses import Pauses
from appliance.core.recorder import Recorder
from appliance.core.seating import Seating
from appliance.core.store_thread import StoreThread
from appliance.core.trouble import Trouble
from appliance.model import Device
from appliance.store import Store
from appliance.wire import AskBan, AskLift, Done, Refused
from tests.core.samples import TABLET
from tests.core.told import Told


@pytest.fixture
def store(home: Home) -> Iterator[StoreThread]:
    opened = Store.open(home)
    opened.migrate()
    thread = StoreThread(opened)
    yield thread
    thread.close()


class Office:
    """A desk, and what stands behind it."""

    def __init__(self, home: Home, store: StoreThread) -> None:
        self.store = store
        self.hub, self.network, self.trouble = Hub(), NetworkLink(home.network_socket, Told()), Trouble(Told())
        self.pauses = Pauses(store, self.hub, self.network)
        self.recorder = Recorder(home.spool, store, self.trouble, 600.0, print)

    def desk(self, *devices: Device) -> Desk:
        seating = Seating(self.store, self.hub, devices, self.pauses.follow)
        return Desk(self.store, seating, self.hub, self.network, self.pauses, self.recorder, self.trouble)


@pytest.fixture
async def office(home: Home, store: StoreThread) -> Office:
    return Office(home, store)


def ban(device: str) -> AskBan:
    return AskBan(device=device, seconds=60, reason="Talk first.", by="Ms Ada")


async def test_a_ban_by_name_covers_every_address(office: Office) -> None:
    answer = await office.desk(TABLET).ban(ban("IPAD-12"))
    assert isinstance(answer, Done)
    assert answer.text.startswith("ipad-12: internet paused until ")
    (held,) = office.pauses.in_force
    assert (held.device, held.addresses, held.by, held.reason) == ("ipad-12", TABLET.addresses, "Ms Ada", "Talk first.")
    assert 59 < held.until - time.time() <= 60


async def test_a_device_is_lifted_by_any_of_its_addresses(office: Office) -> None:
    desk = office.desk(TABLET)
    await desk.ban(ban("ipad-12"))
    answer = await desk.lift(AskLift(device="fd00::12", by="Ms Ada"))
    assert answer == Done(text="ipad-12: the internet is no longer paused.", in_force_ms=answer.in_force_ms)  # type: ignore[union-attr]
    assert office.pauses.in_force == ()


async def test_a_device_that_the_settings_lost_can_still_be_lifted_by_name(office: Office) -> None:
    await office.desk(TABLET).ban(ban("ipad-12"))
    assert isinstance(await office.desk().lift(AskLift(device="ipad-12", by="Ms Ada")), Done)
    assert office.pauses.in_force == ()


async def test_a_lift_of_what_is_not_paused_says_so(office: Office) -> None:
    answer = await office.desk(TABLET).lift(AskLift(device="ipad-12", by="Ms Ada"))
    assert answer == Done(text="ipad-12: the internet was not paused.")


async def test_a_lift_of_nobody_is_refused(office: Office) -> None:
    assert isinstance(await office.desk(TABLET).lift(AskLift(device="nobody", by="Ms Ada")), Refused)


async def test_the_status_of_a_quiet_box(office: Office) -> None:
    status = await office.desk().status()
    assert (status.workers, status.bans, status.spool_waiting, status.store_trouble) == ((), (), 0, "")
    assert status.network == NOT_MANAGED
