"""The explicit proxy asks who is there, where the school wants that: name and password, as browsers offer them.

`core` looks at them, which takes a moment: meanwhile the request waits, and nothing else of the worker does. Who proved
who they are is at that device from then on; nobody is asked again until that ends, or somebody else signs in there.
"""

import hashlib
from base64 import b64decode
from collections.abc import Callable
from functools import partial
from typing import Protocol

from mitmproxy import connection, http

from appliance.access.always_open import always_open
from appliance.access.hosts import plain_host
from appliance.identify.devices import identify, plain_address
from appliance.languages.catalogue import marked
from appliance.languages.choosing import Language
from appliance.model import Device, Frozen
from appliance.recent import Recent
from appliance.wire import ProxySignedIn
from proxy_addons import flows, pages
from proxy_addons.apart import is_apart
from proxy_addons.state import State

_MOST_CLIENTS = 4096
_LONGEST = 1000
_FIELD = "proxy-authorization"
_TOO_OFTEN = marked("That was wrong too often. Try again in %(wait)d seconds.")
_REALM = 'Basic realm="Lollipop: the name and password of school", charset="UTF-8"'


class Asks(Protocol):
    def prove(self, client: str, name: str, password: str, then: Callable[[ProxySignedIn | None], None]) -> None:
        """Tell `then` whether name and password fit; None where `core` is away."""


class _Proved(Frozen):
    """Which words proved who it is."""

    digest: bytes
    person: str


class ProxySignIn:
    """Add it after what decides on requests: whoever did not sign in gets no further, whatever was decided."""

    def __init__(self, state: State, core: Asks) -> None:
        self._state = state
        self._core = core
        self._on = state.settings.sign_in.proxy
        self._exempt = frozenset(map(plain_address, state.settings.sign_in.exempt))
        self._proved: Recent[str, _Proved] = Recent(_MOST_CLIENTS)
        self._inside: set[str] = set()

    def http_connect(self, flow: http.HTTPFlow) -> None:
        if not self._on or is_apart(flow):
            return
        inside = partial(self._inside.add, flow.client_conn.id)
        if self._look(flow, inside):
            inside()

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """One that comes through a CONNECT was asked there. What was decided about this one was decided about nobody,
        so the browser is asked to send it again."""
        client = flow.client_conn
        if self._on and not (flow.error or is_apart(flow) or flows.transparent(client) or client.id in self._inside):
            self._look(flow, partial(_again, flow))

    def client_disconnected(self, client: connection.Client) -> None:
        self._inside.discard(client.id)

    def _look(self, flow: http.HTTPFlow, then: Callable[[], None]) -> bool:
        """May it go on at once? Else it is answered, or waits, and `then` is called when somebody proved who they
        are."""
        said = flow.request.headers.pop(_FIELD, "")
        client = flows.client_of(flow)
        device = identify(client, self._state.policy.devices)
        if self._need_not(flow, device) or (not said and device.person):
            return True
        digest = hashlib.sha256(said.encode("utf-8", "surrogateescape")).digest()
        proved = self._proved.get(client)
        if device.person and proved == _Proved(digest=digest, person=device.person.id):
            return True
        if (who := _name_and_password(said)) is None:
            flow.response = _who_is_there(self._state.language_of(flow))
            return False
        flow.intercept()
        self._core.prove(client, *who, lambda answer: self._answered(flow, client, digest, answer, then))
        return False

    def _answered(
        self, flow: http.HTTPFlow, client: str, digest: bytes, answer: ProxySignedIn | None, then: Callable[[], None]
    ) -> None:
        if answer is None:
            flow.response = pages.being_checked(self._state.language_of(flow))
        elif answer.person is None:
            flow.response = _who_is_there(self._state.language_of(flow), answer.wait)
        else:
            self._proved.put(client, _Proved(digest=digest, person=answer.person.id))
            then()
        flow.resume()

    def _need_not(self, flow: http.HTTPFlow, device: Device) -> bool:
        if always_open().match(plain_host(flow.request.data.host)):
            return True
        names = (device.name, *device.addresses, device.mac, device.room, *self._state.policy.groups_of(device))
        return not self._exempt.isdisjoint(names)


def _name_and_password(said: str) -> tuple[str, str] | None:
    """Of a Basic field; None for none, and for what is none."""
    scheme, _, encoded = said.partition(" ")
    if scheme.lower() != "basic" or len(encoded) > _LONGEST:
        return None
    try:
        name, colon, password = b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except ValueError:
        return None
    return (name, password) if colon and name and password else None


def _who_is_there(language: Language, wait: float = 0.0) -> http.Response:
    """407."""
    text = _TOO_OFTEN if wait else marked("Your browser asks for the name and password that you have at school.")
    headers = {**pages.headers(), "Proxy-Authenticate": _REALM}
    body = pages.trouble(407, marked("Who is there?"), text, language, wait=round(wait))
    return http.Response.make(407, body, headers)


def _again(flow: http.HTTPFlow) -> None:
    headers = {"Location": flow.request.url, "Cache-Control": "no-store"}
    flow.response = http.Response.make(307, b"", headers)
