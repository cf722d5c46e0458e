"""What passes undecrypted, what is blocked, and what a banned device gets."""

import asyncio
import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest

from appliance.model import Ban, Handling, Visit
from tests.origins import Origin, Raw, TestAuthority
from tests.proxy_addons.conftest import Core, Running, curl

SETTINGS = """
[school]
talk_to = "Mrs <b>Ames</b>"
[access]
blocked = ["blocked.example", "bücher.example", "127.0.0.9"]
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


def raw(worker: Running, request: bytes, tunnel: str = "") -> bytes:
    """What a client gets that writes its requests itself."""
    with socket.create_connection(("127.0.0.1", worker.port), 5) as tcp:
        if tunnel:
            tcp.sendall(f"CONNECT {tunnel} HTTP/1.1\r\n\r\n".encode())
            tcp.recv(1000)
        tcp.sendall(request + b"\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: tcp.recv(65_536), b""))


@pytest.fixture(scope="module")
def echo() -> Iterator[Raw]:
    """An origin without TLS that says what it was sent."""

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            said = b"REACHED " + await reader.readuntil(b"\r\n\r\n")
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n"
            writer.write(head + b"Content-Length: %d\r\n\r\n" % len(said) + said)
            await writer.drain()
        writer.close()

    with Raw(peer) as origin:
        yield origin


@pytest.mark.parametrize("tunnel", [False, True], ids=["by request", "by CONNECT"])
@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"Blocked.Example.", 403),
        (b"blocked.example:", 403),
        (b"xn--bcher-kva.example", 403),
        (b"XN--BCHER-KVA.example", 403),
        ("b\u00fccher.example".encode(), 403),
        (b"127.9", 403),
        (b"[::ffff:127.0.0.9]:80", 403),
        (b"blocked.example:foo", 400),
        (b"blocked.example.:x", 400),
        (b"blocked.example,x", 400),
        (b"u@blocked.example", 400),
        (b"blocked.example\r\nHost: 127.0.0.1", 400),
        (b"127.0.0.1\r\nHost: blocked.example", 400),
        (b"127.0.0.1\r\nX: y\r\n Host: blocked.example", 400),
        (b"127.0.0.1\r\nX: y\rHost: blocked.example", 400),
        (b"127.0.0.1", 200),
    ],
    ids=repr,
)
def test_a_host_header_is_read_strictly(strict: Running, echo: Raw, tunnel: bool, host: bytes, status: int) -> None:
    at = f"127.0.0.1:{echo.port}"
    target = b"/" if tunnel else f"http://{at}/".encode()
    answer = raw(strict, b"GET " + target + b" HTTP/1.1\r\nHost: " + host, at if tunnel else "")
    assert answer.startswith(b"HTTP/1.1 %d" % status)
    assert (b"REACHED" in answer) == (status == 200)


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        (b"http://blocked.example/", b"127.0.0.1", 403),
        (b"http://127.0.0.1/", b"blocked.example", 403),
        (b"http://127.0.0.1/x", b"other.example", 200),
    ],
)
def test_a_request_in_a_tunnel_names_its_host_once(
    strict: Running, echo: Raw, target: bytes, host: bytes, status: int
) -> None:
    answer = raw(strict, b"GET " + target + b" HTTP/1.1\r\nHost: " + host, f"127.0.0.1:{echo.port}")
    assert answer.startswith(b"HTTP/1.1 %d" % status)
    if status == 200:  # OK
        assert b"REACHED GET /x HTTP/1.1\r\nhost: 127.0.0.1\r\n" in answer
        assert b"other.example" not in answer


@pytest.mark.parametrize("host", ["127.0.0.9", "127.9", "2130706441", "0177.0.0.9", "[::ffff:127.0.0.9]"])
def test_a_blocked_address_is_blocked_in_every_spelling(strict: Running, host: str) -> None:
    answer = raw(strict, f"GET http://{host}:1/ HTTP/1.1\r\nHost: {host}:1".encode())
    assert answer.startswith((b"HTTP/1.1 403", b"HTTP/1.1 400"))


def test_help_is_not_a_cover_for_another_site(strict: Running, core: Core, echo: Raw) -> None:
    core.ban(ban())
    for host in (b"help.example", b"help.example:80"):
        answer = raw(strict, f"GET http://127.0.0.1:{echo.port}/ HTTP/1.1\r\n".encode() + b"Host: " + host)
        assert answer.startswith(b"HTTP/1.1 403")


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
