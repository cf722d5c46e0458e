"""A bridge's own rules, in a real kernel."""

import socket
import struct
from collections.abc import Iterator

import pytest

from tests.lab.plugged import (
    BOX,
    BOX_LAN,
    BRIDGE,
    ELSEWHERE,
    OTHER_RESOLVER,
    ROUTER,
    ROUTER_LAN,
    Bridged,
    Plugged,
    Routed,
)
from tests.lab.topology import INSIDE, LAN, OUTSIDE, PUPIL, PUPIL1, PUPIL2, WEB
from tests.network.in_force import OURS, apply, asked, lab_with_stand_ins
from tests.network.tries import PATIENCE, datagram, datagram_by, stream

pytestmark = pytest.mark.network

FAMILIES = pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])
MORE_FRAGMENTS = 0x2000
PADDING = bytes((0, 0, 1, 4, 0, 0, 0, 0))  # a header of destination options, with nothing in it


@pytest.fixture(scope="module")
def lab() -> Iterator[Plugged]:
    with lab_with_stand_ins(Bridged) as lab:
        yield lab


@FAMILIES
def test_web_traffic_comes_to_a_worker_with_both_addresses(lab: Plugged, family: int) -> None:
    apply(lab)
    with lab.connect(PUPIL1, WEB[family], 443) as connection:
        assert connection.recv(100).decode() == f"8180 {WEB[family]} 443"
        assert connection.getsockname()[0] == PUPIL[PUPIL1][family]


@FAMILIES
@pytest.mark.parametrize("way", [(), ("+tcp",)], ids=["UDP", "TCP"])
def test_names_asked_of_anyone_are_answered_by_us(lab: Plugged, family: int, way: tuple[str, ...]) -> None:
    apply(lab, names=True)
    assert asked(lab, PUPIL1, OTHER_RESOLVER[family], *way) == OURS
    assert asked(lab, PUPIL1, ROUTER_LAN[family], *way) == OURS
    assert asked(lab, PUPIL1, lab.box[family], *way) == OURS
    assert asked(lab, BOX, ROUTER_LAN[family], *way) == WEB[0], "the box still asks the school's"


@FAMILIES
@pytest.mark.parametrize("way", [(), ("+tcp",)], ids=["UDP", "TCP"])
def test_without_our_name_server_only_those_answer_that_we_ask(lab: Plugged, family: int, way: tuple[str, ...]) -> None:
    apply(lab, f'lan = ["{LAN[1]}"]\n')
    assert asked(lab, PUPIL1, ROUTER_LAN[family], *way) == WEB[0]
    assert asked(lab, PUPIL1, OTHER_RESOLVER[family], *way) == ""
    apply(lab, resolvers=OTHER_RESOLVER)
    assert asked(lab, PUPIL1, OTHER_RESOLVER[family], *way) == ELSEWHERE[0]


def test_a_school_without_ipv6_has_none(lab: Plugged) -> None:
    apply(lab)
    assert stream(lab, PUPIL1, WEB[1], 5223) == "open"
    apply(lab, 'ipv6 = "refuse"\n')
    for port in (443, 80, 5223, 4443):
        assert stream(lab, PUPIL1, WEB[1], port) == "refused"
    assert datagram(lab, PUPIL1, WEB[1], 443) == "refused"
    assert stream(lab, PUPIL1, WEB[0], 443) == "open"


@pytest.mark.parametrize(("flags", "comes"), [(0, True), (MORE_FRAGMENTS, False)], ids=["whole", "in pieces"])
def test_tcp_in_pieces_does_not_pass(lab: Plugged, flags: int, comes: bool) -> None:
    apply(lab, 'other_ports = "allow"\n')
    assert passes(lab, flags) is comes


@pytest.mark.parametrize(("tag", "comes"), [("", True), ("81000009", False), ("88a80009", False)])
def test_frames_with_a_vlan_tag_do_not_pass(lab: Plugged, tag: str, comes: bool) -> None:
    apply(lab)
    mark = b"a mark to know it by" * 4
    with lab.inside(ROUTER):
        near = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
        near.bind(("lan", 0x0003))
    with lab.inside(PUPIL1):
        sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        sender.bind(("eth0", 0))
    addresses = bytes.fromhex("ffffffffffff" + "020000000011")
    with near, sender:
        sender.send(addresses + bytes.fromhex(tag + "0806") + mark)
        near.settimeout(PATIENCE)
        assert heard(near, mark) is comes


def heard(near: socket.socket, mark: bytes) -> bool:
    try:
        while mark not in near.recv(2000):
            pass
    except TimeoutError:
        return False
    return True


def passes(lab: Plugged, flags: int) -> bool:
    """Does a packet that says it is TCP, to a port that is open, come to the router?"""
    source, target = (socket.inet_aton(address) for address in (PUPIL[PUPIL1][0], WEB[0]))
    segment = struct.pack("!HHIIHHHH", 40000, 4443, 0, 0, 0x5002, 1024, 0, 0) + b"a mark to know it by...."
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(segment), 77, flags, 64, 6, 0, source, target)
    with lab.inside(ROUTER):
        near = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
        near.bind(("lan", 0x0800))
    with lab.inside(PUPIL1):
        sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    with near, sender:
        near.settimeout(PATIENCE)
        sender.sendto(header + segment, (WEB[0], 0))
        try:
            while b"a mark to know it by" not in near.recv(2000):
                pass
        except TimeoutError:
            return False
    return True


@pytest.mark.parametrize(
    ("port", "expected"), [pytest.param(4443, "echo", id="an open port"), pytest.param(443, "refused", id="QUIC")]
)
def test_options_before_the_port_hide_nothing(lab: Plugged, port: int, expected: str) -> None:
    apply(lab, 'other_ports = "allow"\n')
    with lab.inside(PUPIL1), socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_DSTOPTS, PADDING)
        assert datagram_by(probe, WEB[1], port) == expected


def test_options_before_the_port_do_not_lead_past_the_worker(lab: Plugged) -> None:
    apply(lab, 'other_ports = "allow"\n')
    with lab.inside(PUPIL1), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_DSTOPTS, PADDING)
        probe.settimeout(2)
        probe.connect((WEB[1], 443))
        assert probe.recv(100).decode() == f"8180 {WEB[1]} 443"


def test_vpns_stay_shut_where_other_ports_are_open(lab: Plugged) -> None:
    apply(lab, 'other_ports = "allow"\n')
    assert datagram(lab, PUPIL1, WEB[0], 4443) == "echo"
    assert datagram(lab, PUPIL1, WEB[0], 51820) == "refused"
    apply(lab, 'other_ports = "allow"\nvpn = "allow"\n')
    assert datagram(lab, PUPIL1, WEB[0], 51820) == "echo"


def test_another_mode_leaves_nothing_of_the_bridge(lab: Plugged) -> None:
    apply(lab)
    routed = Routed()
    routed.run = lab.run  # type: ignore[method-assign]  # its settings, in this box
    apply(routed)
    assert lab.run(BOX, "nft", "list", "tables").stdout == "table inet lollipop\n"


def test_two_devices_are_not_mixed_up(lab: Plugged) -> None:
    apply(lab)
    with lab.connect(PUPIL1, WEB[0], 443) as one, lab.connect(PUPIL2, WEB[0], 443) as other:
        assert one.getpeername() == other.getpeername()
        assert one.recv(100) == other.recv(100) == f"8180 {WEB[0]} 443".encode()


def test_rules_that_were_there_before_the_bridge_hold_for_it(lab: Plugged) -> None:
    """As at the start of a box: `network` first."""
    lab.run(BOX, "ip", "link", "delete", BRIDGE)
    apply(lab)
    lines = [f"link add {BRIDGE} type bridge stp_state 0 forward_delay 0", f"link set {BRIDGE} up"]
    lines += [f"link set {port} master {BRIDGE}" for port in (INSIDE, OUTSIDE)]
    lines += [f"address add {BOX_LAN[0]}/24 dev {BRIDGE}", f"address add {BOX_LAN[1]}/64 dev {BRIDGE}"]
    lab.run(BOX, "ip", "-batch", "-", stdin="\n".join(lines) + "\n")
    for address in WEB:
        lab.wait_for("the bridge", lambda: stream(lab, PUPIL1, address, 5223) == "open", seconds=10)  # noqa: B023  # called before the next turn
        with lab.connect(PUPIL1, address, 443) as connection:
            assert connection.recv(100).decode() == f"8180 {address} 443"
