"""What the kernel lets through, and to whom."""

import time
from collections.abc import Iterator

import pytest

from appliance.config import Network, Proxy, Settings
from appliance.errors import NetworkError
from appliance.network.watch.capture import Tap, filters, taps
from tests.lab.topology import GATEWAY, INSIDE, PUPIL1, Topology
from tests.network.watch import given, traffic

pytestmark = pytest.mark.network

SETTINGS = Settings(network=Network(inside=INSIDE), proxy=Proxy(workers=2))


@pytest.fixture(scope="module")
def topology() -> Iterator[Topology]:
    with Topology() as lab:
        yield lab


@pytest.fixture(scope="module")
def heard_at(topology: Topology) -> Iterator[tuple[Tap, ...]]:
    with topology.inside(GATEWAY):
        opened = taps(SETTINGS)
    yield opened
    for tap in opened:
        tap.close()


def heard(topology: Topology, heard_at: tuple[Tap, ...], frame: bytes, place: str = PUPIL1) -> list[str]:
    """At which taps a frame arrives."""
    for tap in heard_at:
        tap.take(1000)
    link = "eth0" if place == PUPIL1 else INSIDE
    with topology.inside(place):
        traffic.send(link, [frame] * 50, 0.01)
    time.sleep(0.05)
    wanted = frame[12:]
    return [tap.kind for tap in heard_at if any(one[12:] == wanted for one in tap.take(1000))]


@pytest.mark.parametrize(
    ("frame", "kinds"),
    [
        pytest.param(given.arp(), ["addresses"], id="ARP"),
        pytest.param(given.solicits(), ["addresses"], id="a neighbour asked for"),
        pytest.param(given.advertises(), ["addresses"], id="a neighbour that answers"),
        pytest.param(given.dhcp_asks(), ["leases"], id="a lease asked for"),
        pytest.param(given.mdns(given.host_record("ipad")), ["announced"], id="an announcement"),
        pytest.param(given.mdns(given.host_record("ipad"), answer=0), [], id="a question to neighbours"),
        pytest.param(given.looks_up("a.example"), ["asked"], id="a name asked for"),
        pytest.param(given.looks_up("a.example", address="fd00::4"), ["asked"], id="a name asked for by IPv6"),
        pytest.param(given.says_hello("a.example"), ["asked"], id="a TLS hello on a port that nobody reads"),
        pytest.param(given.says_hello("a.example", address="fd00::4"), ["asked"], id="the same by IPv6"),
        pytest.param(given.says_hello("a.example", port=443), [], id="a hello that a worker reads"),
        pytest.param(given.says_hello("a.example", port=8081), [], id="a hello through a worker as a proxy"),
        pytest.param(given.looks_up("a.example", port=5300), [], id="other datagrams"),
    ],
)
def test_each_kind_comes_to_its_tap(
    topology: Topology, heard_at: tuple[Tap, ...], frame: bytes, kinds: list[str]
) -> None:
    to_all = b"\xff" * 6 + frame[6:]
    assert heard(topology, heard_at, to_all) == kinds


def test_what_goes_out_is_heard_of_leases_alone(topology: Topology, heard_at: tuple[Tap, ...]) -> None:
    assert heard(topology, heard_at, given.dhcp_gives(), GATEWAY) == ["leases"]
    assert heard(topology, heard_at, given.arp(), GATEWAY) == []


def test_a_port_that_is_down_may_come_up_again(topology: Topology, heard_at: tuple[Tap, ...]) -> None:
    for state in ("down", "up"):
        topology.run(GATEWAY, "ip", "link", "set", INSIDE, state)
        for tap in heard_at:
            with topology.inside(GATEWAY):
                tap.take(10)
    to_all = b"\xff" * 6 + given.arp()[6:]
    topology.wait_for("it hears again", lambda: heard(topology, heard_at, to_all) == ["addresses"], seconds=5)


def test_what_was_too_much_is_counted(topology: Topology) -> None:
    with topology.inside(GATEWAY):
        tap = Tap("addresses", INSIDE, filters(SETTINGS)[0][1])
    to_all = b"\xff" * 6 + given.arp()[6:]
    with topology.inside(PUPIL1):
        traffic.send("eth0", [to_all] * 10_000, 0.1)
    assert len(tap.take(20_000)) + tap.lost() >= 9_000
    assert tap.lost() == 0
    tap.close()


def test_a_port_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(NetworkError, match="nothing can be heard on 'nowhere': no interface"):
        taps(Settings(network=Network(inside="nowhere")))
