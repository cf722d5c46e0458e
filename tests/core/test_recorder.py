"""From the spools into the store, once each, wherever it is interrupted."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from appliance.config import Home
from appliance.core.incident_log import IncidentLog
from appliance.core.recorder import BATCH, Recorder
from appliance.core.spool import SpoolReader, SpoolWriter
from appliance.core.store_thread import StoreThread
from appliance.core.trouble import Trouble
from appliance.model import SpoolCursor, the_box
from appliance.store import Store
from tests.core.samples import captured, locked, visit

MiB = 1024 * 1024


@contextmanager
def opened(home: Home) -> Iterator[Store]:
    with Store.open(home, busy_seconds=0.05) as store:
        store.migrate()
        yield store


class Parts:
    """A recorder as a fresh core has it."""

    def __init__(self, home: Home) -> None:
        store = Store.open(home, busy_seconds=0.05)
        store.migrate()
        self.thread = StoreThread(store)
        self.changed: list[int] = []
        self.incidents = IncidentLog(self.thread)
        self.trouble = Trouble(self.incidents)
        self.recorder = Recorder(home.spool, self.thread, self.trouble, 600.0, self.changed.extend)


@pytest.fixture
def parts(home: Home) -> Iterator[Parts]:
    made = Parts(home)
    yield made
    made.thread.close()


async def test_visits_and_captures_of_all_workers_are_stored_once(home: Home, parts: Parts) -> None:
    for worker in ("worker-1", "worker-2"):
        with SpoolWriter(home.spool / worker, 16 * MiB) as spool:
            for number in range(700):
                spool.append(visit(number) if number % 2 else captured(f"{worker}/{number}", term=f"t/{number}"))
    await parts.recorder.drain()
    await parts.recorder.drain()
    with opened(home) as store:
        assert len(store.activity.recent(2000)) == 700
        assert sum(row.count for row in store.seen_by(the_box("test")).captures.latest(2000)) == 700
    assert len(set(parts.changed)) == 350, "both workers saw the same terms on the same device"


async def test_death_between_the_two_files_stores_no_visit_twice(home: Home, parts: Parts) -> None:
    with SpoolWriter(home.spool / "worker-1", 16 * MiB) as spool:
        for number in range(10):
            spool.append(visit(number))
            spool.append(captured(number))
        with locked(home.store / "cases.db"):
            await parts.recorder.drain()
        assert parts.trouble.text
        with opened(home) as store:
            assert (len(store.activity.recent()), store.captures.count()) == (10, 0)
        for number in range(10, 20):
            spool.append(visit(number))
            spool.append(captured(number))
        fresh = Parts(home)
        await fresh.recorder.drain()
        fresh.thread.close()
    with opened(home) as store:
        assert len({visit.url for visit in store.activity.recent()}) == len(store.activity.recent()) == 20
        assert store.seen_by(the_box("test")).captures.latest()[0].count == 20


async def test_batches_of_visits_alone_are_not_stored_again_after_a_start(home: Home, parts: Parts) -> None:
    with SpoolWriter(home.spool / "worker-1", 16 * MiB) as spool:
        for number in range(3 * BATCH):
            spool.append(visit(number, size=1000))
        await parts.recorder.drain()
        fresh = Parts(home)
        await fresh.recorder.drain()
        fresh.thread.close()
    with opened(home) as store:
        assert len(store.activity.recent(5000)) == 3 * BATCH


async def test_segments_that_are_stored_are_deleted(home: Home, parts: Parts) -> None:
    with SpoolWriter(home.spool / "worker-1", 16 * MiB) as spool:
        for number in range(400):
            spool.append(visit(number, size=10_000))
        assert len(list((home.spool / "worker-1").glob("*.seg"))) == 4
        await parts.recorder.drain()
        assert len(list((home.spool / "worker-1").glob("*.seg"))) == 1
        assert parts.recorder.waiting() == 0


async def test_an_event_that_no_row_can_hold_does_not_hold_up_the_others(home: Home, parts: Parts) -> None:
    with SpoolWriter(home.spool / "worker-1", 16 * MiB) as spool:
        spool.append(captured(1))
        spool.append(visit(2, at=float("nan")))
        spool.append(captured(3, at=float("inf")))
        spool.append(captured(4))
    await parts.recorder.drain()
    with opened(home) as store:
        assert store.seen_by(the_box("test")).captures.latest()[0].count == 2
        assert store.activity.recent() == []
        assert [incident.kind for incident in store.incidents.recent()] == ["spool damaged"]


async def test_a_store_in_trouble_is_told_with_how_long_and_how_many(home: Home, parts: Parts) -> None:
    with SpoolWriter(home.spool / "worker-1", 16 * MiB) as spool:
        for number in range(BATCH + 5):
            spool.append(captured(number))
    with locked(home.store / "cases.db"):
        await parts.recorder.drain()
        await parts.recorder.drain()
        assert parts.recorder.waiting() == BATCH + 5
    assert "another program holds the store locked" in parts.trouble.text
    await parts.recorder.drain()
    assert parts.trouble.text == ""
    await parts.incidents.flush()
    with opened(home) as store:
        (incident,) = store.incidents.recent()
    assert f"Nothing was lost; {BATCH + 5} events waited." in incident.text


async def test_a_spool_that_cannot_be_read_does_not_hold_up_the_others(home: Home, parts: Parts) -> None:
    broken = home.spool / "worker-1"
    (broken / "0000000000000001.seg").mkdir(parents=True)
    with SpoolWriter(home.spool / "worker-2", 16 * MiB) as spool:
        spool.append(captured(1))
    await parts.recorder.drain()
    assert "the spool of worker-1 cannot be read" in parts.trouble.text
    with opened(home) as store:
        assert store.captures.count() == 1


def test_events_go_into_the_store_fast_enough_for_a_school(home: Home) -> None:
    with SpoolWriter(home.spool / "worker-1", 64 * MiB) as spool:
        for number in range(4000):
            spool.append(captured(number, term=f"t/{number % 50}") if number % 4 == 0 else visit(number))
    place, reader = SpoolCursor(), SpoolReader(home.spool / "worker-1")
    with opened(home) as store:
        start = time.perf_counter()
        while (batch := reader.read(place, BATCH)).cursor != place:
            store.intake.record("worker-1", batch, 600.0, time.time())
            place = batch.cursor
        rate = 4000 / (time.perf_counter() - start)
    assert rate > 500
