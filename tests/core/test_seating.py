"""Who is at which device, as core knows it and tells it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from appliance.config import Home
from appliance.core.hub import Hub, Worker
from appliance.core.seating import Seating
from appliance.core.store_thread import StoreThread
from appliance.identify.seats import How
from appliance.model import Device, Person, Role
from appliance.store import Store
from appliance.store.devices import Seen
from appliance.wire import Bans, Connection, FromCore, Hello, InForce, Seats, Sighted, ToCore
from tests.core.lines import line
from tests.core.pupils import AMY, fill
from tests.core.samples import until

AMYS, BENS = "02:00:00:00:00:0a", "02:00:00:00:00:0b"
FOUR, OTHER = "10.0.0.4", "10.0.0.5"
PERSON = Person(id=AMY, name="Amy Bell", role=Role.PUPIL, groups=("class-3b",))


@pytest.fixture
def store(home: Home) -> Iterator[StoreThread]:
    opened = Store.open(home)
    opened.migrate()
    fill(opened)
    thread = StoreThread(opened)
    yield thread
    thread.close()


def saw(mac: str, address: str, lease: float | None = None) -> Sighted:
    source = "arp" if lease is None else "dhcp"
    return Sighted(mac=mac, address=address, at=time.time(), source=source, lease_seconds=lease)  # type: ignore[arg-type]  # one of them


def people(devices: tuple[Device, ...]) -> dict[str, str]:
    return {address: device.person.name for device in devices if device.person for address in device.addresses}


class Followed:
    """A seating, and a worker that hears of it."""

    def __init__(self, store: StoreThread, *known: Device) -> None:
        self.hub = Hub()
        self.moved: list[tuple[Device, ...]] = []
        self.seating = Seating(store, self.hub, known, self.moved.append)
        self.heard: list[Seats] = []

    async def listen(self, worker: Worker, far: Connection[FromCore]) -> None:
        while (message := await far.receive()) is not None:
            if isinstance(message, Seats):
                self.heard.append(message)
            if isinstance(message, Seats | Bans):
                await self.hub.confirm(worker, message.version)

    @property
    def now(self) -> dict[str, str]:
        return people(self.heard[-1].devices) if self.heard else {}


@asynccontextmanager
async def following(store: StoreThread, *known: Device) -> AsyncIterator[Followed]:
    async with line(ToCore, FromCore) as (near, far):
        followed = Followed(store, *known)
        worker = Worker(Hello(role="worker", name="worker-1", pid=1), near)
        followed.hub.join(worker)
        tasks = [asyncio.create_task(followed.listen(worker, far))]
        await followed.seating.load()
        tasks.append(asyncio.create_task(followed.seating.run()))
        yield followed
        for task in tasks:
            task.cancel()


async def soon(true: Callable[[], bool]) -> float:
    """Seconds until it was."""
    begun = time.perf_counter()
    await until(true, "everybody is where they should be", 3.0)
    return time.perf_counter() - begun


async def test_every_worker_knows_who_signed_in_before_they_are_told(store: StoreThread) -> None:
    async with following(store) as school:
        school.seating.sighted(saw(AMYS, FOUR))
        await school.seating.begin(FOUR, PERSON, How.PICTURE, time.time() + 900)
        assert school.now == {FOUR: "Amy Bell"}
        assert await school.seating.end(FOUR) == "Amy Bell"
        assert school.now == {}
        assert await school.seating.end(FOUR) == ""


async def test_a_session_follows_the_device_to_a_new_address_within_250_ms(store: StoreThread) -> None:
    async with following(store) as school:
        school.seating.sighted(saw(AMYS, FOUR, 600.0))
        await school.seating.begin(FOUR, PERSON, How.PICTURE, time.time() + 900)
        school.seating.sighted(saw(AMYS, OTHER, 600.0))
        assert await soon(lambda: school.now == {OTHER: "Amy Bell"}) < 0.25
        school.seating.sighted(saw(BENS, FOUR, 600.0))
        await soon(lambda: len(school.heard[-1].devices) == 2)
        assert school.now == {OTHER: "Amy Bell"}


async def test_many_changes_at_once_are_told_once(store: StoreThread) -> None:
    async with following(store) as school:
        for number in range(50):
            school.seating.sighted(saw(f"02:00:00:00:01:{number:02x}", f"10.0.1.{number}"))
        await soon(lambda: len(school.heard[-1].devices if school.heard else ()) == 50)
        assert len(school.heard) == 1


async def test_another_device_at_a_bare_address_is_not_who_signed_in_there(store: StoreThread) -> None:
    async with following(store) as school:
        await school.seating.begin(FOUR, PERSON, How.PICTURE, time.time() + 900)
        assert school.now == {FOUR: "Amy Bell"}
        for id_, session in school.seating._sessions.items():
            school.seating._sessions[id_] = replace(session, since=session.since - 60)
        school.seating.sighted(saw(BENS, FOUR))
        await soon(lambda: school.now == {})
        assert school.seating.session_at(FOUR) is None


async def test_who_signs_in_takes_the_place_of_who_was_there(store: StoreThread) -> None:
    ben = Person(id="p3", name="Ben Dale", role=Role.PUPIL)
    async with following(store) as school:
        await school.seating.begin(FOUR, PERSON, How.PICTURE, time.time() + 900)
        await school.seating.begin(FOUR, ben, How.PASSWORD, time.time() + 900)
        assert school.now == {FOUR: "Ben Dale"}
        in_force = await store.run(lambda opened: opened.sessions.in_force())
        assert [one.person for one in in_force] == ["p3"]


async def test_a_helpers_word_is_not_ended_from_the_device(store: StoreThread) -> None:
    async with following(store) as school:
        await school.seating.begin(FOUR, PERSON, How.HELPER, time.time() + 900)
        await soon(lambda: school.now == {FOUR: "Amy Bell"})
        assert await school.seating.end(FOUR) == ""
        assert school.now == {FOUR: "Amy Bell"}


async def test_a_school_that_logs_on_at_once_is_told_in_few_steps(store: StoreThread) -> None:
    async with following(store) as school:
        for number in range(40):
            await school.seating.begin(f"10.0.1.{number}", PERSON, How.HELPER, time.time() + 900)
        await soon(lambda: len(school.now) == 40)
        assert len(school.heard) < 20


async def test_a_session_ends_when_its_time_comes(store: StoreThread) -> None:
    async with following(store) as school:
        await school.seating.begin(FOUR, PERSON, How.PICTURE, time.time() + 0.3)
        assert school.now == {FOUR: "Amy Bell"}
        await soon(lambda: school.now == {})
        assert await store.run(lambda opened: opened.sessions.in_force()) == ()


async def test_who_is_where_outlives_core_and_who_left_the_school_does_not(store: StoreThread) -> None:
    async with following(store) as school:
        school.seating.sighted(saw(AMYS, FOUR, 600.0))
        await school.seating.begin(FOUR, PERSON, How.PICTURE, time.time() + 900)
        await school.seating._write_places()
    async with following(store) as school:
        assert school.now == {FOUR: "Amy Bell"}
        await store.run(lambda opened: opened.people.mark_left(AMY, "office", 1.0))
        await school.seating.reload()
        assert school.now == {}


async def test_a_worker_that_joins_late_hears_of_everybody(store: StoreThread) -> None:
    async with following(store) as school, line(ToCore, FromCore) as (near, far):
        await school.seating.begin(FOUR, PERSON, How.PICTURE, time.time() + 900)
        school.hub.join(Worker(Hello(role="worker", name="worker-2", pid=2), near))
        while not isinstance(message := await far.receive(), Seats):
            assert isinstance(message, Bans | InForce)
        assert people(message.devices) == {FOUR: "Amy Bell"}


async def test_traffic_keeps_somebody_at_a_bare_address_and_nowhere_else(store: StoreThread) -> None:
    async with following(store) as school:
        await school.seating.begin(FOUR, PERSON, How.PICTURE, time.time() + 9000)
        school.seating.visited([(FOUR, time.time() + 1000), (OTHER, time.time() + 1000)])
        ends = school.seating._places.at(FOUR)
        assert ends is not None
        assert ends.until > time.time() + 4500
        assert school.seating._places.at(OTHER) is None


async def test_who_is_held_is_known_to_the_portal_alone_until_released(store: StoreThread) -> None:
    async with following(store) as school:
        await school.seating.begin(FOUR, PERSON, How.PICTURE, time.time() + 900, held=True)
        assert school.now == {}
        assert school.seating.device_at(FOUR).person == PERSON
        assert await store.run(lambda opened: opened.sessions.in_force()) == ()
        await school.seating.release(FOUR)
        assert school.now == {FOUR: "Amy Bell"}
        assert len(await store.run(lambda opened: opened.sessions.in_force())) == 1
        await school.seating.begin(FOUR, PERSON, How.PICTURE, time.time() + 900, held=True)
        assert school.now == {}
        await school.seating.end(FOUR)
        assert school.seating.device_at(FOUR).person is None


async def test_the_school_names_a_device_and_gives_it_to_somebody(store: StoreThread) -> None:
    def given(opened: Store) -> None:
        opened.devices.see([Seen(mac=AMYS, at=1.0)])
        opened.devices.name(AMYS, "Amy's iPad", "office", 1.0)
        opened.devices.give(AMYS, AMY, "office", 1.0)

    await store.run(given)
    async with following(store) as school:
        school.seating.sighted(saw(AMYS, FOUR))
        await soon(lambda: school.now == {FOUR: "Amy Bell"})
        assert school.seating.device_at(FOUR).name == "Amy's iPad"
        assert school.seating.session_at(FOUR) is None


async def test_bans_hear_where_devices_are(store: StoreThread) -> None:
    async with following(store, Device(name="tablet-1", addresses=(FOUR,))) as school:
        school.seating.sighted(saw(AMYS, FOUR))
        await soon(lambda: bool(school.moved))
        assert [(one.name, one.mac) for one in school.moved[-1]] == [("tablet-1", AMYS)]
        assert school.seating.device_at(FOUR).name == "tablet-1"
