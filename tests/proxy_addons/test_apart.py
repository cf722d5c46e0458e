"""Who asks a worker for Confide is answered, and nothing of it is anywhere afterwards."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Dhcp, Settings
from appliance.model import Visit
from proxy_addons.apart import is_confide
from tests.origins import Origin, TestAuthority
from tests.proxy_addons.conftest import Running, curl

MARKER = "zebra-umbrella-marker"
PAGE = ("-H", "Sec-Fetch-Dest: document")


@pytest.fixture(scope="module", params=["", "[sign_in]\nrequired = true\nproxy = true\n"], ids=["usual", "sign-in"])
def worker(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, authority: TestAuthority
) -> Iterator[Running]:
    with Running(tmp_path_factory.mktemp("home"), authority.roots, request.param) as running:
        yield running


def kept(worker: Running) -> bytes:
    """All files of the worker's home, with its log."""
    return b"".join(path.read_bytes() for path in Path(worker.home.root).rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "url",
    [
        "http://confide/",
        "http://confide:8002/",
        "http://CONFIDE./",
        "http://confide.school.internal/",
        "http://lollipop:8002/",
        "http://127.0.0.1:8002/",
        "http://10.0.0.1:8002/",
        "https://10.0.0.1:8444/",
        "https://confide/",
        "https://confide:8444/",
    ],
)
def test_it_is_answered_and_leaves_nothing(worker: Running, site: Origin, url: str) -> None:
    worker.forget()
    answer = curl(worker, f"{url}?{MARKER}", *PAGE)
    if url.startswith("http:"):
        assert (answer.status, "0800 1111" in answer.text) == (403, True)
    else:
        assert (answer.exit, "403" in answer.error) == (56, True), answer.error
    curl(worker, site.url("/page"), *PAGE)
    if "required" not in worker.home.settings.read_text():
        worker.wait_for(Visit)
    found = [event for event in worker.events(object) if "confide" in repr(event) or ":8002" in repr(event)]
    assert found == []
    assert MARKER.encode() not in kept(worker)
    assert b"confide" not in worker.log().lower().encode()


def test_a_form_is_not_taken_in(worker: Running) -> None:
    worker.forget()
    answer = curl(worker, "http://confide/", "-d", f"q6=I+am+sad+{MARKER}", *PAGE)
    assert (answer.status, answer.exit) == (0, 52)
    assert MARKER.encode() not in kept(worker)


def test_a_device_that_does_not_trust_us_is_not_told_of(worker: Running, site: Origin) -> None:
    """It names Confide in the handshake, and another site to the proxy."""
    worker.forget()
    with socket.create_connection(("127.0.0.1", worker.port), 5) as tcp:
        tcp.sendall(f"CONNECT 127.0.0.1:{site.port} HTTP/1.1\r\n\r\n".encode())
        assert b" 200 " in tcp.recv(1000) or "required" in worker.home.settings.read_text()
        with pytest.raises(ssl.SSLError), ssl.create_default_context().wrap_socket(tcp, server_hostname="confide"):
            pass
    curl(worker, "http://confide/", *PAGE)
    assert [event for event in worker.events(object) if "confide" in repr(event)] == []
    assert "confide" not in worker.log()


def test_a_site_that_is_called_alike_is_a_site(worker: Running) -> None:
    assert not is_confide("confide.org.uk", Settings())
    assert not is_confide("my-confide", Settings())
    assert is_confide("confide.elm.sch.uk", Settings(dhcp=Dhcp(domain="elm.sch.uk")))
