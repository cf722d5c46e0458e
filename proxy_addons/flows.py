"""mitmproxy's flows in our words: who, where to, and what is known about a flow while it lives."""

import re
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mitmproxy import connection, http
from mitmproxy.proxy import mode_specs

from appliance.access.hosts import is_host, plain_host
from appliance.identify.devices import plain_address
from appliance.model import Device, Direction, Message
from proxy_addons.account import Hold
from proxy_addons.tee import Live, Tee

_KEY = "lollipop"
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]|[^\[\]:]*)(:[0-9]{0,5})?")
_LONGEST_AUTHORITY = 300  # a name has at most 253 characters; what is longer is not remembered either

address = lru_cache(maxsize=4096)(plain_address)


@dataclass(slots=True)
class Exchange:
    """What we keep about one request and its answer, and only while it lives.

    `ours` marks a response that we made ourselves and need not read. `held` counts the bodies that are not whole yet.
    `path` is as the device asked for it: what goes out may have been made safe. `hidden` says that what was asked holds
    words that only a capture may show.
    """

    device: Device
    host: str
    path: str
    fields: dict[bytes, bytes]
    navigation: bool = False
    ours: bool = False
    sent: Tee | None = None
    received: Tee | Live | None = None
    held: Hold | None = None
    hidden: bool = False


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


def hosts_of(request: http.Request) -> tuple[str, ...]:
    """Every host that the client names for a request, the one that counts first; where it names none, the one that it
    connects to. An empty string stands for a name that cannot be read, for a second Host header, and for a line within
    a field, where an origin may see another one."""
    hosts, unclear = [], False
    for name, value in request.data.headers.fields:
        unclear = unclear or b"\r" in value
        if len(name) == len(b"host") and name.lower() == b"host":
            hosts.append(value)
    named = [value for value in (request.data.authority, *hosts) if value]
    names = [_host_of(value) if len(value) <= _LONGEST_AUTHORITY else "" for value in named]
    return (*(names or [plain_host(request.data.host)]), *([""] if unclear or len(hosts) > 1 else []))


@lru_cache(maxsize=4096)
def _host_of(authority: bytes) -> str:
    """Strictly `host`, `host:port`, `[address]` or `[address]:port`: what we read otherwise than the origin does would
    pass a list."""
    try:
        found = _AUTHORITY.fullmatch(authority.decode())
    except UnicodeDecodeError:
        return ""
    host = plain_host(found["host"]) if found else ""
    return host if is_host(host) else ""


def name_once(request: http.Request) -> None:
    """Send a request on with its host named once (RFC 9112, 3.2.2): the target counts, and the Host header goes."""
    authority = request.data.authority
    if not authority:
        return
    request.headers.pop("host", None)
    if not request.is_http2:
        request.headers.insert(0, "host", authority)
        request.data.authority = b""


def transparent(client: connection.Client) -> bool:
    """Is its traffic turned to us? Then the address that it connects to is its own word, like any name it says."""
    return isinstance(client.proxy_mode, mode_specs.TransparentMode)


def message(flow: http.HTTPFlow, exchange: Exchange, direction: Direction) -> Message:
    """The message without its body."""
    request = flow.request
    return Message(
        client=client_of(flow),
        direction=direction,
        method=request.method,
        scheme=request.scheme,
        host=exchange.host,
        path=exchange.path,
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
