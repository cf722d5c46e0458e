"""mitmproxy's flows in our words: who, where to, and what is known about a flow while it lives."""

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mitmproxy import http
from mitmproxy.net.http import url as mitm_url

from appliance.identify.devices import plain_address
from appliance.model import Device, Direction, Message
from proxy_addons.tee import Live, Tee

_KEY = "lollipop"

address = lru_cache(maxsize=4096)(plain_address)


@dataclass(slots=True)
class Exchange:
    """What we keep about one request and its answer, and only while it lives.

    `ours` marks a response that we made ourselves and need not read.
    """

    device: Device
    host: str
    fields: dict[bytes, bytes]
    navigation: bool = False
    ours: bool = False
    sent: Tee | None = None
    received: Tee | Live | None = None


def exchange_of(flow: http.HTTPFlow) -> Exchange | None:
    found = flow.metadata.get(_KEY)
    return found if isinstance(found, Exchange) else None


def begin(flow: http.HTTPFlow, exchange: Exchange) -> None:
    flow.metadata[_KEY] = exchange


def fields(headers: http.Headers) -> dict[bytes, bytes]:
    """Lower-case name to value, in one pass: mitmproxy's look-ups walk the list each time."""
    return {name.lower(): value for name, value in headers.fields}


def words(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def plain_host(name: str) -> str:
    """A host in the spelling of lists and handshakes: lower case, no trailing dot, IDNA."""
    name = name.rstrip(".").lower()
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return name


@lru_cache(maxsize=4096)
def _host_of(authority: bytes) -> str:
    try:
        return plain_host(mitm_url.parse_authority(authority, check=False)[0])
    except ValueError:
        return words(authority).lower()


def host_of(request: http.Request, headers: dict[bytes, bytes]) -> str:
    """The host that the client named; where it named none, the one that it connects to."""
    authority = request.data.authority or headers.get(b"host", b"")
    return _host_of(authority) if authority else plain_host(request.data.host)


def message(flow: http.HTTPFlow, exchange: Exchange, direction: Direction) -> Message:
    """The message without its body."""
    request = flow.request
    return Message(
        client=client_of(flow),
        direction=direction,
        method=request.method,
        scheme=request.scheme,
        host=exchange.host,
        path=request.path,
        at=time.time(),
        referer=words(exchange.fields.get(b"referer", b"")),
        user_agent=words(exchange.fields.get(b"user-agent", b"")),
    )


def client_of(subject: Any) -> str:
    """The address of the client that a hook's argument is about, in its one spelling; empty if there is none."""
    owner = getattr(subject, "context", subject)
    client = getattr(owner, "client_conn", None) or getattr(owner, "client", None) or owner
    peer = getattr(client, "peername", None)
    return address(peer[0]) if peer else ""


def streamed(flow: http.HTTPFlow) -> bool:
    """Has a part of the flow left already, so that no page can take its place?"""
    exchange = exchange_of(flow)
    sent = exchange.sent.used if exchange and exchange.sent else flow.request.stream
    return bool(sent or (flow.response and flow.response.stream))
