"""What an answer on the wire says. `test_trial.py` asks real servers and devices."""

from ipaddress import ip_interface
from typing import Any

import pytest
from scapy.config import conf
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import ICMPv6ND_NA, IPv6
from scapy.layers.l2 import ARP, Ether

from appliance.network import probe
from appliance.network.probe import Other, dhcp_server, fact, holder

OTHER = "02:00:00:00:00:99"


class Wire:
    """A port at the edge of the world: `answer` makes a frame from the one that was sent."""

    def __init__(self, answer: Any) -> None:
        self._answer, self._sent = answer, None

    def send(self, frame: Any) -> None:
        self._sent = Ether(bytes(frame))

    def select(self, sockets: list[Any], _left: float) -> list[Any]:
        return sockets if self._sent is not None else []

    def recv(self) -> Any:
        frame, self._sent = self._answer(self._sent), None
        return Ether(bytes(frame))

    def close(self) -> None:
        """Nothing to give back."""


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(probe, "fact", lambda *_: "02:00:00:00:00:01")
    return lambda answer: monkeypatch.setattr(conf, "L2socket", lambda **_: Wire(answer))


def offer(asked: Any, number: int | None = None, options: Any = ("server_id", "10.0.0.9")) -> Any:
    given = [("message-type", "offer"), *([options] if options else []), "end"]
    reply = BOOTP(op=2, xid=asked[BOOTP].xid if number is None else number)
    return Ether(src=OTHER) / IP(src="10.0.0.1") / UDP(sport=67, dport=68) / reply / DHCP(options=given)


@pytest.mark.parametrize(
    ("answer", "other"),
    [
        pytest.param(offer, Other("10.0.0.9", OTHER), id="by the name that it gives itself"),
        pytest.param(lambda asked: offer(asked, options=None), Other("10.0.0.1", OTHER), id="without one"),
        pytest.param(lambda asked: offer(asked, number=1), None, id="an answer to somebody else"),
        pytest.param(lambda asked: asked, None, id="our own question"),
        pytest.param(lambda asked: bytes(asked)[:60], None, id="half a frame"),
    ],
)
def test_who_offers_a_lease(plug: Any, answer: Any, other: Other | None) -> None:
    plug(answer)
    assert dhcp_server("eth1") == other


def arp(asked: Any, address: str = "10.0.0.5", mac: str = OTHER) -> Any:
    return Ether(src=mac) / ARP(op=2, psrc=address, hwsrc=mac, pdst="0.0.0.0")  # noqa: S104  # nobody's address


@pytest.mark.parametrize(
    ("answer", "other"),
    [
        pytest.param(arp, Other("10.0.0.5", OTHER), id="the device that has it"),
        pytest.param(lambda asked: arp(asked, address="10.0.0.6"), None, id="another address"),
        pytest.param(lambda asked: arp(asked, mac="02:00:00:00:00:01"), None, id="this box itself"),
    ],
)
def test_who_has_an_address(plug: Any, answer: Any, other: Other | None) -> None:
    plug(answer)
    assert holder("eth1", ip_interface("10.0.0.5/24")) == other


def test_who_has_an_address_of_ipv6(plug: Any) -> None:
    plug(lambda _: Ether(src=OTHER) / IPv6(src="fd00::5", dst="ff02::1") / ICMPv6ND_NA(tgt="fd00::5"))
    assert holder("eth1", ip_interface("fd00::5/64")) == Other("fd00::5", OTHER)


def test_a_port_that_is_not_there_has_no_facts() -> None:
    assert fact("nowhere", "address") == ""
