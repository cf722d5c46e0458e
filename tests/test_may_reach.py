"""May they reach it, and what would a change change? As the console and the command line ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.access.changes import PutRule
from appliance.access.rules import Effect
from appliance.categories.in_force import load_lists
from appliance.config import Home, NamedDevice, Settings
from appliance.errors import AccessError
from appliance.may_reach import explained, known_device, message, names_of, policy_now, what_changes
from appliance.model import Ban, Block, Device, Pass
from appliance.store import Store
from tests.access.given import MONDAY, rule
from tests.webui import primary

SETTINGS = Settings(devices=(NamedDevice(name="ipad-7", addresses=("10.0.0.7",), room="Library"),))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.make()
    return home


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home) as opened:
        opened.migrate()
        primary.fill(opened, MONDAY)
        yield opened


@pytest.mark.parametrize(
    ("typed", "host", "path"),
    [
        ("bbc.co.uk", "bbc.co.uk", "/"),
        ("HTTPS://www.BBC.co.uk/a?b=c", "www.bbc.co.uk", "/a?b=c"),
        ("http://10.0.0.1:8080/x", "10.0.0.1", "/x"),
    ],
)
def test_an_address(typed: str, host: str, path: str) -> None:
    read = message(typed, MONDAY)
    assert (read.host, read.path) == (host, path)


@pytest.mark.parametrize("typed", ["", "https://", "not a host", "<script>", "http://[", "\u202e"])
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(AccessError, match="is no address"):
        message(typed, MONDAY)


def test_rules_and_bans_count(home: Home, store: Store) -> None:
    store.access.make(PutRule(rule=rule(0, "room:Library", "host:bbc.co.uk")), "x", "y", MONDAY)
    lists, device = load_lists(home), known_device(SETTINGS, "10.0.0.7")
    policy = policy_now(SETTINGS, store, lists, MONDAY)
    assert isinstance(explained("bbc.co.uk", device, policy, MONDAY).verdict, Block)
    assert isinstance(explained("nhs.uk", device, policy, MONDAY).verdict, Pass)
    store.bans.add(
        Ban(id="b", device="ipad-7", addresses=("10.0.0.7",), since=MONDAY, until=MONDAY + 60, reason="r", by="b")
    )
    policy = policy_now(SETTINGS, store, lists, MONDAY)
    assert isinstance(explained("nhs.uk", device, policy, MONDAY).verdict, Ban)


@pytest.mark.parametrize(
    ("effect", "would"), [(Effect.BLOCK, "would close it"), (Effect.WARN, "would warn of it")], ids=["closed", "warned"]
)
def test_a_pilot_counts(home: Home, store: Store, effect: Effect, would: str) -> None:
    store.access.make(PutRule(rule=rule(0, "room:Library", "host:bbc.co.uk", effect=effect)), "x", "y", MONDAY)
    store.policies.begin_pilot(("room/Library",), MONDAY, MONDAY + 60, "x")
    policy, device = policy_now(SETTINGS, store, load_lists(home), MONDAY), known_device(SETTINGS, "10.0.0.7")
    told = explained("bbc.co.uk", device, policy, MONDAY)
    assert isinstance(told.verdict, Pass)
    assert f"{would}, but a pilot is on for them: it opens" in told.sentence
    assert next(step.name for step in told.steps if step.decides) in told.sentence
    elsewhere = explained("bbc.co.uk", known_device(SETTINGS, "pc"), policy, MONDAY)
    assert "pilot" not in elsewhere.sentence
    over = explained("bbc.co.uk", device, policy, MONDAY + 60)
    assert not isinstance(over.verdict, Pass)


def test_a_pilot_opens_nothing_that_a_person_or_a_list_closed(home: Home, store: Store) -> None:
    store.policies.begin_pilot(("",), MONDAY, MONDAY + 60, "x")
    device = known_device(SETTINGS, "10.0.0.7")
    store.bans.add(Ban(id="b", device="ipad-7", addresses=(), since=MONDAY, until=MONDAY + 60, reason="r", by="b"))
    policy = policy_now(SETTINGS, store, load_lists(home), MONDAY)
    assert isinstance(explained("nhs.uk", device, policy, MONDAY).verdict, Ban)


def test_nothing_is_known_of_another_device() -> None:
    assert known_device(SETTINGS, "pc") == Device(name="pc", addresses=())


def test_a_change_is_told_by_classes(home: Home, store: Store) -> None:
    said, policy = store.access.load(MONDAY), policy_now(SETTINGS, store, load_lists(home), MONDAY)
    change = PutRule(rule=rule(0, "group:class-3b", "category:video"))
    assert [one.sentence for one in what_changes(change, said, policy, store, MONDAY)] == [
        "3B can no longer open youtube.com, youtu.be, youtube-nocookie.com."
    ]
    change = PutRule(rule=rule(0, "room:Library", "category:ai", effect=Effect.WARN))
    (one,) = what_changes(change, said, policy, store, MONDAY)
    assert one.names == ("Devices in Library",)


def test_names(store: Store) -> None:
    names = names_of(store)
    assert "Amy Ash" in names.people.values()
    assert names.groups["class-3b"] == "3B"
