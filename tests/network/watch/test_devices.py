"""What kind of device it is."""

import pytest

from appliance.network.watch.devices import UNKNOWN, guess
from appliance.wire import Sighted
from tests.network.watch.given import IPAD

WINDOWS = (1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252)


def said(**what: object) -> Sighted:
    return Sighted(mac=IPAD, address="10.0.0.4", at=1.0, source="mdns", **what)  # type: ignore[arg-type]  # the tests' words


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        pytest.param({"model": "J207AP", "maker": "Apple"}, "iPad", id="an iPad's board"),
        pytest.param({"model": "iPad13,1"}, "iPad", id="an iPad's model"),
        pytest.param({"model": "D63AP"}, "iPhone", id="an iPhone's board"),
        pytest.param({"model": "MacBookAir10,1"}, "Mac", id="a Mac's model"),
        pytest.param({"model": "AppleTV6,2"}, "TV", id="an Apple TV"),
        pytest.param({"name": "Amys-iPad", "maker": "Apple"}, "iPad", id="named as Apple does"),
        pytest.param({"name": "DESKTOP-4F7K2"}, "Windows", id="named as Windows does"),
        pytest.param({"vendor": "MSFT 5.0", "name": "ict-14"}, "Windows", id="Windows asks for an address"),
        pytest.param({"options": WINDOWS}, "Windows", id="Windows by what it asks for"),
        pytest.param({"vendor": "android-dhcp-14"}, "Android", id="Android asks for an address"),
        pytest.param({"vendor": "ChromeOS"}, "Chromebook", id="a Chromebook asks for an address"),
        pytest.param({"services": ("_ipp._tcp", "_http._tcp")}, "printer", id="who prints"),
        pytest.param({"services": ("_googlecast._tcp",)}, "TV", id="who shows films"),
        pytest.param({"options": (1, 121, 3, 6, 15, 108, 114, 119, 252)}, "iPad or iPhone", id="Apple's small ones"),
        pytest.param({"maker": "Apple, Inc."}, "Apple", id="only the maker is known"),
    ],
)
def test_a_kind_is_found(what: dict[str, object], kind: str) -> None:
    assert guess(said(**what)).kind == kind


def test_of_two_signs_the_weightier_counts() -> None:
    light, heavy = guess(said(maker="Apple")), guess(said(maker="Apple", name="old-iphone", model="J207AP"))
    assert heavy.kind == "iPad"
    assert heavy.weight > light.weight


@pytest.mark.parametrize("what", [{}, {"name": "x", "vendor": "y", "model": "z", "options": (1,), "services": ("_q",)}])
def test_nobody_guesses_without_a_sign(what: dict[str, object]) -> None:
    assert guess(said(**what)) == UNKNOWN
