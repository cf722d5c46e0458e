"""Who is at a device, whole: workers and core on a bridge, and a DHCP server that gives devices other addresses."""

import contextlib
import re
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest

from appliance.config import Home
from appliance.model import Handling, Visit
from appliance.portal_wire import AskSeat, AskSignIn, AskSignOut, Seat, SignedIn
from appliance.store import Store
from appliance.wire import AskReload, Call, Done, Sighted
from tests.core.pupils import AMY, PICTURES, fill
from tests.lab.box import as_core
from tests.lab.plugged import BOX, MAC, ROUTER, Bridged
from tests.lab.school import School
from tests.lab.topology import INSIDE, PUPIL1, PUPIL2

pytestmark = pytest.mark.network

PAGE = "https://www.lab.test/"
FIRST, SECOND, THIRD = "10.77.0.11", "10.77.0.13", "10.77.0.21"
_ARP, _IPV4, _UDP, _ACK = 0x0806, 0x0800, 17, 5
SETTINGS = '[sign_in]\nrequired = true\nuntil = 30\nproxy = true\n[groups.class-3b]\noff = ["Gambling"]\n'


class Moving(Bridged):
    """A school whose router can be told to lend other addresses."""

    def lend(self, **addresses: str) -> None:
        lines = [f"{MAC[place]},{address}" for place, address in addresses.items()]
        (self.folder / "lent").write_text("\n".join([*lines, f"{MAC[BOX]},{self.box[0]}"]) + "\n")

    def move(self, **addresses: str) -> None:
        """The devices give their addresses back and ask for others."""
        self.lend(**addresses)
        self._router.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        for ask in (signal.SIGUSR2, signal.SIGUSR1):
            for client in self._clients(*addresses):
                client.send_signal(ask)
                time.sleep(0.3)
        for place, address in addresses.items():
            self.wait_for(f"{place} is at {address}", lambda: self._is_at(place, address), log=f"dhcp-{place}")  # noqa: B023  # called before the next turn

    def _is_at(self, place: str, address: str) -> bool:
        return f" {address}/" in self.run(place, "ip", "-4", "-o", "address", "show", "dev", "eth0").stdout

    def _clients(self, *places: str) -> list[subprocess.Popen[bytes]]:
        spaces = {self.namespace(place) for place in places}
        return [one for one in self._processes if "udhcpc" in list(one.args) and spaces & {*list(one.args)}]  # type: ignore[call-overload]  # a list of words

    def _dnsmasq(self, place: str, config: str) -> subprocess.Popen[bytes]:
        if place == ROUTER:
            self.lend(**{PUPIL1: FIRST, PUPIL2: SECOND})
            lent = re.sub(r"dhcp-host=.*\n", "", config).replace(",2m", ",1h")
            config = lent + "dhcp-hostsfile={folder}/lent\n"
        return super()._dnsmasq(place, config)


class Watch(threading.Thread):
    """A plain watch at the bridge's inside: what ARP says, and what the DHCP server grants."""

    def __init__(self, school: School) -> None:
        super().__init__(daemon=True)
        self._home = school.box.home
        self._ended = threading.Event()
        with school.lab.inside(BOX):
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            self._socket.bind((INSIDE, 0))
            self._socket.settimeout(0.2)

    def run(self) -> None:
        with Call(self._home.core_socket, "watch", timeout=None) as core:
            while not self._ended.is_set():
                with contextlib.suppress(TimeoutError):
                    frame = self._socket.recv(2048)
                    if said := _arp(frame) or _granted(frame):
                        core.send(said)
        self._socket.close()

    def end(self) -> None:
        self._ended.set()
        self.join(5)


def _arp(frame: bytes) -> Sighted | None:
    (kind,) = struct.unpack_from("!H", frame, 12)
    if kind != _ARP or frame[28:32] == bytes(4):
        return None
    return Sighted(mac=frame[22:28].hex(":"), address=socket.inet_ntoa(frame[28:32]), at=time.time(), source="arp")


def _granted(frame: bytes) -> Sighted | None:
    """A DHCPACK: whose (chaddr), which (yiaddr), for how long (option 51)."""
    (kind,) = struct.unpack_from("!H", frame, 12)
    if kind != _IPV4 or frame[23] != _UDP or frame[34:38] != struct.pack("!HH", 67, 68):
        return None
    reply, options = frame[42:], frame[42 + 240 :]
    if bytes((53, 1, _ACK)) not in options:
        return None
    lease = re.search(rb"\x33\x04(....)", options, re.DOTALL)
    return Sighted(
        mac=reply[28:34].hex(":"),
        address=socket.inet_ntoa(reply[16:20]),
        at=time.time(),
        source="dhcp",
        lease_seconds=float(int.from_bytes(lease[1])) if lease else None,
    )


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with School(SETTINGS, Moving()) as school:
        with as_core(), Store.open(school.box.home) as store:
            fill(store)
        assert isinstance(school.box.ask(AskReload()), Done)
        watch = Watch(school)
        watch.start()
        greet(school)
        yield school
        watch.end()


@pytest.fixture(autouse=True)
def at_home(school: School) -> Iterator[None]:
    yield
    with contextlib.suppress(Exception):  # she had none
        school.box.lift("Amy Bell")
    for address in (FIRST, SECOND, THIRD):
        with Call(school.box.home.core_socket, "portal") as portal:
            portal.ask(AskSignOut(address=address))


def sign_in(home: Home, address: str) -> SignedIn:
    with Call(home.core_socket, "portal") as portal:
        answer = portal.ask(AskSignIn(address=address, person=AMY, kind="picture", secret=PICTURES))
    assert isinstance(answer, SignedIn)
    return answer


def who(school: School, address: str) -> str:
    with Call(school.box.home.core_socket, "portal") as portal:
        seat = portal.ask(AskSeat(address=address))
    assert isinstance(seat, Seat)
    return seat.device.person.name if seat.device.person else ""


def lab(school: School) -> Moving:
    assert isinstance(school.lab, Moving)
    return school.lab


def move(school: School, **addresses: str) -> None:
    lab(school).move(**addresses)
    greet(school)


def greet(school: School) -> None:
    """Devices that open a page of the box's ask for its hardware address, and so tell theirs."""
    for place in (PUPIL1, PUPIL2):
        school.lab.run(place, "ip", "neigh", "flush", "dev", "eth0")
        school.lab.run(place, "ping", "-c", "1", "-W", "1", school.lab.box[0])


def visit(school: School, place: str) -> tuple[int, str, str]:
    """The status of a page, and by whom it was opened and how that was handled, on record."""
    page = f"{PAGE}?{time.monotonic_ns()}"
    status = school.fetch(place, page, "-4", "-H", "Sec-Fetch-Dest: document").status
    found: list[Visit] = []

    def stored() -> bool:
        with as_core(), Store.open(school.box.home, read_only=True) as store:
            found[:] = [one for one in store.activity.recent(20) if one.url == page]
        return bool(found)

    lab(school).wait_for("the visit is on record", stored, seconds=5)
    return status, found[0].person, found[0].handling


def test_the_session_follows_the_device_and_not_the_address(school: School) -> None:
    assert visit(school, PUPIL1)[1:] == ("", Handling.SIGN_IN)
    sign_in(school.box.home, FIRST)
    assert visit(school, PUPIL1) == (200, AMY, Handling.READ)

    move(school, **{PUPIL1: THIRD, PUPIL2: FIRST})
    lab(school).wait_for("she is at her new address", lambda: who(school, THIRD) == "Amy Bell", seconds=5)
    assert visit(school, PUPIL1) == (200, AMY, Handling.READ)
    assert who(school, FIRST) == ""
    assert visit(school, PUPIL2)[1:] == ("", Handling.SIGN_IN), "her old address is another device's now"

    move(school, **{PUPIL1: FIRST, PUPIL2: SECOND})
    lab(school).wait_for("she is where she was", lambda: who(school, FIRST) == "Amy Bell", seconds=5)
    assert visit(school, PUPIL1) == (200, AMY, Handling.READ)


def test_a_ban_of_somebody_holds_at_the_device_they_sign_in_to(school: School) -> None:
    sign_in(school.box.home, FIRST)
    school.box.ban("Amy Bell", 300)
    assert "Please talk to Mrs Reed." in school.fetch(PUPIL1, PAGE, "-4").text
    sign_in(school.box.home, SECOND)
    assert "Please talk to Mrs Reed." in school.fetch(PUPIL2, PAGE, "-4").text
    held = school.lab.run(BOX, "nft", "list", "table", "inet", "lollipop").stdout
    held += school.lab.run(BOX, "nft", "list", "ruleset").stdout
    assert SECOND in held
    school.box.lift("Amy Bell")
    assert visit(school, PUPIL2) == (200, AMY, Handling.READ)


def test_who_signs_out_leaves_nothing_open(school: School) -> None:
    sign_in(school.box.home, FIRST)
    with school.lab.connect(PUPIL1, school.lab.box[0], 8080) as line:
        line.sendall(b"CONNECT www.lab.test:443 HTTP/1.1\r\nHost: www.lab.test\r\n\r\n")
        assert b" 200 " in line.recv(4096)
        with Call(school.box.home.core_socket, "portal") as portal:
            portal.ask(AskSignOut(address=FIRST))
        line.settimeout(2)
        with contextlib.suppress(ConnectionResetError):
            assert line.recv(4096) == b""


@pytest.mark.parametrize("url", [PAGE, "http://www.lab.test/"], ids=["HTTPS", "HTTP"])
def test_the_explicit_proxy_asks_for_name_and_password(school: School, url: str) -> None:
    proxy = f"http://{school.lab.box[0]}:8080"
    assert 407 in {(asked := school.fetch(PUPIL1, url, "--proxy", proxy)).status, asked.connect_status}
    wrong = school.fetch(PUPIL1, url, "--proxy", proxy, "--proxy-user", "ben3:not that one")
    assert 407 in {wrong.status, wrong.connect_status}
    right = school.fetch(PUPIL1, url, "-L", "--proxy", proxy, "--proxy-user", "ben3:horse battery")
    assert right.status == 200
    assert who(school, FIRST) == "Ben Dale"
    assert "proxy-authorization" not in right.text.lower()
