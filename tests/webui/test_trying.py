"""“Can they open it now?”"""

from urllib.parse import quote

import pytest

from appliance.access.changes import PutRule
from appliance.model import Ban
from appliance.store import Store
from tests.access.given import rule
from tests.webui import primary
from tests.webui.conftest import NOW, Person
from tests.webui.test_hostile_text import CORPUS, Reader


@pytest.fixture(autouse=True)
def ids(store: Store) -> dict[str, str]:
    store.access.make(PutRule(rule=rule(0, "group:class-3b", "category:games")), "x", "y", NOW)
    store.access.make(PutRule(rule=rule(0, "room:Library", "host:bbc.co.uk")), "x", "y", NOW)
    return primary.fill(store, NOW)


@pytest.mark.parametrize(
    ("url", "who", "says"),
    [
        ("roblox.com", "Amy Ash", "is closed</strong> for <bdi>Amy Ash</bdi>. <bdi>The rule “Rule 0” decides."),
        ("roblox.com", "Kai Khan", "is open</strong> for <bdi>Kai Khan</bdi>"),
        ("bbc.co.uk", "Kai Khan", "is closed</strong>"),
        ("bbc.co.uk", "02:00:00:00:00:03", "is closed</strong>"),
        ("bbc.co.uk", "10.0.0.21", "is open</strong> for <bdi>tablet-3</bdi>"),
        ("childline.org.uk", "Amy Ash", "always open"),
        ("bbc.co.uk", "", "a device with nobody signed in"),
        ("bbc.co.uk", "Nobody", "nobody called"),
        ("not an address", "", "is no address"),
        ("", "Amy Ash", "Type an address."),
    ],
)
def test_an_answer(adult: Person, url: str, who: str, says: str) -> None:
    page = adult.get(f"/sites?url={quote(url)}&who={quote(who)}").text
    assert says in page


def test_a_pause_counts(adult: Person, store: Store, ids: dict[str, str]) -> None:
    store.bans.add(Ban(id="b", device="tablet-1", addresses=(), person=ids["amy"], since=NOW, until=NOW + 60,
                       reason="r", by="b"))  # fmt: skip
    assert "The internet is paused for them." in adult.get("/sites?url=bbc.co.uk&who=Amy+Ash").text


def test_a_pilot_is_told(adult: Person, store: Store) -> None:
    store.policies.begin_pilot(("class-3b",), NOW, NOW + 60, "x")
    page = adult.get("/sites?url=roblox.com&who=Amy+Ash").text
    assert "is open</strong> for <bdi>Amy Ash</bdi>. <bdi>The rule “Rule 0” would close it, but a pilot is on" in page


@pytest.mark.parametrize("hostile", CORPUS)
def test_what_is_typed_is_text(adult: Person, hostile: str) -> None:
    answer = adult.get(f"/sites?url={quote(hostile[:900])}&who={quote(hostile[:900])}")
    assert answer.status_code == 200
    Reader(answer.text)
