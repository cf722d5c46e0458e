"""What a client speaks is read, or refused: nothing passes unseen."""

import asyncio
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from appliance.model import Captured
from tests.origins import Origin, Raw, TestAuthority
from tests.proxy_addons.conftest import Running, curl

TERM = "how+to+hide+cuts"


@contextmanager
def tunnel(worker: Running, host: str, port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", worker.port), 5) as tcp:
        tcp.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\n\r\n".encode())
        assert b"200" in tcp.recv(1000)
        yield tcp


def read(tcp: socket.socket) -> bytes:
    """All that comes, until the other end closes."""
    answer = b""
    try:
        while part := tcp.recv(65_536):
            answer += part
    except ConnectionError:
        pass
    return answer


def asks(host: str, mark: str) -> bytes:
    return f"GET /page?q={TERM}&{mark} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


@pytest.mark.parametrize("size", [1000, 1, 2], ids=["at once", "byte by byte", "two bytes at a time"])
def test_a_tunnel_without_tls_is_read_as_http(worker: Running, plain_site: Origin, size: int) -> None:
    """Some clients ask for a tunnel to port 80: it must be no way around the reading."""
    request = asks("plain.example", f"size={size}")
    with tunnel(worker, plain_site.host, plain_site.port) as tcp:
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(0, len(request), size):
            tcp.sendall(request[place : place + size])
            time.sleep(0.005 if place < 10 else 0)
        assert b"hello" in read(tcp)
    worker.wait_for(Captured, lambda found: found.url.endswith(f"size={size}"))


def test_a_handshake_that_comes_byte_by_byte_is_decrypted(worker: Running, site: Origin) -> None:
    trust = ssl.create_default_context(cafile=str(worker.ca))
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = trust.wrap_bio(incoming, outgoing, server_hostname=site.host)
    with tunnel(worker, site.host, site.port) as tcp:
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with pytest.raises(ssl.SSLWantReadError):
            tls.do_handshake()
        hello = outgoing.read()
        for place in range(6):
            tcp.sendall(hello[place : place + 1])
            time.sleep(0.005)
        tcp.sendall(hello[6:])
        done = False
        while not done:
            incoming.write(tcp.recv(65_536))
            try:
                tls.do_handshake()
                done = True
            except ssl.SSLWantReadError:
                pass
    assert tls.getpeercert()


def test_tls_inside_tls_is_refused(worker: Running, site: Origin) -> None:
    """The inner one could not be read; a tunnel inside a tunnel is how a filter is passed."""
    before = len(site.requests)
    outer_trust = ssl.create_default_context(cafile=str(worker.ca))
    with tunnel(worker, site.host, site.port) as tcp, outer_trust.wrap_socket(tcp, server_hostname=site.host) as outer:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        inner = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="hidden.example")
        with pytest.raises(ssl.SSLWantReadError):
            inner.do_handshake()
        outer.sendall(outgoing.read() + b"\r\n\r\n")
        answer = outer.recv(1000)
    assert answer.startswith(b"HTTP/1.1 400")
    assert len(site.requests) == before


def test_a_connect_inside_a_tunnel_opens_no_second_one(worker: Running, authority: TestAuthority) -> None:
    reached: list[bytes] = []

    async def listens(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append(await reader.read(1000))
        writer.close()

    with Raw(listens) as origin, tunnel(worker, "127.0.0.1", origin.port) as tcp:
        tcp.sendall(f"CONNECT 127.0.0.1:{origin.port} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        tcp.sendall(b"SSH-2.0-hidden\r\n\r\n")
        tcp.settimeout(2)
        read(tcp)
    assert not any(b"SSH" in words for words in reached)


@pytest.mark.parametrize(
    "greeting",
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", id="SSH"),
        pytest.param(b"\x13BitTorrent protocol" + bytes(48) + b"\r\n\r\n", id="BitTorrent"),
        pytest.param(b"EHLO mail.example\r\n\r\n", id="mail"),
        pytest.param(b"\x05\x01\x00\r\n\r\n", id="SOCKS"),
        pytest.param(b"\x17\x03\x03\x00\x05hello\r\n\r\n", id="TLS without a handshake"),
    ],
)
def test_what_is_neither_http_nor_tls_reaches_no_one(worker: Running, greeting: bytes) -> None:
    reached: list[bytes] = []

    async def listens(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append(await reader.read(1000))
        writer.close()

    with Raw(listens) as origin, tunnel(worker, "127.0.0.1", origin.port) as tcp:
        tcp.sendall(greeting)
        tcp.shutdown(socket.SHUT_WR)
        tcp.settimeout(5)
        answer = read(tcp)
    assert not reached
    assert b"400" in answer.split(b"\r\n")[0] or not answer.startswith(b"HTTP")


def test_a_server_that_speaks_first_gets_no_tunnel(worker: Running) -> None:
    """Nothing is opened towards it before the client has said what it wants."""
    greeted: list[str] = []

    async def greets(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeted.append("hello")
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    with Raw(greets) as origin, tunnel(worker, "127.0.0.1", origin.port) as tcp:
        tcp.settimeout(0.5)
        with pytest.raises(TimeoutError):
            tcp.recv(100)
    assert not greeted


def test_the_worker_goes_on(worker: Running) -> None:
    assert curl(worker, "https://practice.lollipop.test/").status == 200
