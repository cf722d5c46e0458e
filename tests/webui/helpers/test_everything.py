"""The list of helpers: those that somebody should look at first."""

import re
from collections.abc import Callable

from appliance.duties import Duty
from appliance.helpers.protocol import Health
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.helpers.conftest import Enrol

DAY = 86_400.0


def order(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/helpers/\w+"><bdi>(.*?)</bdi>', page)


def test_an_empty_school_reads_what_a_helper_is_and_how_to_get_it(adult: Person) -> None:
    page = adult.get("/helpers").text
    assert "No helpers yet" in page
    assert 'href="/helpers/install"' in page


def test_those_to_look_at_come_first_and_are_counted(
    adult: Person, store: Store, enrol: Enrol, ids: dict[str, str]
) -> None:
    well = enrol("a-well", "02:00:00:00:00:01", version="1.10.0")
    silent = enrol("z-silent", at=NOW - 20 * DAY, version="1.10.0")
    enrol("m-old", version="1.9.0")
    tired = enrol("n-tired", version="1.10.0")
    store.helpers.health(tired.id, Health(waiting=0, uptime=1, battery=3), NOW)
    page = adult.get("/helpers").text
    assert order(page) == ["z-silent", "m-old", "n-tired", "tablet-1"]
    assert "3 of 4" in page, "core is away, so those heard lately"
    assert "3 need a look" in page
    assert "Silent for 20 days." in page
    assert "Out of date" in page
    assert "Battery 3 %: charge it" in page
    assert "Amy Ash" in page, "who is at it"
    assert order(adult.get("/helpers?show=look").text) == ["z-silent", "m-old", "n-tired"]
    assert order(adult.get("/helpers?q=amy").text) == ["tablet-1"]
    assert order(adult.get("/helpers?show=away").text) == ["z-silent"]
    assert "No helper fits" in adult.get("/helpers?q=nothing").text
    store.helpers.revoke(silent.id, "lost", "test", NOW)
    store.helpers.revoke(well.id, "lost", "test", NOW)
    assert order(adult.get("/helpers").text) == ["m-old", "n-tired"]


def test_a_device_in_use_whose_helper_is_silent_is_told(
    adult: Person, store: Store, enrol: Enrol, ids: dict[str, str]
) -> None:
    enrol("tablet-1", "02:00:00:00:00:01", at=NOW - DAY)
    assert "in use, but the helper is silent" in adult.get("/helpers").text


def test_many_are_on_pages(adult: Person, enrol: Enrol, ids: dict[str, str], store: Store) -> None:
    store.helpers.add_code("more", NOW + 9000, 200, "test", NOW)
    for number in range(99):
        enrol(f"device {number:03}")
    assert "Page 1 of" not in adult.get("/helpers").text
    assert adult.get("/helpers?page=-4").status_code == adult.get("/helpers?page=x").status_code == 200


def test_only_who_looks_after_devices(sign_in: Callable[..., Person]) -> None:
    teacher = sign_in(Duty.TEACHER, "class-3b")
    for path in ("/helpers", "/helpers/install", "/helpers/watched", "/helpers/x"):
        assert teacher.get(path).status_code == 403
    assert sign_in(Duty.IT).get("/helpers").status_code == sign_in(Duty.OFFICE).get("/helpers").status_code == 200
