"""What bad input gets: a clear page, or the bytes unchanged; and the worker lives."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.model import Captured, Direction, Handling, Visit
from tests.origins import Origin, Raw, TestAuthority, brotli_bomb, says
from tests.proxy_addons.conftest import Answer, Running, curl
from tests.running import free_ports

MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def _still_alive(worker: Running) -> Iterator[None]:
    yield
    assert worker.alive()
    assert curl(worker, "https://practice.lollipop.test/").status == 200


def received(worker: Running, path: str) -> Captured:
    return worker.wait_for(
        Captured, lambda found: found.url.endswith(path) and found.direction is Direction.RECEIVED, seconds=10
    )


def test_broken_gzip_passes_unchanged_and_is_read_as_far_as_it_goes(worker: Running, site: Origin) -> None:
    answer = curl(worker, site.url("/broken-gzip"))
    assert answer.body.endswith(b"\xff" * 100)
    assert received(worker, "/broken-gzip").capture.cut


def test_a_charset_that_does_not_exist(worker: Running, site: Origin) -> None:
    assert curl(worker, site.url("/charset")).status == 200
    received(worker, "/charset")


def test_a_brotli_bomb_of_a_gigabyte(worker: Running, site: Origin) -> None:
    before = worker.memory()
    answer = curl(worker, site.url("/bomb"), seconds=60)
    assert answer.body == brotli_bomb()
    assert received(worker, "/bomb").capture.cut
    assert worker.memory() - before < 40 * MEGABYTE


def test_json_that_is_ten_thousand_deep(worker: Running, site: Origin) -> None:
    assert len(curl(worker, site.url("/deep")).body) > 20_000
    received(worker, "/deep")


def test_a_header_of_a_megabyte_from_a_client(worker: Running, plain_site: Origin) -> None:
    with socket.create_connection(("127.0.0.1", worker.port), 5) as tcp:
        head = f"GET {plain_site.url('/page')} HTTP/1.1\r\nX: ".encode()
        try:
            tcp.sendall(head + b"a" * MEGABYTE)
            answer = tcp.recv(4000)
        except ConnectionError:
            return
    assert b"431" in answer.split(b"\r\n")[0]
    assert b"too long" in answer


def test_a_header_of_a_megabyte_from_an_origin(worker: Running, authority: TestAuthority) -> None:
    peer = says(b"HTTP/1.1 200 OK\r\nX: " + b"a" * MEGABYTE + b"\r\n\r\n")
    with Raw(peer, authority.files("127.0.0.1")) as origin:
        answer = curl(worker, origin.url("/"))
    assert answer.status == 502
    assert "too long" in answer.text


@pytest.mark.parametrize(
    "noise",
    [
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00" * 50, id="HTTP/2 without TLS"),
        pytest.param(b"GET / HTTP/9.9\r\n\r\n", id="a version that does not exist"),
        pytest.param(
            b"GET http://x/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", id="smuggling"
        ),
        pytest.param(b"\x16\x03\x01\x02\x00" + b"\xff" * 512, id="TLS that is none"),
        pytest.param(b"\x00" * 2000, id="zeros"),
        pytest.param(b"CONNECT \r\n\r\n", id="CONNECT to nowhere"),
    ],
)
def test_noise_instead_of_a_request(worker: Running, noise: bytes) -> None:
    with socket.create_connection(("127.0.0.1", worker.port), 3) as tcp:
        tcp.sendall(noise)
        tcp.shutdown(socket.SHUT_WR)
        try:
            while tcp.recv(4000):
                pass
        except ConnectionError:
            pass


def tunnel(worker: Running, host: str, port: int = 443) -> socket.socket:
    tcp = socket.create_connection(("127.0.0.1", worker.port), 5)
    tcp.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\n\r\n".encode())
    assert b"200" in tcp.recv(1000)
    return tcp


def test_invalid_http2_inside_tls(worker: Running) -> None:
    context = ssl.create_default_context(cafile=str(worker.ca))
    context.set_alpn_protocols(["h2"])
    with tunnel(worker, "some.example") as tcp, context.wrap_socket(tcp, server_hostname="some.example") as tls:
        assert tls.selected_alpn_protocol() == "h2"
        tls.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x08\x07\xff" + b"\xff" * 60)
        tls.settimeout(5)
        while tls.recv(4000):
            pass


def test_invalid_tls_inside_a_tunnel(worker: Running) -> None:
    with tunnel(worker, "some.example") as tcp:
        tcp.sendall(b"\x16\x03\x01\x00\x20" + b"\x01\x00\x00\x1c" + b"\xff" * 28)
        tcp.settimeout(5)
        with contextlib.suppress(ConnectionError):
            assert len(tcp.recv(4000)) < 100


def test_what_is_neither_http_nor_tls_is_not_passed_on(worker: Running) -> None:
    reached: list[bytes] = []

    async def listens(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append(await reader.read(100))
        writer.close()

    with Raw(listens) as origin, tunnel(worker, "127.0.0.1", origin.port) as tcp:
        tcp.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        tcp.settimeout(5)
        answer = tcp.recv(4000)
    assert b"400" in answer.split(b"\r\n")[0]
    assert not reached


def test_a_host_name_with_markup_in_it(worker: Running) -> None:
    answer = curl(
        worker, "http://a.example/", "-H", "Host: <script>alert(1)</script>", "-H", "Sec-Fetch-Dest: document"
    )
    assert answer.status >= 400
    assert "<script>" not in answer.text


def test_a_log_line_cannot_be_forged(worker: Running) -> None:
    curl(worker, "http://a.example/%0a%1b[31mFORGED", "-H", "X: \x1b[31mFORGED")
    assert "\x1b" not in worker.log()


def page_of(answer: Answer, headline: str) -> None:
    assert answer.status == 502, answer.error
    assert headline in answer.text
    assert "mitmproxy" not in answer.text + str(answer.headers)
    assert 'lang="en-GB"' in answer.text


HTTP = [pytest.param("--http1.1", id="HTTP/1.1"), pytest.param("--http2", id="HTTP/2")]


@pytest.mark.parametrize("version", HTTP)
def test_an_origin_with_a_bad_certificate(worker: Running, tmp_path: Path, version: str) -> None:
    strangers = TestAuthority(tmp_path)
    with Raw(says(b"HTTP/1.1 200 OK\r\n\r\nstolen"), strangers.files("127.0.0.1")) as origin:
        answer = curl(worker, origin.url(f"/{version}"), version, "-H", "Sec-Fetch-Dest: document")
    page_of(answer, "This site is not safe")
    visit = worker.wait_for(Visit, lambda found: found.url.endswith(version))
    assert visit.handling is Handling.FAILED
    assert "ertificate" in visit.detail


def test_an_origin_certified_for_another_name(worker: Running, authority: TestAuthority) -> None:
    with Raw(says(b"HTTP/1.1 200 OK\r\n\r\nstolen"), authority.files("other.example")) as origin:
        page_of(curl(worker, origin.url("/")), "This site is not safe")


@pytest.mark.parametrize("version", HTTP)
def test_a_dead_origin(worker: Running, version: str) -> None:
    page_of(curl(worker, f"https://127.0.0.1:{free_ports(1)[0]}/", version), "This site does not answer")


def test_a_name_that_does_not_exist(worker: Running) -> None:
    page_of(curl(worker, "https://no-such-host.invalid/"), "There is no such site")


def test_an_origin_that_hangs_up(worker: Running, authority: TestAuthority) -> None:
    with Raw(says(b""), authority.files("127.0.0.1")) as origin:
        page_of(curl(worker, origin.url("/")), "This site does not answer")


def test_an_origin_that_answers_nonsense(worker: Running, authority: TestAuthority) -> None:
    with Raw(says(b"\x00\x01nonsense\r\n\r\n"), authority.files("127.0.0.1")) as origin:
        page_of(curl(worker, origin.url("/")), "This site does not answer")


@pytest.mark.slow
def test_a_client_that_takes_for_ever_is_let_go(worker: Running) -> None:
    """Slowloris: a header that grows by a byte now and then."""
    slow = [socket.create_connection(("127.0.0.1", worker.port), 5) for _ in range(100)]
    begun = time.monotonic()
    left = list(slow)
    while left and time.monotonic() - begun < 60:
        time.sleep(2)
        left = [tcp for tcp in left if still_open(tcp)]
    for tcp in slow:
        tcp.close()
    assert not left
    assert time.monotonic() - begun > 20


def still_open(tcp: socket.socket) -> bool:
    try:
        tcp.sendall(b"G")
        tcp.setblocking(False)
        return tcp.recv(100) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        tcp.setblocking(True)


def test_one_client_cannot_take_every_connection(worker: Running) -> None:
    many = [socket.create_connection(("127.0.0.1", worker.port), 5) for _ in range(450)]
    time.sleep(0.5)
    refused = [tcp for tcp in many if not still_open(tcp)]
    for tcp in many:
        tcp.close()
    assert 40 <= len(refused) <= 60
    time.sleep(0.5)
