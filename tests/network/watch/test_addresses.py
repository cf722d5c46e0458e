"""Who says that which address is theirs."""

import pytest
from scapy.layers.l2 import ARP, Ether

from appliance.network.watch.addresses import claim, read
from tests.network.watch import given
from tests.network.watch.given import IPAD, NOWHERE, PC


@pytest.mark.parametrize("op", [1, 2], ids=["asks for another", "answers"])
def test_arp_says_where_a_device_is(op: int) -> None:
    heard = read(given.arp(op=op))
    assert heard
    assert (heard.mac, heard.address, heard.source) == (IPAD, "10.0.0.4", "arp")


@pytest.mark.parametrize("frame", [given.solicits(), given.advertises()], ids=["solicits", "advertises"])
def test_neighbour_discovery_says_where_a_device_is(frame: bytes) -> None:
    heard = read(frame)
    assert heard
    assert (heard.mac, heard.address, heard.source) == (IPAD, "fd00::4", "ndp")


@pytest.mark.parametrize("frame", [given.arp(), given.solicits(), given.advertises()])
def test_the_cheap_look_sees_the_same(frame: bytes) -> None:
    heard = read(frame)
    assert heard
    assert claim(frame) == (heard.mac, heard.address)


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(given.arp(address=NOWHERE), id="a probe for an address that is not its own yet"),
        pytest.param(given.arp(says=PC), id="an answer in another's name"),
        pytest.param(given.arp(address="169.254.7.7"), id="an address that no server gave"),
        pytest.param(given.arp(address="224.0.0.1"), id="an address of many"),
        pytest.param(given.arp(mac="ff:ff:ff:ff:ff:ff"), id="from everyone"),
        pytest.param(bytes(Ether(src=IPAD) / ARP(hwtype=6, hwsrc=IPAD, psrc="10.0.0.4")), id="not of Ethernet"),
        pytest.param(given.solicits(hops=254), id="through a router"),
        pytest.param(given.advertises(hops=64), id="an answer through a router"),
        pytest.param(given.advertises(says=PC), id="an answer for another"),
        pytest.param(given.solicits(says=PC), id="a question for another"),
        pytest.param(given.solicits(address="::"), id="a probe by IPv6"),
        pytest.param(given.solicits(address="fe80::4"), id="a link-local address"),
        pytest.param(given.arp()[:20], id="half a frame"),
        pytest.param(given.solicits()[:54], id="half a frame of IPv6"),
    ],
)
def test_what_proves_nothing_is_not_taken(frame: bytes) -> None:
    assert read(frame) is None
