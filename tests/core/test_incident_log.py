"""Incidents are not lost while the store cannot be written."""

import asyncio
from collections.abc import Iterator

import pytest

from appliance.config import Home
from appliance.core import incident_log
from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.store import Store
from tests.core.samples import locked, until


@pytest.fixture
def store(home: Home) -> Iterator[StoreThread]:
    opened = Store.open(home, busy_seconds=0.05)
    opened.migrate()
    thread = StoreThread(opened)
    yield thread
    thread.close()


async def texts(store: StoreThread) -> list[str]:
    return [incident.text for incident in reversed(await store.run(lambda s: s.incidents.recent()))]


async def test_what_is_told_while_the_store_is_locked_is_written_afterwards(
    home: Home, store: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incident_log, "RETRY_SECONDS", 0.05)
    log = IncidentLog(store)
    task = asyncio.create_task(log.run())
    with locked(home.store / "cases.db"):
        log.tell("guard", "first", "worker-1")
        log.tell("guard", "second", "worker-1")
        await asyncio.sleep(0.2)
        assert await texts(store) == []
    log.tell("guard", "third", "worker-1")
    await until(lambda: not log._told, "all are written")
    task.cancel()
    assert await texts(store) == ["first", "second", "third"]


async def test_too_many_push_out_the_oldest(store: StoreThread) -> None:
    log = IncidentLog(store)
    for number in range(incident_log.KEPT + 5):
        log.tell("guard", str(number))
    assert await log.flush()
    recent = await store.run(lambda s: s.incidents.recent(5000))
    assert len(recent) == incident_log.KEPT
    assert min(int(incident.text) for incident in recent) == 5
