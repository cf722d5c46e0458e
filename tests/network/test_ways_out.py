"""What somebody with root on a laptop tries inside, where traffic goes through the box: tunnels in what is open, and
being somebody else. Each try has its control: something like it that does come."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption_LSRR
from scapy.layers.inet6 import (
    ICMPv6EchoRequest,
    ICMPv6ND_NA,
    ICMPv6ND_RA,
    ICMPv6NDOptDstLLAddr,
    ICMPv6NDOptPrefixInfo,
    IPv6,
    IPv6ExtHdrFragment,
    IPv6ExtHdrRouting,
)
from scapy.layers.l2 import ARP, Ether
from scapy.packet import Raw

from tests.lab.plugged import BOX, MAC, ROUTER, ROUTER_LAN, Bridged, Plugged, Routed
from tests.lab.topology import INSIDE, INTERNET, LAN, OUTSIDE, PUPIL1, WEB
from tests.network.in_force import apply, lab_with_stand_ins
from tests.network.tries import MARK, raw, sees

pytestmark = pytest.mark.network

FAMILIES = pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])
ALL = "ff:ff:ff:ff:ff:ff"
WIREGUARD = b"\1\0\0\0" + MARK + bytes(124)
OPENVPN = b"\x38" + bytes(13) + MARK
QUIC = b"\xc3\0\0\0\1\x08" + MARK + bytes(1180)
STUN = b"\0\1\0\x14\x21\x12\xa4\x42" + bytes(12) + MARK
TIME = b"\x23" + MARK + bytes(27)


@pytest.fixture(scope="module")
def lab(request: pytest.FixtureRequest) -> Iterator[Plugged]:
    with lab_with_stand_ins(request.param) as lab:
        yield lab


def plugged(*ways: type[Plugged]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("lab", ways, indirect=True, scope="module")


turned, bridged, routed = plugged(Bridged, Routed), plugged(Bridged), plugged(Routed)


def mac(lab: Plugged, place: str, link: str) -> str:
    return lab.run(place, "cat", f"/sys/class/net/{link}/address").stdout.strip()


def outward(lab: Plugged, family: int = 0, **fields: Any) -> Any:
    """The beginning of a packet of the first device's to the internet, straight to the router's hardware address where
    the box is a bridge."""
    away = mac(lab, BOX, INSIDE) if isinstance(lab, Routed) else mac(lab, ROUTER, "lan")
    given = {"src": lab.pupils[PUPIL1][family], "dst": WEB[family], **fields}
    return Ether(src=MAC[PUPIL1], dst=away) / (IPv6(**given) if family else IP(**given))


def come(lab: Plugged, *packets: Any, place: str = INTERNET, link: str = "eth0") -> bool:
    """Does any of them, or an answer to it, come by there?"""
    return how_many(lab, *packets, place=place, link=link) > 0


def how_many(lab: Plugged, *packets: Any, place: str = INTERNET, link: str = "eth0", times: int = 1) -> int:
    frames = [bytes(packet) for packet in packets] * times
    with raw(lab, PUPIL1) as sender:
        return sees(lab, place, link, lambda: [sender.send(frame) for frame in frames])


# --- tunnels in what is open ---


@turned
@FAMILIES
@pytest.mark.parametrize(
    ("port", "says", "comes"),
    [
        pytest.param(123, TIME, True, id="the time"),
        pytest.param(123, WIREGUARD, False, id="WireGuard for the time"),
        pytest.param(123, TIME + bytes(1000), False, id="a tunnel for the time"),
        pytest.param(3478, STUN, True, id="a call"),
        pytest.param(3478, WIREGUARD, False, id="WireGuard for a call"),
        pytest.param(3478, OPENVPN, False, id="OpenVPN for a call"),
        pytest.param(3478, QUIC, False, id="QUIC for a call"),
    ],
)
def test_an_open_port_is_open_for_what_it_is_for(
    lab: Plugged, family: int, port: int, says: bytes, comes: bool
) -> None:
    apply(lab)
    assert come(lab, outward(lab, family) / UDP(sport=40000, dport=port) / Raw(says)) is comes


@turned
def test_a_school_that_allows_vpns_still_reads_the_web(lab: Plugged) -> None:
    apply(lab, 'vpn = "allow"\n')
    assert come(lab, outward(lab) / UDP(sport=40000, dport=3478) / Raw(WIREGUARD))
    assert not come(lab, outward(lab) / UDP(sport=40000, dport=3478) / Raw(QUIC))


def echo(family: int, said: bytes) -> Any:
    return ICMPv6EchoRequest(data=said) if family else ICMP() / Raw(said)


@turned
@FAMILIES
def test_a_ping_is_a_ping_and_no_tunnel(lab: Plugged, family: int) -> None:
    apply(lab)
    assert not come(lab, outward(lab, family) / echo(family, MARK * 50))
    there_and_back = 2
    assert 0 < how_many(lab, outward(lab, family) / echo(family, MARK), times=200) <= 12 * there_and_back


@turned
def test_answers_that_nobody_asked_for_carry_nothing_out(lab: Plugged) -> None:
    apply(lab)
    for kind in (0, 3, 13, 40):
        assert not come(lab, outward(lab) / ICMP(type=kind) / Raw(MARK))


@bridged
def test_options_before_the_port_in_pieces_hide_nothing(lab: Plugged) -> None:
    """The first piece ends before TCP begins, so that nobody on the way sees which port it is."""
    apply(lab, 'other_ports = "allow"\n')
    piece = IPv6ExtHdrFragment(nh=60, m=1, offset=0, id=7), IPv6ExtHdrFragment(nh=60, m=0, offset=1, id=7)
    segment = bytes(TCP(sport=40000, dport=443, flags="S")) + MARK
    options = Raw(bytes((6, 0, 1, 4, 0, 0, 0, 0)) + MARK + bytes(4))
    assert not come(lab, outward(lab, 1) / piece[0] / options, outward(lab, 1) / piece[1] / Raw(segment))


@bridged
def test_a_packet_does_not_choose_its_own_way(lab: Plugged) -> None:
    """Its address is the router's, which passes; whom it is for stands in its options."""
    apply(lab, f'lan = ["{LAN[1]}"]\n')
    udp = UDP(sport=1, dport=9) / Raw(MARK)
    led4 = outward(lab, dst=ROUTER_LAN[0], options=[IPOption_LSRR(routers=[WEB[0]])])
    led6 = outward(lab, 1, dst=ROUTER_LAN[1]) / IPv6ExtHdrRouting(type=0, addresses=[WEB[1]])
    at_router = {"place": ROUTER, "link": "lan"}
    assert come(lab, outward(lab, dst=ROUTER_LAN[0]) / udp, **at_router), "it could"
    assert come(lab, outward(lab, 1, dst=ROUTER_LAN[1]) / udp, **at_router), "it could"
    assert not come(lab, led4 / udp, **at_router)
    assert not come(lab, led6 / udp, **at_router)


# --- being somebody else ---


@routed
def test_a_gateway_takes_no_addresses_that_are_not_inside(lab: Plugged) -> None:
    apply(lab)
    udp = UDP(sport=1, dport=3478) / Raw(STUN)
    assert come(lab, outward(lab) / udp)
    for family, other in ((0, "8.8.8.8"), (0, ROUTER_LAN[0]), (1, "2001:db8:99::1")):
        assert not come(lab, outward(lab, family, src=other) / udp)


@bridged
@FAMILIES
def test_nobody_speaks_as_the_box_or_the_router(lab: Plugged, family: int) -> None:
    apply(lab)
    udp = UDP(sport=1, dport=3478) / Raw(STUN)
    for other in (lab.box[family], ROUTER_LAN[family]):
        assert not come(lab, outward(lab, family, src=other) / udp)


@pytest.fixture
def at_router(lab: Plugged) -> str:
    """Where the router is, as the box knows it: from its own words alone."""
    apply(lab)
    lab.run(BOX, "ip", "neighbour", "flush", "dev", lab.box_link)
    lab.run(BOX, "ping", "-c1", "-W1", ROUTER_LAN[0])
    return mac(lab, ROUTER, "lan")


def known_at(lab: Plugged, address: str) -> str:
    return lab.run(BOX, "ip", "neighbour", "show", address).stdout


@bridged
def test_a_device_that_calls_itself_the_router_is_not_believed(lab: Plugged, at_router: str) -> None:
    me = MAC[PUPIL1]
    with raw(lab, PUPIL1) as sender:
        for asked in (1, 2):
            time.sleep(1.1)  # the kernel keeps what it has just learnt for a second
            claim = ARP(op=asked, hwsrc=me, psrc=ROUTER_LAN[0], pdst=lab.box[0])
            sender.send(bytes(Ether(src=me, dst=ALL) / claim))
        advert = ICMPv6ND_NA(tgt=ROUTER_LAN[1], R=1, S=1, O=1) / ICMPv6NDOptDstLLAddr(lladdr=me)
        lab.run(BOX, "ping", "-c1", "-W1", ROUTER_LAN[1])
        sender.send(
            bytes(Ether(src=me, dst=mac(lab, BOX, lab.box_link)) / IPv6(src="fe80::66", dst=lab.box[1]) / advert)
        )
    assert at_router in known_at(lab, ROUTER_LAN[0])
    assert me not in known_at(lab, ROUTER_LAN[1])


@bridged
def test_a_device_with_the_routers_hardware_address_gets_nothing_of_its(lab: Plugged, at_router: str) -> None:
    with raw(lab, PUPIL1) as sender:
        sender.send(bytes(Ether(src=at_router, dst=ALL) / ARP(op=1, hwsrc=at_router, psrc="10.77.0.66")))
    try:
        port = [line for line in lab.run(BOX, "bridge", "fdb", "show").stdout.splitlines() if at_router in line]
    finally:
        lab.run(ROUTER, "ping", "-c1", "-W1", lab.pupils[PUPIL1][0])  # the switch believed it; no box can help that
    assert len(port) == 1
    assert f"dev {OUTSIDE}" in port[0]


@bridged
def test_no_router_is_announced_by_a_device(lab: Plugged) -> None:
    apply(lab)
    prefix = ICMPv6NDOptPrefixInfo(prefix="fd66::", prefixlen=64)
    told = IPv6(src="fe80::66", dst="ff02::1", hlim=255) / ICMPv6ND_RA(prf=1, routerlifetime=1800) / prefix
    with raw(lab, PUPIL1) as sender:
        sender.send(bytes(Ether(src=MAC[PUPIL1], dst="33:33:00:00:00:01") / told))
    time.sleep(0.3)
    shown = lab.run(BOX, "ip", "-6", "address", "show").stdout + lab.run(BOX, "ip", "-6", "route").stdout
    assert ROUTER_LAN[1].rpartition(":")[0] in shown, "the router's own word is taken"
    assert "fd66" not in shown
    assert "fe80::66" not in shown


@bridged
def test_no_device_gives_the_box_an_address(lab: Plugged) -> None:
    apply(lab)
    offer = IP(src="10.77.0.66", dst="255.255.255.255") / UDP(sport=67, dport=68) / Raw(MARK)
    question = IP(src="10.77.0.66", dst="255.255.255.255") / UDP(sport=68, dport=67) / Raw(MARK)
    head = Ether(src=MAC[PUPIL1], dst=ALL)
    at_box = {"place": BOX, "link": lab.box_link}
    assert come(lab, head / question, **at_box)
    assert not come(lab, head / offer, **at_box)


# --- using up what is everybody's ---


@pytest.fixture
def silent(lab: Plugged) -> Iterator[None]:
    """Its kernel would end what it does not know to have begun."""
    table = "table inet silent { chain output { type filter hook output priority 0; tcp flags rst drop; }; }"
    lab.run(PUPIL1, "nft", table)
    yield
    lab.run(PUPIL1, "nft", "delete table inet silent")


@turned
@FAMILIES
@pytest.mark.usefixtures("silent")
def test_one_device_does_not_fill_what_the_kernel_remembers(lab: Plugged, family: int) -> None:
    apply(lab)
    before, base = remembered(lab), outward(lab, family) / TCP(dport=80, flags="S")
    frames = [bytes(with_port(base, port)) for port in range(10_000, 15_000)]
    with raw(lab, PUPIL1) as sender:
        for frame in frames:
            sender.send(frame)
    assert 1000 < remembered(lab) - before < 4100


def remembered(lab: Plugged) -> int:
    return int(lab.run(BOX, "sysctl", "-n", "net.netfilter.nf_conntrack_count").stdout)


def with_port(base: Any, port: int) -> Any:
    base[TCP].sport = port
    return base
