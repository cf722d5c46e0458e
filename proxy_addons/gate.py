"""May this connection pass undecrypted, and may this request go out? Asked before anything is fetched."""

import time

import msgspec
from mitmproxy import http, tls

from appliance import pipeline
from appliance.access.hosts import plain_host
from appliance.access.reading_age import reading_age
from appliance.access.safe_search import safe_headers, safe_path
from appliance.access.verdict import listed
from appliance.access.ways_round import HIDDEN_NAMES, shown_hosts
from appliance.clock import steady
from appliance.identify.devices import identify
from appliance.model import (
    Ban,
    Block,
    Capture,
    Decision,
    Device,
    Direction,
    Handling,
    Message,
    Pass,
    Reason,
    SignInFirst,
    Verdict,
    Warn,
)
from appliance.recent import Recent
from proxy_addons import consent, flows, pages
from proxy_addons.apart import is_apart, is_confide
from proxy_addons.decode import DECODABLE
from proxy_addons.record import Recorder
from proxy_addons.refusals import Refusals
from proxy_addons.state import State

PRACTICE_HOST = "practice.lollipop.test"
READY_PATH = "/ready"  # what a device asks for to see whether it is ready: `webui/portal/ready.py`
_LONGEST_UPLOAD_ANSWERED = 1024 * 1024  # a page can answer only after the whole upload; a longer one is ended instead
_MOST_READ = 1000


class Gate:
    def __init__(self, state: State, recorder: Recorder, refusals: Refusals) -> None:
        self._state = state
        self._recorder = recorder
        self._refusals = refusals
        self._consents = consent.Consents()
        self._read: Recent[bytes, Decision] = Recent(_MOST_READ)

    # --- connections ---

    def tls_clienthello(self, hello: tls.ClientHelloData) -> None:
        """Banned first, so that the device sees why; then what is passed undecrypted; everything else is decrypted."""
        client, server = hello.context.client, hello.context.server
        if not client.sni or not server.address:
            return
        asked, port = server.address
        if host := self.passing(flows.client_of(client), client.sni, None if flows.transparent(client) else asked):
            server.address = (host, port)
            hello.ignore_connection = True

    def passing(self, client: str, named: str, asked: str | None) -> str:
        """The host to which a client's connection passes undecrypted, or an empty string. `named` is what it says in
        the handshake, `asked` what the explicit proxy was asked for."""
        message = _about_host(client, named)
        if is_confide(message.host, self._state.settings):
            return ""
        device, verdict = pipeline.admit(message, self._state.policy, steady())
        if not isinstance(verdict, Pass) or not (rule := self._passes(message, asked)):
            return ""
        self._recorder.folded(message, device, Handling.PASSED, rule)
        self._read_host(message, device)
        return message.host

    def _passes(self, message: Message, asked: str | None) -> str:
        """The reason to pass, or an empty string. A name said in the handshake opens the site of that name and no other
        address: else any site could be reached under an exempt one. The explicit proxy was asked for a name, and it
        must be the same; of a device whose traffic is turned to us we look the name up ourselves, when it passes."""
        if asked is not None and plain_host(asked) != message.host:
            return ""
        policy = self._state.policy
        if entry := pipeline.passes_unread(message, identify(message.client, policy.devices), policy):
            return entry
        return self._refusals.passes(message.client, message.host, steady(), policy)

    def _read_host(self, message: Message, device: Device) -> None:
        key = pipeline.fingerprint(message, self._state.policy)
        decision = self._read.get(key)
        if decision is None:
            decision = pipeline.inspect(message, self._state.policy)
            self._read.put(key, decision)
        if isinstance(decision, Capture):
            self._recorder.captured(message, device, decision, title="")

    # --- requests ---

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        self._state.requests += 1
        if flow.error or is_apart(flow):
            return
        fields = flows.fields(flow.request.headers)
        if self._is_cleartext_http2(flow, fields):
            return
        hosts = flows.hosts_of(flow.request)
        device = identify(flows.client_of(flow), self._state.policy.devices)
        exchange = flows.Exchange(device=device, host=hosts[0], path=flow.request.path, fields=fields)
        exchange.navigation = _is_navigation(flow.request, fields)
        flows.begin(flow, exchange)
        message = flows.message(flow, exchange, Direction.SENT)
        if not all(hosts):
            exchange.ours = True
            _answer(flow, pages.misread(self._state.language_of(flow)))
        elif exchange.host == PRACTICE_HOST and message.path == READY_PATH:
            exchange.ours = True
            _answer(flow, pages.ready())
        elif isinstance(verdict := self._verdict(message, flow, exchange, hosts), Pass | Warn) and _says_yes(message):
            exchange.ours = True
            self._go_on(flow, exchange, message)
        elif not isinstance(verdict, Pass):
            exchange.ours = True
            self._refuse(flow, exchange, message, verdict)
        elif _is_misdirected(flow, hosts):
            exchange.ours = True
            self._note(exchange, message, Handling.BLOCKED, "the connection was made for another site")
            _answer(flow, pages.misdirected(self._state.language_of(flow)))
        elif exchange.host == PRACTICE_HOST:
            _answer(flow, pages.practice(self._state.language_of(flow)))
        else:
            self._send_on(flow, exchange)

    def _verdict(
        self, message: Message, flow: http.HTTPFlow, exchange: flows.Exchange, hosts: tuple[str, ...]
    ) -> Verdict:
        """Every host that the request names decides, so does where it goes to, for a request may be sent to one under
        the name of another, and so does a site that is shown under another's name."""
        policy = self._state.policy
        for name in dict.fromkeys((*hosts, *_leads_to(flow))):
            verdict = self._admitted(msgspec.structs.replace(message, host=name), exchange)
            if not isinstance(verdict, Pass):
                return verdict
        for name in shown_hosts(exchange.host, message.path):
            verdict = self._admitted(msgspec.structs.replace(message, host=name, path="/"), exchange)
            if not isinstance(verdict, Pass):
                return verdict
        if policy.access.filtering.ways_round == "block" and _hides_names(exchange.fields):
            return Block(reason=Reason.RULE, rule=HIDDEN_NAMES, source="access.ways_round")
        return listed(flow.request.data.host, policy.access) or Pass()

    def _admitted(self, message: Message, exchange: flows.Exchange) -> Verdict:
        """A warning is over for who said that they mean it. What only a pilot lets pass is kept."""
        _, verdict = pipeline.admit(message, self._state.policy, steady())
        if isinstance(verdict, Warn) and self._consents.given(_who(exchange.device), _named(verdict), steady()):
            return Pass()
        if isinstance(verdict, Pass) and verdict.spared:
            self._note(exchange, message, Handling.SPARED, verdict.spared)
        return verdict

    def _refuse(
        self, flow: http.HTTPFlow, exchange: flows.Exchange, message: Message, verdict: Ban | Block | Warn | SignInFirst
    ) -> None:
        portal = self._state.settings.portal.url
        match verdict:
            case Ban():
                _answer(flow, pages.banned(verdict, self._reader(flow, exchange.device), steady()))
                self._note(exchange, message, Handling.BANNED, verdict.id)
            case Block():
                _answer(flow, pages.blocked(verdict, message.host, message.url, self._reader(flow, exchange.device)))
                self._note(exchange, message, Handling.BLOCKED, f"{verdict.source}: {verdict.rule}")
            case Warn():
                self._warn(flow, exchange, message, verdict)
            case SignInFirst():
                readable = flow.request.scheme == "http" and flow.request.method in {"GET", "HEAD"}
                page = pages.sign_in(portal, self._state.language_of(flow))
                _answer(flow, pages.sent_on(302, f"{portal}/") if readable else page)
                self._note(exchange, message, Handling.SIGN_IN, "")

    def _warn(self, flow: http.HTTPFlow, exchange: flows.Exchange, message: Message, warn: Warn) -> None:
        wanted = message.path if flow.request.method == "GET" else "/"
        form = self._consents.fields(_who(exchange.device), _named(warn), message.host, wanted, steady())
        reader = self._reader(flow, exchange.device)
        _answer(flow, pages.warned(warn, message.host, message.url, reader, {"action": consent.PATH, **form}))
        self._note(exchange, message, Handling.WARNED, _named(warn))

    def _go_on(self, flow: http.HTTPFlow, exchange: flows.Exchange, message: Message) -> None:
        """To the page that they were warned of, or the site's first where the answer is none of ours."""
        path, rule = self._consents.take(_who(exchange.device), message.host, message.path, steady())
        wanted = msgspec.structs.replace(message, path=path or "/")
        if rule:
            self._recorder.visit(wanted, exchange.device, Handling.WARNED, f"went on, {rule}")
        _answer(flow, pages.sent_on(303, _address(flow.request, wanted.host, wanted.path)))

    def _reader(self, flow: http.HTTPFlow, device: Device) -> pages.Reader:
        age = reading_age(device, self._state.policy.groups_of(device))
        return pages.reader(age, self._state.language_of(flow), self._state.words, self._state.settings.portal.url)

    def _note(self, exchange: flows.Exchange, message: Message, handling: Handling, rule: str) -> None:
        """Each page that somebody opened; of its parts, one in a while."""
        keep = self._recorder.visit if exchange.navigation else self._recorder.folded
        keep(message, exchange.device, handling, rule)

    def _send_on(self, flow: http.HTTPFlow, exchange: flows.Exchange) -> None:
        """Without TLS nothing vouches for an address that a device connects to, so we look up the name that it says."""
        request, chosen = flow.request, self._state.policy.access.filtering
        flows.name_once(request)
        if flows.transparent(flow.client_conn) and not flow.client_conn.tls:
            request.data.host = exchange.host
        if accepted := exchange.fields.get(b"accept-encoding"):
            _only_decodable(request, accepted)
        for name, value in safe_headers(exchange.host, chosen.youtube, search=chosen.safe_search):
            request.headers[name] = value
        if chosen.safe_search and (safe := safe_path(exchange.host, request.path)) != request.path:
            request.path = safe

    def _is_cleartext_http2(self, flow: http.HTTPFlow, fields: dict[bytes, bytes]) -> bool:
        """We read HTTP/2 over TLS only; an upgrade to it is not passed on, and a connection that begins so is ended."""
        if fields.get(b"upgrade", b"").lower() == b"h2c":
            for name in ("upgrade", "http2-settings", "connection"):
                flow.request.headers.pop(name, None)
        if flow.request.method != "PRI":
            return False
        flow.kill()
        return True


def _about_host(client: str, host: str) -> Message:
    return Message(
        client=client,
        direction=Direction.SENT,
        method="CONNECT",
        scheme="https",
        host=plain_host(host),
        path="",
        at=time.time(),
    )


def _leads_to(flow: http.HTTPFlow) -> tuple[str, ...]:
    """What stands for the origin beside the request: names that we look up ourselves, or that its certificate must
    hold. The address that a device connects to when its traffic is turned to us is neither."""
    sni, target = plain_host(flow.client_conn.sni or ""), plain_host(flow.request.data.host)
    if not flows.transparent(flow.client_conn):
        return (sni, target) if sni else (target,)
    return (sni or target,) if flow.client_conn.tls else ()


def _is_misdirected(flow: http.HTTPFlow, hosts: tuple[str, ...]) -> bool:
    """Does the request name another host than the handshake did? Our certificates hold one name each, so no browser has
    a reason to; it is how a site is reached behind the name of another."""
    named = plain_host(flow.client_conn.sni or "") if flow.client_conn.tls else ""
    return bool(named) and any(host != named for host in hosts)


def _hides_names(fields: dict[bytes, bytes]) -> bool:
    """Is it a question about a name (RFC 8484), put to who knows whom?"""
    return any(b"application/dns-" in fields.get(name, b"").lower() for name in (b"content-type", b"accept"))


def _who(device: Device) -> str:
    """Who says yes to a warning: this person at this device."""
    return f"{device.name}/{device.person.id if device.person else ''}"


def _named(warn: Warn) -> str:
    return f"{warn.source}: {warn.rule}"


def _says_yes(message: Message) -> bool:
    """Is it the button of a warning's page? Such a request never leaves the box."""
    return message.method == "GET" and message.path.partition("?")[0] == consent.PATH


def _address(request: http.Request, host: str, path: str) -> str:
    """A page of the same site."""
    usual = {"http": 80, "https": 443}.get(request.scheme)
    port = "" if request.port == usual else f":{request.port}"
    return f"{request.scheme}://{f'[{host}]' if ':' in host else host}{port}{path}"


def _is_navigation(request: http.Request, fields: dict[bytes, bytes]) -> bool:
    """A page that a person opened. Browsers say so; of others we believe those that want HTML."""
    if aim := fields.get(b"sec-fetch-dest"):
        return aim == b"document"
    return request.method == "GET" and (b"accept" not in fields or b"text/html" in fields[b"accept"])


def _answer(flow: http.HTTPFlow, response: http.Response) -> None:
    """Answer in the origin's place. The upload of a request is read to its end first, so a long one is cut off."""
    length = flow.request.headers.get("content-length", "0")
    chunked = "transfer-encoding" in flow.request.headers
    if chunked or not length.isdecimal() or int(length) > _LONGEST_UPLOAD_ANSWERED:
        flow.kill()
        return
    flow.response = response


def _only_decodable(request: http.Request, accepted: bytes) -> None:
    """Take out encodings that we could not undo, such as those against a dictionary of the browser's."""
    asked = [part.strip() for part in accepted.decode("latin-1").split(",")]
    kept = [part for part in asked if part.partition(";")[0].strip().lower() in _ACCEPTED]
    if len(kept) != len(asked):
        request.headers["accept-encoding"] = ", ".join(kept)


_ACCEPTED = DECODABLE | {"*"}
