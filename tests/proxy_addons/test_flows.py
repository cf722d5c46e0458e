"""Who asks, and where to: read the same whatever hook the question comes from, and however a client spells it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http
from mitmproxy.connection import Client, Server
from mitmproxy.options import Options
from mitmproxy.proxy import context, layer, server_hooks
from mitmproxy.test import tflow
from mitmproxy.tls import ClientHelloData, TlsData

from appliance.model import Device, Direction
from proxy_addons import flows
from proxy_addons.tee import Tee
from tests.origins import TestAuthority
from tests.proxy_addons.conftest import Running, curl

DEVICE = Device(name="tablet", addresses=("10.0.0.7",))


def client(peer: str = "10.0.0.7") -> Client:
    return Client(peername=(peer, 50_000), sockname=("10.0.0.1", 8080), timestamp_start=1.0)


def request(host: str = "a.example", **more: Any) -> http.HTTPFlow:
    subject = tflow.tflow(client_conn=client(), **more)
    subject.request = http.Request.make("GET", f"https://{host}/path?q=1")
    return subject


def begun(subject: http.HTTPFlow) -> flows.Exchange:
    headers = flows.fields(subject.request.headers)
    exchange = flows.Exchange(
        device=DEVICE, host=flows.hosts_of(subject.request)[0], path=subject.request.path, fields=headers
    )
    flows.begin(subject, exchange)
    return exchange


# --- who ---


def hooks_of(peer: str) -> dict[str, Any]:
    """What mitmproxy hands to each of the hooks that ask for the client."""
    who = client(peer)
    about = context.Context(who, Options())
    return {
        "a connection": who,
        "a request": tflow.tflow(client_conn=who),
        "a ClientHello": ClientHelloData(context=about, client_hello=None),  # type: ignore[arg-type]  # not looked at
        "a handshake": TlsData(conn=about.server, context=about),
        "a connection to an origin": server_hooks.ServerConnectionHookData(Server(address=("a.example", 443)), who),
        "the next layer": layer.NextLayer(about),
    }


@pytest.mark.parametrize("hook", hooks_of(""))
@pytest.mark.parametrize(
    ("peer", "address"),
    [("10.0.0.7", "10.0.0.7"), ("::ffff:10.0.0.7", "10.0.0.7"), ("2001:DB8:0:0::1", "2001:db8::1")],
    ids=["IPv4", "IPv4 on a socket for both", "IPv6 spelt at length"],
)
def test_every_hook_tells_who_it_is_in_one_spelling(hook: str, peer: str, address: str) -> None:
    assert flows.client_of(hooks_of(peer)[hook]) == address


def test_a_connection_that_is_gone_has_no_address() -> None:
    assert flows.client_of(Client(peername=None, sockname=("10.0.0.1", 8080), timestamp_start=1.0)) == ""  # type: ignore[arg-type]  # so it is when a client hangs up at once


# --- where to ---


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        (b"a.example", "a.example"),
        (b"A.Example:8443", "a.example"),
        (b"a.example.", "a.example"),
        (b"a.example.:443", "a.example"),
        (b"[2001:db8::1]:443", "2001:db8::1"),
        (b"10.0.0.1:80", "10.0.0.1"),
        (b"xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("MÜNCHEN.example".encode(), "xn--mnchen-3ya.example"),
    ],
)
def test_a_host_has_one_name_however_it_is_spelt(authority: bytes, host: str) -> None:
    """A block list would be passed by a capital letter or a full stop else."""
    subject = request()
    subject.request.data.authority = authority
    assert flows.hosts_of(subject.request)[0] == host


def test_what_the_client_names_comes_before_where_it_connects_to() -> None:
    subject = request("c.example")
    assert flows.hosts_of(subject.request) == ("c.example",)
    subject.request.headers["Host"] = "b.example"
    assert flows.hosts_of(subject.request) == ("b.example",)
    subject.request.data.authority = b"a.example"
    assert flows.hosts_of(subject.request) == ("a.example", "b.example")


@pytest.mark.parametrize(
    "value",
    [b"a.example:x", b"a,b", b"u@a.example", b"a b", b"[a.example]", b"::1", b"\xff", b":80", b"a." * 200, b"a\r\n b"],
    ids=repr,
)
def test_what_cannot_be_read_is_no_host(value: bytes) -> None:
    subject = request()
    subject.request.headers.fields = ((b"Host", value),)
    assert "" in flows.hosts_of(subject.request)


def test_two_host_fields_are_no_host() -> None:
    subject = request()
    subject.request.headers.fields = ((b"Host", b"a.example"), (b"host", b"a.example"))
    assert "" in flows.hosts_of(subject.request)


@pytest.mark.parametrize(("version", "host"), [("HTTP/1.1", "a.example:80"), ("HTTP/2.0", None)])
def test_a_request_is_sent_on_with_its_host_named_once(version: str, host: str | None) -> None:
    subject = request()
    subject.request.http_version = version
    subject.request.headers["Host"] = "b.example"
    subject.request.data.authority = b"a.example:80"
    flows.name_once(subject.request)
    assert subject.request.headers.get("host") == host
    assert subject.request.data.authority == (b"" if host else b"a.example:80")


def test_a_list_holds_for_a_name_with_an_umlaut(tmp_path: Path, authority: TestAuthority) -> None:
    """Without TLS there is no handshake that would say the name in the list's spelling."""
    with Running(tmp_path, authority.roots, '[access]\nblocked = ["münchen.example"]') as worker:
        for host in ("xn--mnchen-3ya.example", "a.xn--mnchen-3ya.example."):
            answer = curl(worker, f"http://{host}/", "-H", "Host: practice.lollipop.test")
            assert (answer.status, "not open at school" in answer.text) == (403, True)
            assert curl(worker, f"http://{host}/").status == 403
            assert curl(worker, f"https://{host}/", "-k").status == 403


@given(authority=st.binary(max_size=300))
def test_any_bytes_make_a_host_and_never_an_error(authority: bytes) -> None:
    subject = request()
    subject.request.data.authority = authority
    host = flows.hosts_of(subject.request)[0]
    assert host == host.lower()
    assert not host.endswith(".") or ":" in host, "only a name that is none may keep its full stop"


labels = st.from_regex(r"[a-zA-Z]([a-zA-Z0-9-]{0,20}[a-zA-Z0-9])?", fullmatch=True).filter(
    lambda label: not label.lower().startswith("xn--")
)


@given(names=st.lists(labels, min_size=1, max_size=4), port=st.none() | st.integers(1, 65_535), stop=st.booleans())
def test_port_and_full_stop_belong_to_no_name(names: list[str], port: int | None, stop: bool) -> None:
    name = ".".join(names)
    subject = request()
    subject.request.data.authority = f"{name}{'.' * stop}{f':{port}' if port else ''}".encode()
    assert flows.hosts_of(subject.request)[0] == name.lower()


# --- what is known of a flow ---


names = st.from_regex(rb"[A-Za-z-]{1,12}", fullmatch=True)


@given(
    headers=st.lists(st.tuples(names, st.binary(max_size=20)), max_size=12, unique_by=lambda field: field[0].lower())
)
def test_fields_hold_what_mitmproxy_would_find(headers: list[tuple[bytes, bytes]]) -> None:
    theirs = http.Headers(headers)
    ours = flows.fields(theirs)
    assert len(ours) == len(headers)
    for name, value in headers:
        assert ours[name.lower()] == value
        assert theirs[name] == value.decode("utf-8", "surrogateescape")


def test_the_message_is_what_the_client_asked_for() -> None:
    subject = request("B.example")
    subject.request.headers["Referer"] = "https://from.example/"
    subject.request.headers["User-Agent"] = "caf\udce9"
    message = flows.message(subject, begun(subject), Direction.SENT)
    assert message.url == "https://b.example/path?q=1"
    assert (message.client, message.method, message.referer) == ("10.0.0.7", "GET", "https://from.example/")
    assert message.user_agent == "caf\ufffd"
    assert (message.body, message.cut) == (b"", False)


def test_what_we_keep_lives_with_the_flow() -> None:
    subject, other = request(), request()
    exchange = begun(subject)
    assert flows.exchange_of(subject) is exchange
    assert flows.exchange_of(other) is None
    other.metadata["lollipop"] = "something else"
    assert flows.exchange_of(other) is None


# --- may a page still take its place ---


def test_nothing_has_left_of_what_is_held() -> None:
    subject = request(resp=True)
    begun(subject)
    assert not flows.streamed(subject)


@pytest.mark.parametrize("sent", [b"", b"some bytes"], ids=["header only", "a part of the body"])
def test_an_upload_has_left_once_a_byte_of_it_has(sent: bytes) -> None:
    subject = request()
    exchange = begun(subject)
    exchange.sent = Tee(100)
    subject.request.stream = exchange.sent
    exchange.sent(sent)
    assert flows.streamed(subject) == bool(sent)


def test_what_nobody_reads_may_have_left_at_any_time() -> None:
    subject = request()
    begun(subject)
    subject.request.stream = True
    assert flows.streamed(subject)


def test_an_answer_that_passes_meanwhile_has_left() -> None:
    subject = request(resp=True)
    begun(subject)
    assert subject.response
    subject.response.stream = Tee(100)
    assert flows.streamed(subject)


def test_a_thing_without_a_client_is_nobodys() -> None:
    assert flows.client_of(SimpleNamespace()) == ""
