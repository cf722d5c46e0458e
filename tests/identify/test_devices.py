import pytest

from appliance.identify.devices import by_address, identify
from appliance.model import Device

IPAD = Device(name="iPad 7", addresses=("10.0.0.7", "fd00::7"), room="Oak")
KNOWN = by_address([IPAD])


@pytest.mark.parametrize(
    "client",
    [
        pytest.param("10.0.0.7", id="its IPv4 address"),
        pytest.param("fd00::7", id="its IPv6 address"),
        pytest.param("fd00:0:0::7", id="the same address written longer"),
        pytest.param("::ffff:10.0.0.7", id="IPv4 seen through an IPv6 socket"),
    ],
)
def test_a_named_device_is_known_by_any_of_its_addresses(client: str) -> None:
    assert identify(client, KNOWN) is IPAD


def test_an_unknown_address_is_a_device_called_by_it() -> None:
    assert identify("10.0.0.9", KNOWN) == Device(name="10.0.0.9", addresses=("10.0.0.9",))
    assert identify("fe80::1%eth0", KNOWN).name == "fe80::1"


def test_what_is_no_address_is_kept_as_it_is() -> None:
    assert identify("unix", KNOWN).name == "unix"


def test_of_two_devices_on_one_address_the_first_keeps_it() -> None:
    other = Device(name="Laptop", addresses=("10.0.0.7",))
    assert identify("10.0.0.7", by_address([IPAD, other])) is IPAD
