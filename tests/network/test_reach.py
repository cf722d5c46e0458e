"""The proxy does not lead into the box or the LAN, whatever a pupil asks it for. Each try has its control: without the
proxy, or as another user, the same address does answer."""

import sys
from pathlib import Path

import pytest

from tests.lab.box import CONSOLE_PORT, PROXY_UID, as_user
from tests.lab.school import EXPLICIT, EXPLICIT6, School
from tests.lab.topology import (
    GATEWAY,
    GATEWAY_INSIDE,
    GATEWAY_OUTSIDE,
    PUPIL,
    PUPIL1,
    PUPIL2,
    WEB,
)

pytestmark = pytest.mark.network

FROM_CONSOLE = "Server: gunicorn"  # also in its answer to a host name that is not its own
PRINTER_PORT = 9100
ADDRESSES = [
    pytest.param("127.0.0.1", id="loopback"),
    pytest.param("127.1", id="loopback, short"),
    pytest.param("2130706433", id="loopback as a number"),
    pytest.param("0.0.0.0", id="the unspecified address"),  # noqa: S104  # asked for, not bound
    pytest.param("[::1]", id="IPv6 loopback"),
    pytest.param("[::ffff:127.0.0.1]", id="IPv4 in IPv6"),
    pytest.param("localhost", id="localhost"),
    pytest.param(GATEWAY_INSIDE[0], id="inside address"),
    pytest.param(f"[{GATEWAY_INSIDE[1]}]", id="inside IPv6 address"),
    pytest.param(GATEWAY_OUTSIDE[0], id="outside address"),
    pytest.param(f"[{GATEWAY_OUTSIDE[1]}]", id="outside IPv6 address"),
    pytest.param("box.lab.test", id="a name that leads to it"),
    pytest.param("box6.lab.test", id="a name that leads to its IPv6 address"),
]


@pytest.fixture(scope="module", autouse=True)
def names(school: School) -> None:
    school.lab.name("box.lab.test", GATEWAY_INSIDE[0])
    school.lab.name("box6.lab.test", GATEWAY_INSIDE[1])


@pytest.fixture(scope="module")
def printer(school: School) -> int:
    """Something that listens on another device of the LAN."""
    stand_in = str(Path(__file__).with_name("stand_in.py"))
    school.lab.spawn(PUPIL2, sys.executable, stand_in, str(PRINTER_PORT), log="printer")
    school.lab.wait_for(
        "the printer", lambda: school.lab.answers(GATEWAY, PUPIL[PUPIL2][1], PRINTER_PORT), log="printer"
    )
    return PRINTER_PORT


def console(host: str) -> str:
    return f"http://{host}:{CONSOLE_PORT}/sign-in"


@pytest.mark.parametrize("host", ADDRESSES)
@pytest.mark.parametrize("tunnel", [False, True], ids=["by request", "by CONNECT"])
def test_the_proxy_does_not_fetch_the_console(school: School, host: str, tunnel: bool) -> None:
    control = school.lab.run(GATEWAY, "curl", "-sSi", "-m", "5", console(host))
    assert FROM_CONSOLE in control.stdout, control.stderr
    asked = school.fetch(PUPIL1, console(host), *EXPLICIT, *(["--proxytunnel"] if tunnel else []))
    assert FROM_CONSOLE not in asked.text
    assert asked.status != 200
    assert asked.seconds < 4


def test_the_console_is_there_for_a_device_that_asks_it_directly(school: School) -> None:
    for host in (GATEWAY_INSIDE[0], f"[{GATEWAY_INSIDE[1]}]"):
        assert school.fetch(PUPIL1, console(host)).status == 200


@pytest.mark.parametrize("way", [(), EXPLICIT], ids=["transparent", "explicit"])
@pytest.mark.parametrize("address", [GATEWAY_INSIDE[0], "127.0.0.1", GATEWAY_INSIDE[1], "::1"])
def test_a_name_that_turns_to_the_box_later_does_not_open_it(
    school: School, way: tuple[str, ...], address: str
) -> None:
    """DNS rebinding: the device believes the first answer; the worker, asked for the name, gets the second, or the one
    that it remembers."""
    name = f"rebind-{address.replace(':', '-').replace('.', '-')}-{len(way)}.lab.test"
    school.lab.name(name, *WEB)
    first = school.fetch(PUPIL1, f"http://{name}/", *way)
    assert first.status == 200
    school.lab.name(name, address)
    port = f":{CONSOLE_PORT}" if way else ""
    resolve = ["--resolve", f"{name}:80:{WEB[0]}"]
    second = school.fetch(PUPIL1, f"http://{name}{port}/sign-in", *way, *resolve)
    assert FROM_CONSOLE not in second.text


def test_a_redirect_does_not_lead_into_the_box(school: School) -> None:
    for host in (GATEWAY_INSIDE[0], f"[{GATEWAY_INSIDE[1]}]", "127.0.0.1", "box.lab.test"):
        page = school.fetch(PUPIL1, f"http://www.lab.test/away?to={console(host)}", "-L", "-g", *EXPLICIT)
        assert page.text.startswith("HTTP/1.1 302")
        assert page.status not in {200, 302}
        assert FROM_CONSOLE not in page.text


@pytest.mark.parametrize("address", PUPIL[PUPIL2])
@pytest.mark.parametrize("tunnel", [False, True], ids=["by request", "by CONNECT"])
def test_a_device_on_the_lan_is_not_reached(school: School, printer: int, address: str, tunnel: bool) -> None:
    assert school.lab.answers(GATEWAY, address, printer)
    host = f"[{address}]" if ":" in address else address
    options = ["--proxytunnel"] if tunnel else []
    asked = school.fetch(PUPIL1, f"http://{host}:{printer}/", *EXPLICIT6, *options)
    assert asked.status != 200
    assert asked.seconds < 4


@pytest.mark.parametrize("port", [8080, 8081, 8180, 8181])
def test_a_worker_is_not_sent_in_circles(school: School, port: int) -> None:
    asked = school.fetch(PUPIL1, f"http://{GATEWAY_INSIDE[0]}:{port}/", *EXPLICIT)
    assert asked.status != 200
    sockets = school.lab.run(GATEWAY, "ss", "-Htn", "state", "established", f"( dport = :{port} )").stdout
    assert len(sockets.splitlines()) < 5


def test_the_firewall_refuses_and_the_worker_too(school: School) -> None:
    """Each alone: the firewall stops the worker's user whatever it runs; the worker stops without the firewall."""
    url = console(GATEWAY_INSIDE[0])
    as_worker = [*as_user(PROXY_UID), "curl", "-sSi", "-m", "5", url]
    assert FROM_CONSOLE not in school.lab.run(GATEWAY, *as_worker).stdout
    school.lab.run(GATEWAY, "nft", "flush", "chain", "inet", "lollipop", "proxy")
    try:
        assert FROM_CONSOLE in school.lab.run(GATEWAY, *as_worker).stdout
        assert FROM_CONSOLE not in school.fetch(PUPIL1, url, *EXPLICIT).text
    finally:
        school.box.stop_one("network")
        school.box.start_one("network")
    school.lab.wait_for("the rules are back", lambda: FROM_CONSOLE not in school.lab.run(GATEWAY, *as_worker).stdout)
