"""Each way to plug in, whole: two devices, the switch, the school's router, an internet; Lollipop between them."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.lab.internet import SAD
from tests.lab.plugged import (
    BOX,
    BOX_LAN,
    OWN_LAN,
    OWN_PUPIL,
    ROUTER,
    ROUTER_LAN,
    Beside,
    Bridged,
    Plugged,
    Routed,
)
from tests.lab.school import School
from tests.lab.topology import INTERNET, PUPIL1, PUPIL2, WEB, Topology
from tests.network.tries import datagram, is_ended, packet, stream

pytestmark = pytest.mark.network

SEARCH = f"https://www.google.com/search?q={SAD.replace(' ', '+')}"
STAND_IN = str(Path(__file__).with_name("stand_in.py"))
PUSH, PRIVATE = 5223, 9999
PAGE = "https://www.lab.test/"
FAMILIES = pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])
PLACES = pytest.mark.parametrize("place", [PUPIL1, PUPIL2])


@pytest.fixture(scope="module")
def school(request: pytest.FixtureRequest) -> Iterator[School]:
    with School(lab=request.param()) as school:
        yield school


def plugged(*ways: type[Plugged]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("school", ways, indirect=True, scope="module")


everywhere, turned = plugged(Bridged, Routed, Beside), plugged(Bridged, Routed)


def by_proxy(school: School, family: int) -> tuple[str, ...]:
    """The options of curl that a device needs: none where its traffic is school."""
    if not isinstance(school.lab, Beside):
        return (f"-{'46'[family]}",)
    host = school.lab.box[family]
    return ("--proxy", f"http://[{host}]:8080" if family else f"http://{host}:8080")


@everywhere
@FAMILIES
@PLACES
def test_a_search_is_captured_with_the_devices_own_address(school: School, place: str, family: int) -> None:
    detail = school.new_capture(lambda: school.fetch(place, SEARCH, *by_proxy(school, family)))
    address = school.lab.pupils[place][family]
    assert (detail.row.device if place == PUPIL1 else detail.row.address) == (
        "tablet-1" if place == PUPIL1 else address
    )


@everywhere
@FAMILIES
def test_the_box_fetches_with_its_own_address(school: School, family: int) -> None:
    page = school.fetch(PUPIL1, PAGE, *by_proxy(school, family))
    assert page.status == 200
    assert any(f"x-from: {address}\n" in page.text.replace("\r", "").lower() for address in BOX_LAN)


@turned
@FAMILIES
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_device_can_see_that_it_is_ready(school: School, family: int, scheme: str) -> None:
    """Where the school's own name server leads that name (`appliance/network/dnsmasq.py`)."""
    nowhere = ("192.0.2.1", "[2001:db8::1]")[family]
    port = {"http": 80, "https": 443}[scheme]
    way = ("--resolve", f"practice.lollipop.test:{port}:{nowhere}")
    assert school.fetch(PUPIL1, f"{scheme}://practice.lollipop.test/ready", *way).text.endswith("\n\nready")


@turned
@FAMILIES
def test_a_device_that_uses_the_box_as_its_proxy_is_read_too(school: School, family: int) -> None:
    box = f"[{school.lab.box[1]}]" if family else school.lab.box[0]
    detail = school.new_capture(lambda: school.fetch(PUPIL1, SEARCH, "--proxy", f"http://{box}:8080"))
    assert detail.row.device == "tablet-1"


@everywhere
@pytest.mark.parametrize("port", [22, 4443, 853])
def test_the_proxy_is_no_tunnel(school: School, port: int) -> None:
    """An echo behind a CONNECT would be a way out for anything."""
    with school.lab.connect(PUPIL1, school.lab.box[0], 8080) as tunnel:
        tunnel.sendall(f"CONNECT {WEB[0]}:{port} HTTP/1.1\r\nHost: {WEB[0]}:{port}\r\n\r\n".encode())
        tunnel.settimeout(2)
        tunnel.recv(1000)
        tunnel.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
        try:
            answer = tunnel.recv(1000)
        except (TimeoutError, ConnectionResetError):
            answer = b""
    assert b"SSH-2.0" not in answer


# --- a ban -------------------------------------------------------------------------------------------------------


@pytest.fixture
def banned(school: School) -> Iterator[None]:
    assert school.box.ban("tablet-1", 60).missing == ()
    yield
    school.box.lift("tablet-1")


@everywhere
@FAMILIES
@pytest.mark.usefixtures("banned")
def test_a_banned_device_sees_why_and_another_is_not_touched(school: School, family: int) -> None:
    assert "Mrs Reed" in school.fetch(PUPIL1, PAGE, *by_proxy(school, family)).text
    assert school.fetch(PUPIL2, PAGE, *by_proxy(school, family)).status == 200


@everywhere
@FAMILIES
@pytest.mark.usefixtures("banned")
def test_a_help_line_stays_reachable(school: School, family: int) -> None:
    assert school.fetch(PUPIL1, "https://www.childline.org.uk/", *by_proxy(school, family)).status == 200


@turned
@FAMILIES
def test_a_ban_holds_for_other_ports_and_for_what_is_open(school: School, family: int) -> None:
    with school.lab.connect(PUPIL1, WEB[family], PUSH) as old:
        old.sendall(b"hello")
        assert old.recv(100) == b"hello"
        school.box.ban("tablet-1", 60)
        try:
            assert is_ended(old)
            assert stream(school.lab, PUPIL1, WEB[family], PUSH) == "refused"
            assert stream(school.lab, PUPIL2, WEB[family], PUSH) == "open"
        finally:
            school.box.lift("tablet-1")


# --- the box itself ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def listening(school: School) -> None:
    """Something on a port that is not for devices."""
    school.lab.spawn(BOX, sys.executable, STAND_IN, str(PRIVATE), log="private")
    school.lab.wait_for("the stand-in", lambda: school.lab.answers(BOX, "::1", PRIVATE), log="private")


@everywhere
@FAMILIES
@pytest.mark.usefixtures("listening")
def test_devices_reach_the_boxs_own_pages_and_nothing_else_of_it(school: School, family: int) -> None:
    lab, box = school.lab, school.lab.box[family]
    assert stream(lab, PUPIL1, box, 8000) == "open"
    assert stream(lab, PUPIL1, box, PRIVATE) == "refused"
    assert stream(lab, PUPIL1, box, 8180) == "refused"
    assert stream(lab, PUPIL1, box, 22) == "refused"


@turned
@FAMILIES
@pytest.mark.usefixtures("listening")
def test_the_routers_side_gets_no_further(school: School, family: int) -> None:
    pages = "open" if isinstance(school.lab, Bridged) else "refused"
    found = {port: stream(school.lab, ROUTER, BOX_LAN[family], port) for port in (8000, 8080, 8180, PRIVATE)}
    assert found == {8000: pages, 8080: "refused", 8180: "refused", PRIVATE: "refused"}


@plugged(Routed)
@FAMILIES
def test_a_gateway_lets_nobody_in(school: School, family: int) -> None:
    """Not a device of the school's network either, that knows the way."""
    version = ("-4", "-6")[family]
    school.lab.run(ROUTER, "ip", version, "route", "replace", OWN_LAN[family], "via", BOX_LAN[family])
    school.lab.spawn(PUPIL2, sys.executable, STAND_IN, str(PRIVATE), log="device")
    school.lab.wait_for("it", lambda: school.lab.answers(PUPIL1, OWN_PUPIL[PUPIL2][family], PRIVATE), log="device")
    assert stream(school.lab, ROUTER, OWN_PUPIL[PUPIL2][family], PRIVATE) == "silence"


# --- nothing escapes ---------------------------------------------------------------------------------------------

WAYS_OUT = [
    pytest.param(datagram, 443, id="QUIC"),
    pytest.param(datagram, 853, id="DNS over QUIC"),
    pytest.param(stream, 853, id="DNS over TLS"),
    pytest.param(datagram, 51820, id="WireGuard"),
    pytest.param(datagram, 1194, id="OpenVPN"),
    pytest.param(stream, 1194, id="OpenVPN over TCP"),
    pytest.param(datagram, 500, id="IPsec"),
    pytest.param(datagram, 4500, id="IPsec behind NAT"),
    pytest.param(stream, 1723, id="PPTP"),
    pytest.param(stream, 22, id="SSH"),
    pytest.param(stream, 4443, id="another TCP port"),
    pytest.param(datagram, 4443, id="another UDP port"),
]


@turned
@FAMILIES
@pytest.mark.parametrize(("way", "port"), WAYS_OUT)
def test_other_ways_out_are_refused_at_once(
    school: School, way: Callable[[Topology, str, str, int], str], port: int, family: int
) -> None:
    assert way(school.lab, BOX, WEB[family], port) in {"open", "echo"}, "it is there"
    assert way(school.lab, PUPIL1, WEB[family], port) == "refused"


@turned
@FAMILIES
def test_what_the_school_left_open_is_open(school: School, family: int) -> None:
    assert stream(school.lab, PUPIL1, WEB[family], PUSH) == "open"


@turned
@FAMILIES
@pytest.mark.parametrize("protocol", [41, 47, 50, 99], ids=["IPv6 in IP", "GRE", "ESP", "a made-up protocol"])
def test_tunnels_do_not_pass(school: School, protocol: int, family: int) -> None:
    assert packet(school.lab, BOX, INTERNET, WEB[family], protocol) == "came", "it could"
    assert packet(school.lab, PUPIL1, INTERNET, WEB[family], protocol) == "silence"


@plugged(Bridged, Beside)
@FAMILIES
def test_who_takes_the_box_for_a_router_gets_no_further(school: School, family: int) -> None:
    route = ("ip", ("-4", "-6")[family], "route")
    school.lab.run(PUPIL2, *route, "add", WEB[family], "via", school.lab.box[family])
    try:
        assert stream(school.lab, PUPIL2, WEB[family], 4443) != "open"
        assert stream(school.lab, PUPIL2, WEB[family], PUSH) != "open"
        assert datagram(school.lab, PUPIL2, WEB[family], 4443) != "echo"
    finally:
        school.lab.run(PUPIL2, *route, "delete", WEB[family])


@plugged(Bridged)
def test_the_schools_own_network_is_left_alone(school: School) -> None:
    """A bridge changes nothing between the devices and the school's other things, a web page of the router included."""
    school.lab.spawn(ROUTER, sys.executable, STAND_IN, "80", "631", log="printer")
    school.lab.wait_for("the printer", lambda: school.lab.answers(ROUTER, "::1", 631), log="printer")
    for family in (0, 1):
        assert stream(school.lab, PUPIL1, ROUTER_LAN[family], 631) == "open"
        assert stream(school.lab, PUPIL1, ROUTER_LAN[family], 80) == "open"
