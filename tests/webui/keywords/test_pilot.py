"""Listen-only: begun, reported, ended."""

import pytest

from appliance.model import Handling, Visit
from appliance.store import Store
from appliance.store.rows import DueActions
from tests.webui.conftest import NOW, Person
from tests.webui.keywords.conftest import Send, person_in
from tests.webui.parts import captured
from tests.webui.test_hostile_text import CORPUS, Reader

pytestmark = pytest.mark.usefixtures("groups")
_DAY = 86_400.0
WOULD = "Internet not paused, because of the pilot: it would have been, for 15 minutes."


def spared(at: float, host: str = "games.example") -> Visit:
    return Visit(
        at=at, worker="w", client="c", device="tablet-3", host=host, url=f"https://{host}/", handling=Handling.SPARED
    )


def test_there_is_none_at_first(adult: Person) -> None:
    page = adult.get("/keywords/pilot").text
    assert "Begin a pilot" in page
    assert "End the pilot" not in page


def test_a_pilot_is_begun_once(send: Send, store: Store, adult: Person) -> None:
    assert send("/keywords/pilot", groups=["class-3b"], weeks="3").status_code == 303
    (pilot,) = store.policies.pilots()
    assert (pilot.groups, pilot.since, pilot.until) == (("class-3b",), NOW, NOW + 21 * _DAY)
    assert "Begin a pilot" not in adult.get("/keywords/pilot").text
    assert send("/keywords/pilot", groups=["year-6"], weeks="1").status_code == 422


def test_a_pilot_is_reported_and_ended(send: Send, store: Store, adult: Person) -> None:
    store.policies.begin_pilot(("class-3b",), NOW - 10 * _DAY, NOW + 11 * _DAY, "test")
    person_in(store, "Amy", "class-3b")
    paused = captured(1, at=NOW - 9 * _DAY, person="Amy")
    (number,) = store.captures.add([paused], 0)
    store.captures.add([captured(2, at=NOW - _DAY, person="Amy"), captured(3, at=NOW - _DAY, person="Ben")], 0)
    store.captures.settle(DueActions(id=0, capture=number, event=paused), NOW, [WOULD])
    store.activity.add([spared(NOW - _DAY), spared(NOW - 2 * _DAY), spared(NOW - _DAY, "films.example")])
    page = adult.get("/keywords/pilot").text
    assert "Listening" in page
    assert [part.split("<")[0] for part in page.split('class="figure">')[1:]] == ["2", "1", "3"]
    assert "<bdi>games.example</bdi>, twice" in page
    assert send("/keywords/pilot/end", number="1").headers["Location"] == "/keywords/pilot?number=1"
    (pilot,) = store.policies.pilots()
    assert pilot.until == NOW
    page = adult.get("/keywords/pilot?number=1").text
    assert "Over" in page
    assert "everything is switched on" in page


def test_it_ends_by_itself(store: Store, adult: Person) -> None:
    store.policies.begin_pilot(("",), NOW - 10 * _DAY, NOW, "test")
    assert "Begin a pilot" in adult.get("/keywords/pilot").text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param({"weeks": "3"}, "Choose at least one group.", id="nobody"),
        pytest.param({"groups": ["no-such"], "weeks": "3"}, "not a valid choice", id="no such group"),
        pytest.param({"groups": ["class-3b"], "weeks": "500"}, "Not a valid choice", id="years"),
    ],
)
def test_a_pilot_that_cannot_be(send: Send, store: Store, fields: dict[str, object], says: str) -> None:
    answer = send("/keywords/pilot", **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert store.policies.pilots() == ()


@pytest.mark.parametrize("text", CORPUS)
def test_a_hostile_name_of_a_site_is_text(send: Send, store: Store, adult: Person, text: str) -> None:
    send("/keywords/pilot", groups=[""], weeks="1")
    store.activity.add([spared(NOW, text)])
    Reader(adult.get("/keywords/pilot").text)
