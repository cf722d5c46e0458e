"""What a person may call a device."""

import msgspec
import pytest

from appliance.core.asks import AskError, covers, device_called, placed, seconds_allowed
from appliance.model import Ban, Device, Person, Role

TABLET = Device(name="iPad-12", addresses=("10.0.0.12", "fd00::12"))
NUMBERED = Device(name="10", addresses=("10.0.0.10",))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        pytest.param("iPad-12", "iPad-12", id="its name"),
        pytest.param("  ipad-12 ", "iPad-12", id="its name, carelessly"),
        pytest.param("10", "10", id="a name that looks like a number"),
        pytest.param("10.0.0.12", "iPad-12", id="its address"),
        pytest.param("fd00:0::12", "iPad-12", id="its IPv6 address, spelled otherwise"),
        pytest.param("::ffff:10.0.0.12", "iPad-12", id="its IPv4 address in IPv6"),
        pytest.param("10.0.0.77", "10.0.0.77", id="an address that nobody named"),
        pytest.param("FE80::1", "fe80::1", id="an IPv6 address that nobody named"),
    ],
)
def test_a_device_is_found(words: str, name: str) -> None:
    assert device_called(words, (TABLET, NUMBERED)).name == name


def test_an_unknown_address_is_a_device_of_its_own() -> None:
    assert device_called("10.0.0.77", (TABLET,)) == Device(name="10.0.0.77", addresses=("10.0.0.77",))


@pytest.mark.parametrize(
    "words", ["", "ipad", "10.0.0", "10.0.0.300", "10.0.0.1/24", "example.org", "\x1b[31m", "x" * 999]
)
def test_what_is_neither_is_said_so(words: str) -> None:
    with pytest.raises(AskError, match="There is no device called “") as refusal:
        device_called(words, (TABLET,))
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 160


@pytest.mark.parametrize("seconds", [1, 604_800])
def test_a_pause_of_a_second_to_a_week_is_allowed(seconds: int) -> None:
    assert seconds_allowed(seconds) == seconds


@pytest.mark.parametrize("seconds", [0, -5, 604_801])
def test_any_other_pause_is_not(seconds: int) -> None:
    with pytest.raises(AskError, match="from 1 second to 7 days"):
        seconds_allowed(seconds)


def test_a_ban_covers_its_device_by_name_and_by_address() -> None:
    ban = Ban(id="1", device="10.0.0.12", addresses=("10.0.0.12",), since=0.0, until=1.0, reason="r", by="b")
    assert covers(ban, TABLET), "the device was named after it was banned"
    named = msgspec.structs.replace(ban, device=TABLET.name, addresses=())
    assert covers(named, TABLET), "the settings gave it other addresses"
    assert not covers(ban, NUMBERED)


AMYS, BENS = "02:00:00:00:00:0a", "02:00:00:00:00:0b"
AMY = Person(id="p1", name="Amy Bell", role=Role.PUPIL)


def at(address: str, mac: str, person: Person | None = None) -> Device:
    return Device(name=address, addresses=(address,), mac=mac, person=person)


def banned(*addresses: str, mac: str = "", person: str = "") -> Ban:
    device = addresses[0] if addresses else "Amy Bell"
    return Ban(
        id="1", device=device, addresses=addresses, since=0.0, until=1.0, reason="r", by="b", mac=mac, person=person
    )


@pytest.mark.parametrize(
    ("ban", "devices", "addresses"),
    [
        pytest.param(
            banned("10.0.0.4", mac=AMYS),
            (at("10.0.0.5", AMYS), at("10.0.0.4", BENS)),
            ("10.0.0.5",),
            id="the device has another address, and another device has its own",
        ),
        pytest.param(banned("10.0.0.4", mac=AMYS), (at("10.0.0.7", BENS),), ("10.0.0.4",), id="the device is nowhere"),
        pytest.param(
            banned(person="p1"),
            (at("10.0.0.4", AMYS, AMY), at("10.0.0.5", BENS, AMY), at("10.0.0.6", "02:00:00:00:00:0c")),
            ("10.0.0.4", "10.0.0.5"),
            id="somebody at two devices",
        ),
        pytest.param(banned(person="p1"), (at("10.0.0.4", AMYS),), (), id="somebody who is nowhere"),
        pytest.param(banned("10.0.0.4"), (at("10.0.0.4", ""),), ("10.0.0.4",), id="an address without a device"),
        pytest.param(banned("10.0.0.4"), (at("10.0.0.4", AMYS),), ("10.0.0.4",), id="somebody is seen there later"),
    ],
)
def test_where_a_ban_holds_now(ban: Ban, devices: tuple[Device, ...], addresses: tuple[str, ...]) -> None:
    assert placed(ban, devices).addresses == addresses


def test_a_ban_of_somebody_covers_the_device_they_are_at_and_no_device_of_that_name() -> None:
    ban = banned(person="p1")
    assert covers(ban, at("10.0.0.4", AMYS, AMY))
    assert not covers(ban, Device(name="Amy Bell", addresses=("10.0.0.5",)))
