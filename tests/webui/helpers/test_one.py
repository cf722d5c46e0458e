"""One helper, and revoking it."""

from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.helpers.conftest import Enrol


def test_it_says_what_is_known_and_possible(adult: Person, enrol: Enrol, ids: dict[str, str]) -> None:
    page = adult.get(f"/helpers/{enrol('LAPTOP', '02:00:00:00:00:01').id}").text
    for said in (
        "tablet-1",
        "LAPTOP",
        "Debian 12",
        "1.0.0",
        "by the code for <bdi>for all",
        "Words typed in any program",
    ):
        assert said in page
    assert adult.get("/helpers/nothing").status_code == 404


def test_revoking_asks_twice_and_stands_in_the_audit_trail(adult: Person, store: Store, enrol: Enrol) -> None:
    helper = enrol("laptop-1")
    for fields in ({"why": "left on the bus"}, {"sure": "y"}, {"why": "x" * 201, "sure": "y"}):
        assert adult.post(f"/helpers/{helper.id}/revoke", **fields).status_code == 422
    assert store.helpers.all()
    assert adult.post(f"/helpers/{helper.id}/revoke", why=" left  on the bus ", sure="y").status_code == 303
    assert store.helpers.all() == ()
    page = adult.get(f"/helpers/{helper.id}").text
    assert "left on the bus" in page
    assert "Revoke this helper" not in page
    (noted,) = [one for one in store.audit.recent() if one.what == "helper revoked"]
    assert "left on the bus" in noted.object
    adult.post(f"/helpers/{helper.id}/revoke", why="again", sure="y")
    assert "It was revoked already." in adult.get("/helpers/install").text


def test_core_is_told_so_that_it_ends_at_once(adult: Person, enrol: Enrol, core: object) -> None:
    helper = enrol("laptop-1", at=NOW)
    adult.post(f"/helpers/{helper.id}/revoke", why="stolen", sure="y")
    assert "It holds now." in adult.get(f"/helpers/{helper.id}").text


def test_whoever_revokes_a_stolen_device_reads_that_its_code_still_lets_devices_in(
    adult: Person, store: Store, enrol: Enrol
) -> None:
    stolen, other = enrol("laptop-1"), enrol("laptop-2")
    adult.post(f"/helpers/{stolen.id}/revoke", why="stolen", sure="y")
    assert "still lets devices in" in adult.get(f"/helpers/{stolen.id}").text
    for code in store.helpers.codes():
        store.helpers.end_code(code.id, "test", NOW)
    adult.post(f"/helpers/{other.id}/revoke", why="stolen", sure="y")
    assert "still lets devices in" not in adult.get(f"/helpers/{other.id}").text
