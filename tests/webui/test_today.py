"""What needs a person now; otherwise that all is quiet, with the proof."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from appliance import ca
from appliance.config import Home
from appliance.duties import Duty
from appliance.model import Handling, Visit
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.parts import SmallCore, captured


def visit(at: float) -> Visit:
    return Visit(
        at=at,
        worker="worker-1",
        client="10.0.0.21",
        device="tablet-3",
        host="bbc.co.uk",
        url="https://bbc.co.uk/",
        handling=Handling.READ,
    )


@pytest.fixture
def well(home: Home, core: SmallCore) -> None:
    """Nothing is wrong with the box."""
    now = datetime.fromtimestamp(NOW, UTC)
    ca.make(home, "Our School", now)
    home.certificate.write_text(ca.export(home, now))


def test_all_quiet_comes_with_its_proof(adult: Person, store: Store, well: None) -> None:
    store.activity.add([visit(NOW - 120)])
    page = adult.get("/today").text
    assert "All quiet" in page
    assert "No child needs somebody now" in page
    assert "last opened through Lollipop" in page
    assert "14:03" in page


def test_the_most_urgent_child_comes_first(adult: Person, store: Store, well: None) -> None:
    store.activity.add([visit(NOW - 120)])
    store.captures.add([captured(1, at=NOW - 60, severity="minor", device="pc-1")])
    store.captures.add([captured(2, at=NOW - 3600, severity="severe", device="pc-2")])
    page = adult.get("/today").text
    assert "Children who may need somebody" in page
    assert "nobody has opened it yet" in page
    assert page.index("pc-2") < page.index("pc-1")
    assert "All quiet" not in page


def test_a_box_that_does_not_run_is_said_first(adult: Person, store: Store) -> None:
    page = adult.get("/today").text
    assert "Something is wrong with the box" in page
    assert page.index("Recording: away") < page.index("How we know")


def test_no_page_for_longer_than_a_weekend_is_no_quiet(adult: Person, store: Store, well: None) -> None:
    store.activity.add([visit(NOW - 4 * 86_400)])
    page = adult.get("/today").text
    assert "All quiet" not in page
    assert "longer ago than a weekend" in page


def test_a_box_that_nobody_uses_yet_says_so(adult: Person, well: None) -> None:
    assert "No device has opened a page through Lollipop yet." in adult.get("/today").text


def test_the_office_sees_the_box_and_no_child(sign_in: Callable[..., Person], store: Store, well: None) -> None:
    store.captures.add([captured(1, at=NOW - 60, device="pc-1")])
    page = sign_in(Duty.OFFICE).get("/today").text
    assert "Self-harm" not in page
    assert "pc-1" not in page
    assert "captures" not in page.partition("<main")[2].lower()


def test_what_is_shown_is_in_the_audit_trail(adult: Person, store: Store, well: None) -> None:
    store.captures.add([captured(1, at=NOW - 60)])
    adult.get("/today")
    adult.get("/today/part")
    assert [entry.what for entry in store.audit.recent() if "list" in entry.what] == ["seen in a list"]


def test_a_part_is_no_whole_page(adult: Person) -> None:
    assert "<html" not in adult.get("/today/part").text
