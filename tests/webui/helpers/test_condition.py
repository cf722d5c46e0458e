"""How a helper is, in plain words."""

import pytest

from appliance.helpers.protocol import Health
from webui.helpers.condition import is_older, newest, remarks, trouble

NOW, MINUTE, DAY, GB = 1_000_000.0, 60.0, 86_400.0, 1_000_000_000
WELL = Health(waiting=0, uptime=3600, memory=8 * GB, memory_free=4 * GB, disk=256 * GB, disk_free=100 * GB, battery=80)


def test_what_somebody_can_do_something_about_comes_first() -> None:
    tired = Health(waiting=38, uptime=30 * DAY, memory=8 * GB, memory_free=GB // 10, disk=256 * GB, disk_free=GB // 2,
                   battery=9)  # fmt: skip
    found = remarks(tired)
    assert [one.text for one in found if not one.well] == [
        "Battery 9 %: charge it",
        "Disk nearly full, less than 1 GB free",
        "Hardly any memory free: close programs or restart it",
        "Not restarted for 30 days",
    ]
    assert found[-1].text == "38 messages waiting to be sent"


def test_a_device_that_is_well_says_so_in_few_words() -> None:
    assert [(one.text, one.well) for one in remarks(WELL)] == [("Battery 80 %", True), ("100 GB free on disk", True)]
    assert remarks(Health(waiting=0, uptime=0)) == ()


@pytest.mark.parametrize(
    ("here", "last_at", "browsed_at", "said"),
    [
        pytest.param(True, 0, NOW, "", id="here"),
        pytest.param(False, NOW - MINUTE, NOW, "", id="just gone"),
        pytest.param(False, NOW - DAY, NOW, "in use, but the helper is silent", id="browses without"),
        pytest.param(False, NOW - DAY, NOW - DAY, "", id="off since yesterday"),
        pytest.param(False, NOW - 9 * DAY, 0, "Silent for 9 days.", id="silent"),
        pytest.param(False, 0, 0, "Never heard", id="never"),
    ],
)
def test_what_is_wrong(here: bool, last_at: float, browsed_at: float, said: str) -> None:
    found = trouble(here, last_at, browsed_at, NOW)
    assert said in found
    assert bool(said) == bool(found)


def test_versions_are_numbers() -> None:
    assert newest(["1.9.0", "1.10.2", "", "1.2"]) == "1.10.2"
    assert is_older("1.9.0", "1.10.2")
    assert not is_older("1.10.2", "1.10.2")
    assert not is_older("", "1.10.2"), "nobody knows"
    assert is_older("x" * 5000 + "9", "1.0"), "what is no version is none of ours"
    assert newest([]) == ""
    assert newest(["999.0", "1.2", "1.2", "1.1", "1.1"]) == "1.2", "one device says of itself what it likes"
