"""How it is plugged in, and what is said where something does not work."""

from collections.abc import Callable

import pytest

from appliance.config import Network, Settings
from appliance.first_run import Step
from appliance.store import Store
from appliance.store.devices import Seen
from tests.webui.conftest import NOW, Clock, Person
from tests.webui.parts import SmallCore
from webui.checks import Check, Looked
from webui.first_run.plugged_in import WAYS, devices_check, of_the_box, page_check


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> Settings:
    return Settings(network=getattr(request, "param", Network()))


@pytest.mark.parametrize(
    ("settings", "title"),
    [
        (Network(mode="bridge", inside="lan0", outside="lan1"), "In the line"),
        (Network(mode="gateway", inside="lan0", outside="lan1"), "As the router"),
        (Network(mode="beside"), "Beside the network"),
    ],
    indirect=["settings"],
    ids=["bridge", "gateway", "beside"],
)
def test_the_way_that_the_settings_say_is_marked(grace: Person, at: Callable[[Step], None], title: str) -> None:
    at(Step.PLUGGED)
    page = grace.get("/setup/plugged-in").text
    assert f"{title} <span" in page
    assert page.count("your box") == 1
    assert page.count('<svg class="setup-picture"') == len(WAYS)


def test_a_box_that_was_not_told_says_so(grace: Person) -> None:
    page = grace.get("/setup/plugged-in").text
    assert "not told yet" in page
    assert "your box" not in page


def test_what_works_is_shown_by_itself(grace: Person, store: Store, clock: Clock) -> None:
    assert "none heard yet" in grace.get("/setup/plugged-in/part").text
    store.devices.see([Seen(mac="02:00:00:00:00:01", at=clock())])
    part = grace.get("/setup/plugged-in/part").text
    assert "Devices: one heard" in part
    assert "<html" not in part


def test_it_goes_on_whatever_is_found(grace: Person, at: Callable[[Step], None], core: SmallCore) -> None:
    at(Step.PLUGGED)
    assert grace.post("/setup/plugged-in").location == "/setup"
    assert grace.get("/setup").location == "/setup/people"


def test_only_what_can_be_mended_with_a_cable_is_shown() -> None:
    names = ("Recording", "Reading pages", "Network", "Disk", "Mail")
    checks = tuple(Check(name=name, ok=True, state="", text="") for name in names)
    looked = Looked(status=None, checks=checks)
    assert [one.name for one in of_the_box(looked, "bridge")] == ["Recording", "Reading pages", "Network"]
    assert [one.name for one in of_the_box(looked, "")] == ["Recording", "Reading pages"]


def test_each_thing_that_is_missing_says_what_to_do() -> None:
    assert (devices_check(0).ok, devices_check(7).state) == (False, "7 heard")
    assert "Wi-Fi" in devices_check(0).text
    assert (page_check(None, NOW).ok, page_check(NOW - 60, NOW).ok) == (False, True)
