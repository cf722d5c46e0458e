"""Frames by their fixed places."""

import pytest

from appliance.network.watch.frames import TCP, UDP, host_text, is_device, mac_text, packet
from tests.network.watch import given


def test_a_packet_is_found_by_ipv4_and_ipv6() -> None:
    four, six = packet(given.looks_up("a.example")), packet(given.says_hello("a.example", address="fd00::4"))
    assert four
    assert six
    assert (four.protocol, host_text(four.source), mac_text(four.mac)) == (UDP, "10.0.0.4", given.IPAD)
    assert (six.protocol, host_text(six.source)) == (TCP, "fd00::4")
    assert four.payload[2:4] == b"\x00\x35"


def test_padding_after_a_packet_is_no_part_of_it() -> None:
    plain, padded = packet(given.looks_up("a.example")), packet(given.looks_up("a.example") + b"secret")
    assert plain == padded


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(given.arp(), id="ARP"),
        pytest.param(b"\0" * 14, id="no content"),
        pytest.param(given.looks_up("a.example")[:30], id="half a header"),
        pytest.param(
            given.looks_up("a.example")[:20] + b"\x20\x00" + given.looks_up("a.example")[22:], id="a fragment"
        ),
    ],
)
def test_what_is_no_whole_packet_is_none(frame: bytes) -> None:
    assert packet(frame) is None


@pytest.mark.parametrize("raw", [b"\0" * 6, b"\xff" * 6, b"\x01\0\x5e\0\0\xfb", b"\x02\0"])
def test_groups_and_nobody_are_no_device(raw: bytes) -> None:
    assert not is_device(raw)


@pytest.mark.parametrize(
    "raw", ["", "x", "127.0.0.1", "::1", "fe80::1", "255.255.255.255", "ff02::1", b"", b"\x0a\0\0", "1.2.3.4%eth0"]
)
def test_an_address_that_no_device_has_is_empty(raw: str | bytes) -> None:
    assert host_text(raw) == ""
