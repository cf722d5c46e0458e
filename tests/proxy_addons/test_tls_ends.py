"""Handshakes with clients and origins, through a running worker."""

import asyncio
import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest

from appliance.errors import ConfigError
from proxy_addons.leaves import Leaves
from proxy_addons.tls_ends import Ends
from tests.origins import Origin, Raw, TestAuthority, says
from tests.proxy_addons.conftest import Running, curl


def handshake(
    worker: Running, host: str, context: ssl.SSLContext, before: ssl.SSLSession | None = None
) -> ssl.SSLSocket:
    tcp = socket.create_connection(("127.0.0.1", worker.port), 5)
    tcp.sendall(f"CONNECT {host}:443 HTTP/1.1\r\n\r\n".encode())
    tcp.recv(1000)
    return context.wrap_socket(tcp, server_hostname=host, session=before)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_resumes_its_session(worker: Running, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=str(worker.ca))
    context.minimum_version = context.maximum_version = version
    host = "practice.lollipop.test"
    with handshake(worker, host, context) as first:
        first.sendall(b"GET / HTTP/1.1\r\nHost: practice.lollipop.test\r\n\r\n")
        assert first.recv(100).startswith(b"HTTP/1.1 200")
        session = first.session
    with handshake(worker, host, context, session) as second:
        assert second.session_reused


def test_old_tls_is_refused(worker: Running) -> None:
    command = ["openssl", "s_client", "-proxy", f"127.0.0.1:{worker.port}", "-connect", "a.example:443", "-tls1_1"]
    done = subprocess.run(
        [*command, "-cipher", "ALL:@SECLEVEL=0"], capture_output=True, check=False, input=b"", timeout=10
    )
    assert done.returncode != 0


def test_the_leaf_does_not_share_the_authoritys_key(worker: Running) -> None:
    context = ssl.create_default_context(cafile=str(worker.ca))
    with handshake(worker, "some.example", context) as tls:
        leaf = ssl.DER_cert_to_PEM_cert(tls.getpeercert(binary_form=True) or b"")
    keys = {
        subprocess.run(
            ["openssl", "x509", "-pubkey", "-noout"], input=pem.encode(), capture_output=True, check=True
        ).stdout
        for pem in (leaf, worker.ca.read_text())
    }
    assert len(keys) == 2


def test_an_origin_that_speaks_only_http1_is_offered_as_such_from_the_second_time_on(
    worker: Running, old_site: Origin
) -> None:
    versions = [curl(worker, old_site.url("/page"), "--http2").version for _ in range(2)]
    assert versions == ["HTTP/2", "HTTP/1.1"]


def test_origins_of_both_kinds_are_asked_in_their_own_language(worker: Running, site: Origin) -> None:
    curl(worker, site.url("/echo?new"), "--http2")
    assert "2 GET /echo" in site.requests
    curl(worker, site.url("/echo?old"), "--http1.1")
    assert "1.1 GET /echo" in site.requests


def test_the_session_with_an_origin_is_resumed(worker: Running, authority: TestAuthority) -> None:
    reused: list[bool] = []

    async def notes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reused.append(writer.get_extra_info("ssl_object").session_reused)
        await says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")(reader, writer)

    with Raw(notes, authority.files("127.0.0.1")) as origin:
        for _ in range(4):
            assert curl(worker, origin.url("/"), "--http1.1").text == "ok"
            time.sleep(0.1)  # the session is kept when the connection has ended
    assert not reused[0]
    assert any(reused)


def test_roots_that_cannot_be_read_are_named(tmp_path: Path, authority: TestAuthority) -> None:
    with pytest.raises(ConfigError, match="trusted_roots"):
        Ends(Leaves(authority.authority), str(tmp_path / "none"))


def test_a_thousand_hosts_are_certified_and_remembered(authority: TestAuthority) -> None:
    leaves = Leaves(authority.authority)
    first = [leaves.of(f"host{number}.example") for number in range(1000)]
    assert [leaves.of(f"host{number}.example") for number in range(1000)] == first
