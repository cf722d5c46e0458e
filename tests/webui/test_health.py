import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.x509 import load_pem_x509_certificate

from appliance import ca
from appliance.config import Home, MiB
from appliance.duties import Duty
from appliance.errors import StorageError
from appliance.gauges import Gauges
from appliance.model import AppRefused, Condition
from appliance.store import Store
from appliance.wire import Pulse, Status, WorkerState
from tests.webui.conftest import NOW, Person
from tests.webui.parts import SmallCore
from webui.checks import (
    Check,
    around_checks,
    certificate_check,
    clock_check,
    core_checks,
    disk_check,
    heat_checks,
    store_check,
)


def status(
    *, workers: int = 2, trips: int = 0, waiting: int = 0, network_well: bool = True, helpers: str = ""
) -> Status:
    pulse = Pulse(connections=3, requests=9, memory_bytes=1, spool_bytes=0, guard_trips=trips)
    states = [WorkerState(name=f"worker-{number + 1}", pid=number, since=NOW, pulse=pulse) for number in range(workers)]
    return Status(
        started=NOW,
        workers=tuple(states),
        bans=(),
        spool_waiting=waiting,
        store_trouble="",
        network="the rules are gone",
        network_well=network_well,
        helpers_trouble=helpers,
    )


def check(name: str, checks: tuple[Check, ...]) -> Check:
    return next(check for check in checks if check.name == name)


def test_all_is_well(adult: Person, core: SmallCore, home: Home) -> None:
    now = datetime.fromtimestamp(NOW, UTC)
    ca.make(home, "Our School", now)
    home.certificate.write_text(ca.export(home, now))
    page = adult.get("/health").text
    for words in [
        "Everything is running.",
        "Reading pages: 1 of 1 running",
        "42",
        "18,204",
        "96 MB",
        "not managed here",
    ]:
        assert words in page
    assert "SQLite" in page


def test_core_is_away(adult: Person) -> None:
    page = adult.get("/health").text
    assert "Recording: away" in page
    assert "Something needs a look." in page
    assert "Captures wait safely" in page


def test_a_part_is_no_whole_page(adult: Person, core: SmallCore) -> None:
    part = adult.get("/health/part").text
    assert "Recording: running" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("state", "name", "says"),
    [
        pytest.param(status(workers=1), "Reading pages", "1 of 2 running", id="a worker is missing"),
        pytest.param(status(trips=1), "Safety net", "stepped in 2 times", id="the guard tripped"),
        pytest.param(status(waiting=1_000_000_000), "Queue", "waiting", id="the spool grows"),
        pytest.param(status(network_well=False), "Network", "not as it should be", id="the network is not right"),
        pytest.param(status(helpers="A disk is full."), "Helpers", "in trouble", id="helpers are not"),
    ],
)
def test_what_is_not_well_is_said(state: Status, name: str, says: str) -> None:
    found = check(name, core_checks(state, workers=2))
    assert not found.ok
    assert says in found.state


def test_trouble_of_the_store_that_core_reports(adult: Person, core: SmallCore) -> None:
    core.trouble = "cases.db: the disk is full."
    page = adult.get("/health").text
    assert "Storage: in trouble" in page
    assert core.trouble in page


def test_incidents_come_newest_first_and_counted(adult: Person, store: Store) -> None:
    store.incidents.add("vanished", NOW - 900, "worker-1 was killed", "worker-1")
    for at in (NOW - 60, NOW - 30, NOW):
        store.incidents.add("guard", at, "a page could not be read", "worker-2")
    page = adult.get("/health").text
    assert page.index("a page could not be read") < page.index("worker-1 was killed")
    assert "3 times since" in page


@pytest.mark.parametrize(
    ("duty", "said"),
    [(Duty.HEAD, "See which, and decide"), (Duty.IT, "Under Sites somebody who decides what is open sees which.")],
)
def test_apps_that_refuse_us_are_counted(sign_in: Callable[..., Person], store: Store, duty: Duty, said: str) -> None:
    person = sign_in(duty)
    assert "None so far." in person.get("/health").text
    for number in range(2):
        store.refusals.add(AppRefused(at=NOW, worker="w", client="c", device="t", host=f"{number}.example", error="e"))
    page = person.get("/health").text
    assert "2 apps do not work while Lollipop reads them." in page
    assert said in page
    assert "0.example" not in page


def test_the_page_works_while_the_store_does_not(
    adult: Person, core: SmallCore, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(limit: int) -> None:
        raise StorageError("cases.db: the disk failed")

    monkeypatch.setattr(store.incidents, "recent", fails)
    answer = adult.get("/health")
    assert answer.status_code == 200
    assert "cases.db: the disk failed" in answer.text


def test_a_sound_store() -> None:
    assert store_check("").ok
    assert not store_check("x").ok


def test_a_socket_that_a_killed_core_left_behind(adult: Person, home: Home) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(home.core_socket))
    assert "Recording: away" in adult.get("/health").text


def test_the_disk_is_told_before_it_is_full() -> None:
    assert disk_check(50 * 1024 * MiB).ok
    tight = disk_check(900 * MiB)
    assert not tight.ok
    assert "nearly full" in tight.text


@pytest.mark.parametrize(
    ("days", "ok"), [pytest.param(0, True, id="new"), pytest.param(3570, False, id="ends within three months")]
)
def test_the_certificate_is_told_before_it_ends(home: Home, days: int, ok: bool) -> None:
    made = datetime.fromtimestamp(NOW, UTC)
    ca.make(home, "Our School", made)
    home.certificate.write_text(ca.export(home, made))
    left = load_pem_x509_certificate(home.certificate.read_bytes()).not_valid_after_utc - made
    assert certificate_check(home, made + min(timedelta(days=days), left)).ok is ok


def test_a_certificate_that_is_gone_is_told(home: Home) -> None:
    assert certificate_check(home, datetime.fromtimestamp(NOW, UTC)).state == "missing"


def test_what_is_sent_to_somebody_who_helps_is_in_the_audit_trail(adult: Person, core: SmallCore, store: Store) -> None:
    answer = adult.get("/health/support.json")
    assert answer.mimetype == "application/json"
    assert '"Recording"' in answer.text
    assert store.audit.recent(1)[0].what == "support bundle downloaded"


def test_what_is_wrong_around_the_box_is_told_by_its_name(adult: Person, core: SmallCore) -> None:
    core.conditions = (Condition(kind="cable", state="none in eth1", text="The cable towards the pupils is out."),)
    page = adult.get("/health").text
    assert "Cables: none in eth1" in page
    assert "The cable towards the pupils is out." in page
    assert "Something needs a look." in page


def test_cables_are_well_where_the_box_looks_after_them() -> None:
    assert [one.name for one in around_checks((), managed=True)] == ["Cables and internet"]
    assert around_checks((), managed=False) == ()


def test_a_clock_that_is_not_set_is_told() -> None:
    assert clock_check("set").ok
    assert "long ago" in clock_check("wrong").text
    assert "heard the time from nobody" in clock_check("not set").text


def test_a_full_disk_is_more_than_a_nearly_full_one() -> None:
    assert (disk_check(MiB).state, disk_check(100 * MiB).ok) == ("full", False)
    assert "cannot be kept" in disk_check(MiB).text


def test_a_hot_box_is_told() -> None:
    found = Gauges(warmest=91.0, disk_free=1, disk_total=1, up_since=0.0)
    assert [one.state for one in heat_checks(found)] == ["91 °C"]
