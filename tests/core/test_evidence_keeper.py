"""The folder of pictures stays within its share and its time, and holds nothing that may not be kept."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.config import Evidence, Home
from appliance.core.evidence_keeper import DAY, HELD, EvidenceKeeper
from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.evidence.vault import Vault
from appliance.model import Pictured, the_box
from appliance.store import Store
from tests.core.samples import captured, locked, until
from tests.store.pictures import order, pictured, take_in

NOW = 1_794_916_800.0
MEGABYTE = 1024 * 1024


@dataclass
class Kept:
    """A store with an order for each of three captures, the folder, and what keeps it. `put` is what a helper's
    picture becomes, of the size of a megabyte."""

    home: Home
    thread: StoreThread
    store: Store
    vault: Vault
    keeper: EvidenceKeeper
    incidents: IncidentLog
    now: float = NOW
    waiting: int = 0
    numbers: dict[int, str] = field(default_factory=dict)

    def put(self, number: int, order_: str = "o1", *, at: float = NOW) -> Pictured:
        image = bytes([number]) * (MEGABYTE - 100)
        event = pictured(number, order_, at=at, size=len(image), digest=self.vault.put(image))
        take_in(self.store, event)
        self.numbers[number] = event.digest
        return event

    @property
    def there(self) -> set[int]:
        files = set(self.vault.put_before(float("inf")))
        return {number for number, digest in self.numbers.items() if digest in files}

    def age(self, digest: str, seconds: float) -> None:
        path = self.home.evidence / digest[:2] / digest[2:4] / digest
        os.utime(path, (self.now - seconds, self.now - seconds))

    def blind(self) -> None:
        """As after something illegal."""
        self.store.evidence.blind(["h1"], NOW - 120, NOW + 120, "illegal", NOW)

    def told(self) -> set[str]:
        return {incident.text for incident in self.store.incidents.recent()}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    home = Home(tmp_path)
    home.make()
    store = Store.open(home, busy_seconds=0.05)
    store.migrate()
    for number in (1, 2, 3):
        store.captures.add([captured(number, at=NOW, term=f"t/{number}")])
        store.orders.begin([order(f"o{number}", capture=number, at=NOW)])
    thread = StoreThread(store)
    vault, incidents = Vault(home.evidence, home.keys), IncidentLog(thread)
    made: list[Kept] = []
    keeper = EvidenceKeeper(
        vault, Evidence(megabytes=10, days=30), thread, incidents, lambda: made[0].waiting, lambda: made[0].now
    )
    made.append(Kept(home, thread, store, vault, keeper, incidents))
    yield made[0]
    thread.close()


async def test_what_is_too_old_goes_unless_it_is_held(kept: Kept) -> None:
    kept.put(1, "o1", at=NOW - 31 * DAY)
    kept.put(2, "o2", at=NOW - 31 * DAY)
    kept.put(3, "o3", at=NOW - 29 * DAY)
    kept.store.seen_by(the_box("Mrs Khan")).evidence.hold(2, "police", "Mrs Khan", NOW)
    await kept.keeper.tend()
    assert kept.there == {1, 2, 3}
    await kept.keeper.tend()
    assert kept.there == {2, 3}
    (row,) = kept.store.seen_by(the_box("test")).evidence.of_capture(1)
    assert row.gone_why == "older than 30 days"


async def test_a_clock_that_jumped_is_not_believed_at_once(kept: Kept) -> None:
    kept.put(1)
    await kept.keeper.tend()
    kept.now += 400 * DAY
    await kept.keeper.tend()
    assert kept.there == {1}
    await kept.keeper.tend()
    assert kept.there == set()


async def test_the_oldest_orders_make_room_for_new_pictures(kept: Kept) -> None:
    for number in range(12):
        kept.put(number, f"o{number % 3 + 1}", at=NOW + number)
    await kept.keeper.tend()
    assert kept.there == {1, 2, 4, 5, 7, 8, 10, 11}
    assert kept.vault.used_bytes <= 10 * MEGABYTE
    assert kept.told() == set()


async def test_a_folder_full_of_held_pictures_is_told(kept: Kept) -> None:
    for number in range(12):
        kept.put(number, "o1")
    kept.put(20, "o2", at=NOW + 5)
    kept.store.seen_by(the_box("Mrs Khan")).evidence.hold(1, "police", "Mrs Khan", NOW)
    await kept.keeper.tend()
    await kept.incidents.flush()
    assert kept.there == set(range(12))
    assert HELD in kept.told()


async def test_after_something_illegal_the_files_are_gone_and_later_ones_too(kept: Kept) -> None:
    for number, at in enumerate((NOW - 200, NOW - 100, NOW)):
        kept.put(number, at=at)
    kept.blind()
    await kept.keeper.tend(whole=False)
    assert kept.there == {0}
    kept.put(9, at=NOW + 60)
    await kept.keeper.tend(whole=False)
    assert kept.there == {0}
    rows = kept.store.seen_by(the_box("test")).evidence.of_capture(1)
    assert [row.gone_why for row in rows] == ["", "illegal", "illegal", "illegal"]


async def test_what_nothing_names_goes_after_an_hour_and_not_while_events_wait(kept: Kept) -> None:
    kept.put(1)
    orphan, fresh = kept.vault.put(b"orphan"), kept.vault.put(b"fresh")
    kept.age(orphan, 3700)
    kept.age(kept.numbers[1], 3700)
    kept.age(fresh, 3500)
    kept.waiting = 1
    await kept.keeper.tend()
    assert len(set(kept.vault.put_before(float("inf")))) == 3
    kept.waiting = 0
    await kept.keeper.tend()
    assert set(kept.vault.put_before(float("inf"))) == {kept.numbers[1], fresh}


async def test_a_crash_between_marking_and_taking_away_is_made_good(kept: Kept) -> None:
    kept.put(1, at=NOW - 31 * DAY)
    kept.store.evidence.expire(NOW, "older than 30 days", NOW)
    assert kept.there == {1}
    await kept.keeper.tend(whole=False)
    assert kept.there == set()


async def test_while_the_store_is_held_by_another_it_is_tried_again(kept: Kept) -> None:
    kept.put(1)
    kept.blind()
    with locked(kept.home.store / "cases.db"):
        assert not await kept.keeper.tend(whole=False)
        assert kept.store.evidence.to_wipe()
    assert await kept.keeper.tend(whole=False)
    assert kept.there == set()
    assert not kept.store.evidence.to_wipe()


async def test_a_folder_that_cannot_be_read_is_told(kept: Kept) -> None:
    kept.put(1)
    (kept.home.keys / "evidence.pub").write_bytes(b"short")
    assert await kept.keeper.tend()
    await kept.incidents.flush()
    assert any("damaged" in text for text in kept.told())


async def test_running_it_makes_the_keys_and_answers_a_ring_at_once(kept: Kept) -> None:
    running = asyncio.create_task(kept.keeper.run())
    await until((kept.home.keys / "evidence.pub").exists, "the keys", 30)
    events = [kept.put(number, f"o{number % 3 + 1}", at=NOW + number) for number in range(12)]
    kept.keeper.heard(events)
    await until(lambda: len(kept.there) < 12, "room", 30)
    kept.blind()
    kept.keeper.ring()
    await until(lambda: kept.there == set(), "nothing of that time", 30)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
