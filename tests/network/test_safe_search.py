"""Which names are turned, and when."""

from ipaddress import ip_address

import pytest

from appliance.config import Access
from appliance.network.safe_search import read, turned, vendors

STRICT, MODERATE = "restrict.youtube.com", "restrictmoderate.youtube.com"


def test_every_google_is_turned() -> None:
    google = turned(Access())["forcesafesearch.google.com"]
    assert {"www.google.com", "www.google.co.uk", "www.google.de", "www.google.com.vn"} <= set(google)
    assert len(google) == len(set(google)) > 180


@pytest.mark.parametrize(
    ("access", "youtube", "engines"),
    [
        pytest.param(Access(), {STRICT}, True, id="as it comes"),
        pytest.param(Access(youtube="moderate"), {MODERATE}, True, id="moderate"),
        pytest.param(Access(youtube="off"), set(), True, id="YouTube as it is"),
        pytest.param(Access(safe_search=False), {STRICT}, False, id="search engines as they are"),
    ],
)
def test_the_school_chooses(access: Access, youtube: set[str], engines: bool) -> None:
    on = turned(access)
    assert {name for name in on if "youtube" in name} == youtube
    assert ("strict.bing.com" in on) is engines


def test_published_addresses_are_those_of_a_name_that_is_turned_to() -> None:
    assert vendors().published.keys() <= vendors().hosts.keys()


def test_lines_of_one_target_come_together() -> None:
    found = read("# a note\n\nsafe.test = 192.0.2.1 2001:db8::1\nsafe.test: www.test\nsafe.test: m.test\n")
    assert found.hosts == {"safe.test": ("www.test", "m.test")}
    assert found.published == {"safe.test": (ip_address("192.0.2.1"), ip_address("2001:db8::1"))}
