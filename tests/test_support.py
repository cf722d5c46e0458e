"""The support bundle says how the box is, and nothing about anybody."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Group, Home, NamedDevice, School, Settings
from appliance.model import Ban, Handling, Visit
from appliance.store import Store
from appliance.support import bundle
from appliance.wire import Pulse, Status, WorkerState
from tests.core.samples import captured

NOW = 1_794_924_300.0
SECRETS = (
    "Oak Lane",
    "Mia",
    "Quill",
    "tablet-7",
    "10.9.8.7",
    "very-secret.test",
    "wish to",
    "die",
    "pony-club",
    "hunter2",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


@pytest.fixture
def full(store: Store) -> Store:
    """A store with something personal in every corner."""
    store.captures.add([captured(1)])
    store.activity.add(
        [
            Visit(
                at=NOW,
                worker="worker-1",
                client="10.9.8.7",
                device="tablet-7",
                host="very-secret.test",
                url="https://very-secret.test/Mia",
                handling=Handling.READ,
                person="Mia",
            )
        ]
    )
    store.audit.add(NOW, "Mia Quill", "hunter2", "tablet-7")
    store.incidents.add("guard", NOW, "very-secret.test failed for Mia", "worker-1")
    store.accounts.add("Mia Quill", "mia@very-secret.test", "hunter2", NOW)
    return store


def made(store: Store, status: Status | None = None) -> str:
    home = Home(store._cases.path.parents[1])
    settings = Settings(
        school=School(name="Oak Lane", talk_to="Mia"),
        devices=(NamedDevice(name="tablet-7", addresses=("10.9.8.7",), room="Oak Lane 4"),),
        groups={"pony-club": Group(devices=("tablet-7",))},
    )
    return bundle(home, settings, store, status, (("Disk", True), ("Mail", False)), NOW).decode()


def test_nobody_is_in_it(full: Store) -> None:
    pulse = Pulse(connections=3, requests=9, memory_bytes=1, spool_bytes=0, guard_trips=0)
    ban = Ban(id="1", device="tablet-7", addresses=("10.9.8.7",), since=NOW, until=NOW, reason="Mia", by="Mia Quill")
    status = Status(
        started=NOW - 60,
        workers=(WorkerState(name="worker-1", pid=7, since=NOW, pulse=pulse),),
        bans=(ban,),
        spool_waiting=5,
        store_trouble="very-secret.test",
        network="tablet-7",
    )
    text = made(full, status)
    assert not [secret for secret in SECRETS if secret.lower() in text.lower()]


def test_it_says_how_the_box_is(full: Store) -> None:
    read = json.loads(made(full))
    assert read["checks"] == [{"name": "Disk", "ok": True}, {"name": "Mail", "ok": False}]
    assert read["store"]["rows"]["captures"] == read["store"]["rows"]["visits"] == 1
    assert read["store"]["incidents"][0]["kind"] == "guard"
    assert read["settings"]["proxy.on_failure"] == "safe"
    assert read["settings_counted"]["devices"] == 1
    assert read["versions"]["mitmproxy"]
    assert read["core"] is None


def test_nothing_unforeseen_gets_in(full: Store) -> None:
    """Whoever adds a part must say here that it is about nobody."""
    assert set(json.loads(made(full))) == {
        "made_at",
        "checks",
        "versions",
        "disk_mb",
        "settings",
        "settings_counted",
        "store",
        "core",
    }
