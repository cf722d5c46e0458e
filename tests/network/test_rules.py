"""The rules in a real kernel: who reaches whom, with stand-ins for the workers that say what came to them."""

import socket
import sys
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from appliance.config import Network, Proxy, Settings
from appliance.model import Ban
from appliance.network.nft import ruleset, set_bans
from appliance.network.plan import Facts, plan
from tests.lab.box import PROXY_UID, as_user
from tests.lab.topology import (
    GATEWAY,
    GATEWAY_INSIDE,
    GATEWAY_OUTSIDE,
    INSIDE,
    INTERNET,
    LAN,
    PUPIL,
    PUPIL1,
    PUPIL2,
    ROUTER,
    WEB,
    Topology,
)
from tests.network.tries import datagram, is_ended

pytestmark = pytest.mark.network

STAND_IN = str(Path(__file__).with_name("stand_in.py"))
SETTINGS = Settings(proxy=Proxy(workers=2), network=Network(inside=INSIDE, lan=LAN, other_ports="allow"))
PORTS = {"transparent": (8180, 8181), "explicit": (8080, 8081)}
CONSOLE = 8000


@pytest.fixture(scope="module", autouse=True)
def gateway(lab: Topology) -> None:
    """The rules, two stand-ins as the proxy user, and something on the console's port."""
    nft(lab, ruleset(plan(SETTINGS, PROXY_UID, Facts(resolvers=(ip_address("127.0.0.1"),)))))
    for worker in (0, 1):
        ports = [str(ways[worker]) for ways in PORTS.values()]
        lab.spawn(GATEWAY, *as_user(PROXY_UID), sys.executable, STAND_IN, *ports, log=f"stand-in-{worker}")
    for place in (GATEWAY, PUPIL2):
        lab.spawn(place, sys.executable, STAND_IN, str(CONSOLE), "53", log=f"console-{place}")
        lab.wait_for("the console", lambda: lab.answers(place, "127.0.0.1", CONSOLE), log=f"console-{place}")  # noqa: B023  # called before the next turn
    lab.wait_for("the stand-ins", lambda: all(lab.answers(PUPIL1, address, 80) for address in WEB), log="stand-in-0")


@pytest.fixture
def banned(lab: Topology) -> Iterator[None]:
    nft(lab, bans(PUPIL1, seconds=60))
    yield
    nft(lab, set_bans((), time.time()))


def nft(lab: Topology, text: str) -> None:
    done = lab.run(GATEWAY, "nft", "-f", "-", stdin=text)
    assert done.returncode == 0, done.stderr


def bans(place: str, seconds: float) -> str:
    now = time.time()
    ban = Ban(id="1", device=place, addresses=PUPIL[place], since=now, until=now + seconds, reason="", by="")
    return set_bans([ban], now)


def came_to(lab: Topology, place: str, address: str, port: int) -> str:
    """`PORT ORIGINAL-ADDRESS ORIGINAL-PORT`, from whichever stand-in took the connection."""
    with lab.connect(place, address, port) as connection:
        return connection.recv(100).decode()


def as_proxy(lab: Topology, address: str, port: int, place: str = GATEWAY) -> str:
    return lab.run(place, *as_user(PROXY_UID), sys.executable, STAND_IN, "--to", address, str(port)).stdout


both_families = pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])


@both_families
@pytest.mark.parametrize("port", [80, 443])
def test_web_traffic_comes_to_a_worker_which_knows_where_it_was_going(lab: Topology, family: int, port: int) -> None:
    took, *original = came_to(lab, PUPIL1, WEB[family], port).split()
    assert int(took) in PORTS["transparent"]
    assert original == [WEB[family], str(port)]


@both_families
def test_a_client_keeps_its_worker_also_when_the_rules_are_applied_anew(lab: Topology, family: int) -> None:
    def takers() -> set[str]:
        return {came_to(lab, PUPIL1, address, 443).split()[0] for address in (WEB[family], ROUTER[family]) * 5}

    before = takers()
    nft(lab, ruleset(plan(SETTINGS, PROXY_UID, Facts(resolvers=(ip_address("127.0.0.1"),)))))
    assert len(before) == 1
    assert takers() == before


@both_families
def test_the_proxy_of_the_settings_is_the_same_worker(lab: Topology, family: int) -> None:
    transparent = int(came_to(lab, PUPIL1, WEB[family], 443).split()[0])
    explicit = int(came_to(lab, PUPIL1, GATEWAY_INSIDE[family], 8080).split()[0])
    assert PORTS["explicit"].index(explicit) == PORTS["transparent"].index(transparent)


def test_clients_are_shared_out(lab: Topology) -> None:
    addresses = [f"10.77.0.{last}" for last in range(100, 116)]
    for address in addresses:
        lab.run(PUPIL1, "ip", "address", "add", f"{address}/24", "dev", "eth0")
    takers = set()
    for address in addresses:
        with lab.inside(PUPIL1), socket.create_connection((WEB[0], 443), 5, (address, 0)) as connection:
            takers.add(int(connection.recv(100).split()[0]))
    assert takers == {*PORTS["transparent"]}


@both_families
@pytest.mark.parametrize("port", [8081, 8180, 8181])
def test_a_worker_cannot_be_called_past_the_redirect(lab: Topology, family: int, port: int) -> None:
    with pytest.raises(ConnectionRefusedError):
        lab.connect(PUPIL1, GATEWAY_INSIDE[family], port)


@both_families
@pytest.mark.parametrize("port", [8080, 8081, 8180])
def test_the_internet_has_no_use_of_our_proxy(lab: Topology, family: int, port: int) -> None:
    with pytest.raises(ConnectionRefusedError):
        lab.connect(INTERNET, GATEWAY_OUTSIDE[family], port)


@both_families
def test_the_console_is_not_redirected(lab: Topology, family: int) -> None:
    assert came_to(lab, PUPIL1, GATEWAY_INSIDE[family], CONSOLE).startswith(f"{CONSOLE} ")


@both_families
@pytest.mark.parametrize(("port", "outcome"), [(4443, "echo"), (443, "refused"), (80, "refused"), (853, "refused")])
def test_quic_and_dns_over_tls_are_refused_at_once(lab: Topology, family: int, port: int, outcome: str) -> None:
    assert datagram(lab, PUPIL1, WEB[family], port) == outcome


@both_families
def test_dns_over_tls_is_refused_over_tcp(lab: Topology, family: int) -> None:
    lab.connect(PUPIL1, WEB[family], 4443).close()
    with pytest.raises(ConnectionRefusedError):
        lab.connect(PUPIL1, WEB[family], 853)


def test_a_connection_from_before_the_rules_does_not_go_on_unread(lab: Topology) -> None:
    nft(lab, "delete table inet lollipop\n")
    with lab.connect(PUPIL1, WEB[0], 80) as old:
        old.sendall(b"GET / HTTP/1.1\r\nHost: www.lab.test\r\n\r\n")
        assert old.recv(100).startswith(b"HTTP/1.1 200")
        nft(lab, ruleset(plan(SETTINGS, PROXY_UID, Facts(resolvers=(ip_address("127.0.0.1"),)))))
        assert is_ended(old)


# --- what a worker may reach -------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", WEB)
def test_a_worker_reaches_the_internet(lab: Topology, address: str) -> None:
    assert as_proxy(lab, address, 443) == "open"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("127.0.0.1", id="loopback"),
        pytest.param("127.9.9.9", id="another loopback address"),
        pytest.param("::1", id="IPv6 loopback"),
        pytest.param("0.0.0.0", id="the unspecified address"),  # noqa: S104  # connected to, not bound
        pytest.param("::", id="the unspecified IPv6 address"),
        pytest.param("::ffff:127.0.0.1", id="IPv4 in IPv6"),
        pytest.param(GATEWAY_INSIDE[0], id="the inside address"),
        pytest.param(GATEWAY_INSIDE[1], id="the inside IPv6 address"),
        pytest.param(GATEWAY_OUTSIDE[0], id="the outside address"),
        pytest.param(GATEWAY_OUTSIDE[1], id="the outside IPv6 address"),
        pytest.param(PUPIL[PUPIL2][0], id="a device on the LAN"),
        pytest.param(PUPIL[PUPIL2][1], id="a device on the LAN, IPv6"),
    ],
)
def test_a_worker_reaches_neither_the_box_nor_the_lan(lab: Topology, address: str) -> None:
    """The control: root in the same namespace does, so that it is the rule that refuses."""
    control = lab.run(GATEWAY, sys.executable, STAND_IN, "--to", address, str(CONSOLE)).stdout
    assert control == "open"
    assert as_proxy(lab, address, CONSOLE) not in {"open", ""}


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.1.1", "169.254.169.254", "fc00::1", "64:ff9b::7f00:1"])
def test_private_ranges_are_refused_and_not_sent_out(lab: Topology, address: str) -> None:
    started = time.monotonic()
    assert "open" not in as_proxy(lab, address, 80)
    assert time.monotonic() - started < 2


def test_a_worker_may_ask_the_box_for_names(lab: Topology) -> None:
    assert as_proxy(lab, "127.0.0.1", 53) == "open"
    assert as_proxy(lab, GATEWAY_INSIDE[0], 53) != "open"


# --- bans --------------------------------------------------------------------------------------------------------


@both_families
@pytest.mark.usefixtures("banned")
def test_a_banned_device_reaches_only_the_worker(lab: Topology, family: int) -> None:
    assert int(came_to(lab, PUPIL1, WEB[family], 443).split()[0]) in PORTS["transparent"]
    with pytest.raises(ConnectionRefusedError):
        lab.connect(PUPIL1, WEB[family], 4443)
    assert datagram(lab, PUPIL1, WEB[family], 4443) == "silence"
    assert datagram(lab, PUPIL1, WEB[family], 443) == "refused"


@both_families
@pytest.mark.usefixtures("banned")
def test_another_device_is_not_touched(lab: Topology, family: int) -> None:
    lab.connect(PUPIL2, WEB[family], 4443).close()
    assert datagram(lab, PUPIL2, WEB[family], 4443) == "echo"


@both_families
def test_a_ban_ends_what_is_open_and_ends_by_itself(lab: Topology, family: int) -> None:
    with lab.connect(PUPIL1, WEB[family], 4443) as old:
        old.sendall(b"hello")
        assert old.recv(100) == b"hello"
        nft(lab, bans(PUPIL1, seconds=1.0))
        assert is_ended(old)
        assert datagram(lab, PUPIL1, WEB[family], 4443) == "silence"
    lab.wait_for("the ban ends", lambda: datagram(lab, PUPIL1, WEB[family], 4443) == "echo", seconds=3)
