"""What passes undecrypted, what is blocked, and what a banned device gets."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest

from appliance.model import Ban, Handling, Visit
from tests.origins import Origin, TestAuthority
from tests.proxy_addons.conftest import Core, Running, curl

SETTINGS = """
[school]
talk_to = "Mrs <b>Ames</b>"
[access]
blocked = ["blocked.example"]
always_allowed = ["help.example"]
do_not_decrypt = ["localhost"]
"""
HTTP = [pytest.param("--http1.1", id="HTTP/1.1"), pytest.param("--http2", id="HTTP/2")]


@pytest.fixture(scope="module")
def passed_site(authority: TestAuthority) -> Iterator[Origin]:
    """An origin whose name is on the do-not-decrypt list."""
    with Origin(authority, name="localhost") as origin:
        yield origin


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, authority: TestAuthority) -> Iterator[tuple[Core, Running]]:
    home = tmp_path_factory.mktemp("home")
    with Core(home) as core, Running(home, authority.roots, SETTINGS) as running:
        yield core, running


@pytest.fixture
def core(both: tuple[Core, Running]) -> Core:
    return both[0]


@pytest.fixture
def strict(both: tuple[Core, Running], passed_site: Origin) -> Running:
    core, running = both
    core.ban()
    running.forget()
    passed_site.requests.clear()
    return running


def ban(seconds: float = 600, address: str = "127.0.0.1") -> Ban:
    now = time.time()
    return Ban(
        id="ban-1",
        device="tablet",
        addresses=(address,),
        since=now - 1,
        until=now + seconds,
        reason="Looked for <script>trouble</script>",
        by="mrs.ames",
    )


def issuer(worker: Running, port: int, name: str) -> str:
    """Who certified what a client is shown."""
    with socket.create_connection(("127.0.0.1", worker.port), 5) as tcp:
        tcp.sendall(f"CONNECT {name}:{port} HTTP/1.1\r\n\r\n".encode())
        tcp.recv(1000)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with context.wrap_socket(tcp, server_hostname=name) as tls:
            certificate = tls.getpeercert(binary_form=True)
    assert certificate
    shown = subprocess.run(
        ["openssl", "x509", "-inform", "der", "-noout", "-issuer"], input=certificate, capture_output=True, check=True
    )
    return shown.stdout.decode()


def test_a_host_on_the_list_passes_with_its_own_certificate(strict: Running, passed_site: Origin) -> None:
    for _ in range(3):
        assert "Test origins" in issuer(strict, passed_site.port, "localhost")
    visit = strict.wait_for(Visit, lambda found: found.host == "localhost")
    assert visit.handling is Handling.PASSED
    assert visit.detail == "localhost"
    assert len(strict.events(Visit)) == 1, "many connections in a row are one visit"


def test_any_other_host_is_decrypted(strict: Running, site: Origin) -> None:
    assert "Our School" in issuer(strict, site.port, "127.0.0.1")


def test_an_exempt_name_does_not_open_another_address(strict: Running, site: Origin) -> None:
    """The proxy is asked for one host, and the handshake names another, exempt one."""
    with socket.create_connection(("127.0.0.1", strict.port), 5) as tcp:
        tcp.sendall(f"CONNECT 127.0.0.1:{site.port} HTTP/1.1\r\n\r\n".encode())
        tcp.recv(1000)
        context = ssl.create_default_context(cafile=str(strict.ca))
        with context.wrap_socket(tcp, server_hostname="localhost") as tls:
            assert tls.getpeercert()
    assert not strict.events(Visit)


@pytest.mark.parametrize("version", HTTP)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_blocked_site_gets_a_page_and_is_never_contacted(strict: Running, scheme: str, version: str) -> None:
    answer = curl(strict, f"{scheme}://www.blocked.example/x", version, "-H", "Sec-Fetch-Dest: document")
    assert answer.status == 403, answer.error
    assert "www.blocked.example" in answer.text
    assert "Mrs &lt;b&gt;Ames&lt;/b&gt;" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    visit = strict.wait_for(Visit, lambda found: found.handling is Handling.BLOCKED)
    assert visit.detail == "access.blocked: blocked.example"


def test_a_blocked_site_under_another_name_is_blocked_too(strict: Running, site: Origin) -> None:
    answer = curl(strict, site.url("/page"), "-H", "Host: www.blocked.example")
    assert answer.status == 403
    answer = curl(strict, "https://www.blocked.example/page", "-H", "Host: innocent.example")
    assert answer.status == 403


def test_a_tunnel_to_a_blocked_site_is_blocked_whatever_is_said_inside(strict: Running) -> None:
    context = ssl.create_default_context(cafile=str(strict.ca))
    with socket.create_connection(("127.0.0.1", strict.port), 5) as tcp:
        tcp.sendall(b"CONNECT www.blocked.example:443 HTTP/1.1\r\n\r\n")
        tcp.recv(1000)
        with context.wrap_socket(tcp, server_hostname="innocent.example") as tls:
            tls.sendall(b"GET / HTTP/1.1\r\nHost: innocent.example\r\n\r\n")
            assert tls.recv(1000).startswith(b"HTTP/1.1 403")


def test_an_upload_to_a_blocked_site_is_answered(strict: Running) -> None:
    assert curl(strict, "https://blocked.example/", "-d", "x" * 1000).status == 403


def test_an_endless_upload_to_a_blocked_site_is_ended(strict: Running) -> None:
    answer = curl(strict, "https://blocked.example/", "-T", "/dev/zero", "-H", "Expect:", "--http1.1", seconds=8)
    assert answer.exit not in {0, 28}, "neither answered nor left to run"


@pytest.mark.parametrize("version", HTTP)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_banned_device_is_told_why_and_how_long(strict: Running, core: Core, scheme: str, version: str) -> None:
    core.ban(ban(seconds=119))
    answer = curl(strict, f"{scheme}://any.example/", version, "-H", "Sec-Fetch-Dest: document")
    assert answer.status == 403, answer.error
    assert "Looked for &lt;script&gt;trouble&lt;/script&gt;" in answer.text
    assert "2 minutes" in answer.text
    assert strict.wait_for(Visit, lambda found: found.handling is Handling.BANNED).detail == "ban-1"


def test_a_banned_device_is_shown_the_page_for_exempt_hosts_too(
    strict: Running, core: Core, passed_site: Origin
) -> None:
    core.ban(ban())
    assert curl(strict, passed_site.url("/page")).status == 403
    assert passed_site.requests == []


def test_help_stays_reachable_during_a_ban(strict: Running, core: Core) -> None:
    core.ban(ban())
    answer = curl(strict, "https://help.example/")
    assert answer.status == 502, "there is no such site in the test, but it was asked for"


def test_a_ban_ends_by_itself_and_others_are_not_touched(strict: Running, core: Core, site: Origin) -> None:
    core.ban(ban(address="10.9.8.7"))
    assert curl(strict, site.url("/page")).status == 200
    core.ban(ban(seconds=1.0))
    assert curl(strict, site.url("/page")).status == 403
    time.sleep(1.1)
    assert curl(strict, site.url("/page")).status == 200


@pytest.mark.parametrize("version", HTTP)
@pytest.mark.parametrize(
    "path",
    [pytest.param("/download?mb=500&pause=0.05", id="download"), pytest.param("/events?count=0", id="endless events")],
)
def test_a_ban_ends_what_is_open(strict: Running, core: Core, site: Origin, version: str, path: str) -> None:
    _interrupted(strict, core, site.url(path), version)


def test_a_ban_ends_what_is_passed_undecrypted(
    strict: Running, core: Core, passed_site: Origin, authority: TestAuthority
) -> None:
    url = passed_site.url("/download?mb=500&pause=0.05")
    _interrupted(strict, core, url, "--cacert", str(authority.roots))


def _interrupted(strict: Running, core: Core, url: str, *options: str) -> None:
    ended: list[float] = []

    def fetch() -> None:
        answer = curl(strict, url, *options, "-o", "/dev/null", seconds=20)
        assert answer.exit not in {0, 28}
        ended.append(time.monotonic())

    client = threading.Thread(target=fetch)
    client.start()
    time.sleep(1.0)
    assert not ended
    begun = time.monotonic()
    in_force = core.ban(ban())
    client.join(5)
    assert ended, "it went on"
    assert ended[0] - begun < 1.0
    assert in_force < 0.25
