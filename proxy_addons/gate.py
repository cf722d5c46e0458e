"""May this connection pass undecrypted, and may this request go out? Asked before anything is fetched."""

import time

from mitmproxy import http, tls
from mitmproxy.proxy import mode_specs

from appliance import pipeline
from appliance.identify.devices import identify
from appliance.model import Ban, Block, Capture, Device, Direction, Handling, Message, Pass, Verdict
from proxy_addons import flows, pages
from proxy_addons.decode import DECODABLE
from proxy_addons.record import Recorder
from proxy_addons.refusals import Refusals
from proxy_addons.state import State

PRACTICE_HOST = "practice.lollipop.test"
_LONGEST_UPLOAD_ANSWERED = 1024 * 1024  # a page can answer only after the whole upload; a longer one is ended instead


class Gate:
    def __init__(self, state: State, recorder: Recorder, refusals: Refusals) -> None:
        self._state = state
        self._recorder = recorder
        self._refusals = refusals

    # --- connections ---

    def tls_clienthello(self, hello: tls.ClientHelloData) -> None:
        """Banned first, so that the device sees why; then what is passed undecrypted; everything else is decrypted."""
        host = hello.context.client.sni
        if not host:
            return
        message = _about_host(flows.client_of(hello), host)
        device, verdict = pipeline.admit(message, self._state.policy)
        if not isinstance(verdict, Pass):
            return
        if rule := self._passes(message, hello):
            hello.ignore_connection = True
            self._recorder.folded(message, device, Handling.PASSED, rule)
            self._read_host(message, device)

    def _passes(self, message: Message, hello: tls.ClientHelloData) -> str:
        """The reason to pass, or an empty string. A name said in the handshake is believed only if the explicit
        proxy was asked for that same name: else any site could be reached under an exempt one."""
        server = hello.context.server.address
        explicit = not isinstance(hello.context.client.proxy_mode, mode_specs.TransparentMode)
        if explicit and (not server or flows.plain_host(server[0]) != message.host):
            return ""
        if entry := self._state.policy.access.do_not_decrypt.match(message.host):
            return entry
        return self._refusals.passes(message.client, message.host, message.at, self._state.policy)

    def _read_host(self, message: Message, device: Device) -> None:
        decision = pipeline.inspect(message, self._state.policy)
        if isinstance(decision, Capture):
            self._recorder.captured(message, device, decision, title="")

    # --- requests ---

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        self._state.requests += 1
        if flow.error:
            return
        fields = flows.fields(flow.request.headers)
        if self._is_cleartext_http2(flow, fields):
            return
        host = flows.host_of(flow.request, fields)
        device = identify(flows.client_of(flow), self._state.policy.devices)
        exchange = flows.Exchange(device=device, host=host, fields=fields)
        exchange.navigation = _is_navigation(flow.request, fields)
        flows.begin(flow, exchange)
        message = flows.message(flow, exchange, Direction.SENT)
        verdict = self._verdict(message, flow)
        if not isinstance(verdict, Pass):
            self._refuse(flow, exchange, message, verdict)
        elif host == PRACTICE_HOST:
            _answer(flow, pages.practice())
        elif b"accept-encoding" in fields:
            _only_decodable(flow.request, fields[b"accept-encoding"])

    def _verdict(self, message: Message, flow: http.HTTPFlow) -> Verdict:
        """The host that the request names decides, and so do the one of the handshake and the one that is connected
        to: a request may be sent to one under the name of another."""
        _, verdict = pipeline.admit(message, self._state.policy)
        for name in (flow.client_conn.sni, flow.request.data.host):
            if name and name != message.host and isinstance(verdict, Pass):
                _, verdict = pipeline.admit(_about_host(message.client, name), self._state.policy)
        return verdict

    def _refuse(self, flow: http.HTTPFlow, exchange: flows.Exchange, message: Message, verdict: Ban | Block) -> None:
        exchange.ours = True
        talk_to = self._state.settings.school.talk_to
        if isinstance(verdict, Ban):
            _answer(flow, pages.banned(verdict, talk_to, message.at))
            handling, rule = Handling.BANNED, verdict.id
        else:
            _answer(flow, pages.blocked(verdict, message.host, talk_to))
            handling, rule = Handling.BLOCKED, f"{verdict.source}: {verdict.rule}"
        keep = self._recorder.visit if exchange.navigation else self._recorder.folded
        keep(message, exchange.device, handling, rule)

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
        host=flows.plain_host(host),
        path="",
        at=time.time(),
    )


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
