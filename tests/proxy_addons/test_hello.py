"""The host in a ClientHello: the same that mitmproxy reads, or none."""

import contextlib
import ssl
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy.proxy.layers.tls import parse_client_hello

from proxy_addons.hello import Unread, host_named


def real(host: str | None, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> bytes:
    """What OpenSSL says first."""
    context = ssl.create_default_context()
    context.check_hostname, context.maximum_version = False, version
    context.set_alpn_protocols(["h2", "http/1.1"])
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        context.wrap_bio(incoming, outgoing, server_hostname=host).do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError


def vector(data: bytes, width: int) -> bytes:
    return len(data).to_bytes(width) + data


def server_name(*names: tuple[int, bytes]) -> bytes:
    return struct.pack("!H", 0) + vector(
        vector(b"".join(bytes((kind,)) + vector(name, 2) for kind, name in names), 2), 2
    )


def record(message: bytes, kind: int = 1) -> bytes:
    return b"\x16\x03\x01" + vector(bytes((kind,)) + vector(message, 3), 2)


def hello(*extensions: bytes, rest: bytes = b"") -> bytes:
    start = b"\x03\x03" + bytes(32) + vector(b"", 1) + vector(b"\x13\x01", 2) + vector(b"\x00", 1)
    return record(start + vector(b"".join(extensions), 2) + rest)


PLAIN = server_name((0, b"www.example.org"))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=str)
@pytest.mark.parametrize("host", ["www.example.org", "a_b-c.Example", "x"])
def test_the_host_of_a_real_client(host: str, version: ssl.TLSVersion) -> None:
    assert host_named(real(host, version)) == host


def test_what_follows_does_not_matter() -> None:
    assert host_named(hello(PLAIN) + b"\x14\x03\x03\x00\x01\x01") == "www.example.org"


@pytest.mark.parametrize("said", [real("www.example.org"), hello(PLAIN)], ids=["OpenSSL's", "a short one"])
def test_a_part_of_it_waits_for_the_rest(said: bytes) -> None:
    for length in range(len(said)):
        assert host_named(said[:length]) is Unread.INCOMPLETE


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"GET / HTTP/1.1\r\n", id="HTTP"),
        pytest.param(real(None), id="no host"),
        pytest.param(hello(server_name((0, b"a.example"), (0, b"b.example"))), id="two hosts"),
        pytest.param(hello(PLAIN, server_name((0, b"b.example"))), id="said twice"),
        pytest.param(hello(server_name()), id="an empty list"),
        pytest.param(hello(server_name((0, b""))), id="an empty host"),
        pytest.param(hello(server_name((1, b"a.example"))), id="another kind of name"),
        pytest.param(hello(server_name((0, b"a.example."))), id="a dot at the end"),
        pytest.param(hello(server_name((0, b"a..example"))), id="an empty label"),
        pytest.param(hello(server_name((0, b"a.example\x00.b.example"))), id="a zero byte"),
        pytest.param(hello(server_name((0, b"a.example\n"))), id="a line end"),
        pytest.param(hello(server_name((0, "bücher.example".encode()))), id="letters that are not ASCII"),
        pytest.param(hello(server_name((0, b"xn--bcher-kva.example"))), id="letters that stand for others"),
        pytest.param(hello(server_name((0, b"::1"))), id="an address"),
        pytest.param(hello(server_name((0, b".".join([b"a" * 60] * 5)))), id="a long host"),
        pytest.param(hello(PLAIN, rest=b"x"), id="something after the extensions"),
        pytest.param(hello(PLAIN, b"\x00"), id="half an extension"),
        pytest.param(hello(PLAIN, b"\x00\x10\x00\x09abc"), id="an extension that leads out"),
        pytest.param(record(b"\x03\x03" + bytes(32)), id="nothing after the random bytes"),
        pytest.param(record(b"", kind=1), id="an empty message"),
        pytest.param(hello(PLAIN).replace(b"\x16\x03\x01", b"\x16\x02\x01", 1), id="another version"),
        pytest.param(b"\x16\x03\x01\x00\x00" + hello(PLAIN), id="an empty record before it"),
        pytest.param(b"\x16\x03\x01\xff\xff" + bytes(100), id="a record that is too long"),
        pytest.param(b"\x16\x03\x01" + vector(b"\x02" + hello(PLAIN)[6:], 2), id="another message"),
        pytest.param(
            b"\x16\x03\x01" + vector(hello(PLAIN)[5:20], 2) + b"\x16\x03\x01" + vector(hello(PLAIN)[20:], 2),
            id="in two records",
        ),
    ],
)
def test_in_doubt_it_is_not_read(said: bytes) -> None:
    assert host_named(said) is Unread.UNCLEAR


STARTS = [real("www.example.org"), hello(PLAIN), hello(PLAIN, PLAIN), hello(b"\x00\x10\x00\x05\x00\x03\x02h2", PLAIN)]


@settings(deadline=None)
@given(st.data())
def test_whatever_is_changed_in_it_mitmproxy_reads_the_same_host(data: st.DataObject) -> None:
    """Else a host could be passed that the decision is not about. What it refuses as a whole, it reads no host in."""
    said = bytearray(data.draw(st.sampled_from(STARTS)))
    for _ in range(data.draw(st.integers(1, 4))):
        said[data.draw(st.integers(0, len(said) - 1))] = data.draw(st.integers(0, 255))
    found = host_named(said)
    if isinstance(found, str):
        with contextlib.suppress(ValueError):
            theirs = parse_client_hello(bytes(said))
            assert theirs is not None
            assert theirs.sni == found


@given(st.binary(max_size=300))
def test_no_bytes_break_it(said: bytes) -> None:
    assert isinstance(host_named(b"\x16\x03\x01" + said), str | Unread)
