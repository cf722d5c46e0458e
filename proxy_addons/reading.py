"""What is read of the traffic: addresses, what is sent, and the text of what is received. Everything else streams."""

import msgspec
from mitmproxy import http

from appliance import pipeline
from appliance.extract import WEBSOCKET, is_read, title_of
from appliance.extract.formats import reader_of
from appliance.model import Capture, Decision, Direction, Frozen, Handling, Message, Pass, is_hidden
from appliance.policy.decide import ignored_by
from appliance.recent import Recent
from proxy_addons import flows
from proxy_addons.account import Hold, account_of
from proxy_addons.content import Form, fields_of, form_of
from proxy_addons.decode import decode
from proxy_addons.flows import Exchange
from proxy_addons.guard import Guard
from proxy_addons.record import Recorder
from proxy_addons.state import State
from proxy_addons.tee import Live, Tee

BUFFERED = 256 * 1024  # a body of a known length up to this is held until it was read, a longer one passes meanwhile
_LONGEST_TITLE = 300
_MOST_CACHED = 20
_LOOK = 1024  # scripts mostly: what nobody reads is known by its beginning

_EVENTS = "text/event-stream"
_LINES = frozenset(
    {
        "application/jsonl",
        "application/ndjson",
        "application/stream+json",
        "application/x-json-stream",
        "application/x-jsonlines",
        "application/x-ndjson",
    }
)
_WEBSOCKET_BYTES = 64 * 1024


class Seen(Frozen):
    """The result of reading: kept for the next time that the same bytes come."""

    decision: Decision
    title: str
    cut: bool = False


class Reading:
    def __init__(self, state: State, recorder: Recorder, guard: Guard) -> None:
        self._state = state
        self._recorder = recorder
        self._guard = guard
        self._seen: Recent[bytes, Seen] = Recent(state.settings.inspect.cache_entries)
        self._room = state.settings.inspect.body_bytes

    # --- what is sent ---

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        exchange = flows.exchange_of(flow)
        if exchange is None or flow.response or flow.error:
            return
        fields = fields_of(flow.request.headers)
        length = _length(fields, unknown=-1 if flow.request.is_http2 else 0)
        if length == 0:
            return
        exchange.held = Hold(account_of(flows.client_of(flow)))
        if not exchange.held.left():
            flow.kill()  # a client that has so much under way is not honest
        elif 0 < length <= BUFFERED:
            exchange.held.take(length)
        elif is_read(form_of(fields).essence):
            exchange.sent = Tee(self._room, exchange.held)
            flow.request.stream = self._guard.stream("request body", flow, exchange.sent)
        else:
            flow.request.stream = True

    def request(self, flow: http.HTTPFlow) -> None:
        exchange = flows.exchange_of(flow)
        if exchange is None or exchange.ours or flow.error:
            return
        message = flows.message(flow, exchange, Direction.SENT)
        body, cut = _body(flow.request, exchange.sent)
        form = form_of(fields_of(flow.request.headers)) if body else Form()
        if not is_read(form.essence):
            body = b""
        self._read(message, exchange, body, form, cut)

    # --- what is received ---

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        exchange = flows.exchange_of(flow)
        if exchange is None or flow.response is None or flow.error:
            return
        flow.response.headers.pop("alt-svc", None)
        if exchange.ours or flow.response.status_code == _SWITCHING:
            return
        fields = fields_of(flow.response.headers)
        form = form_of(fields)
        kind = form.essence
        if exchange.navigation and kind in _PAGES:
            self._visit(flows.message(flow, exchange, Direction.SENT), exchange, Handling.READ)
        length = _length(fields, unknown=-1)
        held = exchange.held = exchange.held or Hold(account_of(flows.client_of(flow)))
        if not is_read(kind) or (kind in _DOWNLOADS and not 0 <= length <= BUFFERED):
            flow.response.stream = True
        elif kind == _EVENTS or kind in _LINES:
            exchange.received = self._live(flow, exchange, form)
            flow.response.stream = self._guard.stream("response body", flow, exchange.received)
        elif 0 <= length <= BUFFERED and length <= held.left():
            held.take(length)
        else:
            exchange.received = Tee(self._room, held)
            flow.response.stream = self._guard.stream("response body", flow, exchange.received)

    def response(self, flow: http.HTTPFlow) -> None:
        exchange = flows.exchange_of(flow)
        if exchange is None or exchange.ours or flow.response is None:
            return
        _let_go(exchange)
        if isinstance(exchange.received, Live):
            exchange.received.flush()
            return
        if flow.response.stream is True:
            return
        body, cut = _body(flow.response, exchange.received)
        if body:
            self._received(flow, exchange, body, cut)

    def error(self, flow: http.HTTPFlow) -> None:
        """What came before it broke was on the screen, so it is read; and a page that failed is a visit too."""
        exchange = flows.exchange_of(flow)
        if exchange is None or exchange.ours:
            return
        _let_go(exchange)
        if isinstance(exchange.received, Live):
            exchange.received.flush()
        elif isinstance(exchange.received, Tee):
            self._received(flow, exchange, exchange.received.take(), cut=True)
        elif exchange.navigation and flow.error:
            message = flows.message(flow, exchange, Direction.SENT)
            self._visit(message, exchange, Handling.FAILED, flow.error.msg[:_LONGEST_TITLE])

    def websocket_message(self, flow: http.HTTPFlow) -> None:
        """Each message by itself; mitmproxy would keep them all."""
        if flow.websocket is None:
            return
        content = flow.websocket.messages[-1]
        exchange = flows.exchange_of(flow)
        if exchange is not None and (content.is_text or _looks_like_text(content.content)):
            direction = Direction.SENT if content.from_client else Direction.RECEIVED
            message = flows.message(flow, exchange, direction)
            self._read(message, exchange, content.content[: self._room], _WEBSOCKET, len(content.content) > self._room)
        flow.websocket.messages.clear()

    # --- reading ---

    def _received(self, flow: http.HTTPFlow, exchange: Exchange, body: bytes, cut: bool) -> None:
        if flow.response is None:
            return
        message = flows.message(flow, exchange, Direction.RECEIVED)
        seen = self._read(message, exchange, body, form_of(fields_of(flow.response.headers)), cut)
        if exchange.navigation and seen.cut:
            self._visit(message, exchange, Handling.READ, f"cut: at most {self._room} bytes are read")

    def _live(self, flow: http.HTTPFlow, exchange: Exchange, form: Form) -> Live:
        """Each term makes one capture of a stream, though windows overlap."""
        raised: set[str] = set()

        def read(window: bytes, cut: bool) -> None:
            message = flows.message(flow, exchange, Direction.RECEIVED)
            seen = self._seen_or_read(message, window, Form(kind=_EVENTS), cut)
            terms = _raising(seen.decision)
            if not terms <= raised:
                raised.update(terms)
                self._raise(message, exchange, seen)

        def after_quiet() -> None:
            live.quiet()

        guarded = self._guard.call("quiet", flow, after_quiet)
        live = Live(form.encoding, read, guarded, lines=form.essence != _EVENTS)
        return live

    def _read(self, message: Message, exchange: Exchange, body: bytes, form: Form, cut: bool) -> Seen:
        seen = self._seen_or_read(message, body, form, cut)
        self._raise(message, exchange, seen)
        return seen

    def _visit(self, message: Message, exchange: Exchange, handling: Handling, detail: str = "") -> None:
        """More people see the list of visits than captures: the host alone, where the rest must stay hidden."""
        shown = msgspec.structs.replace(message, path="/") if exchange.hidden else message
        self._recorder.visit(shown, exchange.device, handling, detail)

    def _raise(self, message: Message, exchange: Exchange, seen: Seen) -> None:
        if isinstance(seen.decision, Capture):
            exchange.hidden |= any(is_hidden(one.match.category) for one in seen.decision.findings)
            self._recorder.captured(message, exchange.device, seen.decision, seen.title)
        if entries := ignored_by(seen.decision):
            self._recorder.ignored(message, exchange.device, entries)

    def _seen_or_read(self, message: Message, body: bytes, form: Form, cut: bool) -> Seen:
        """The same bytes under the same headers read the same, so what is known of them comes before decoding."""
        encoding = form.encoding if body else ""
        coded = _with(message, f"{form.kind}\0{encoding}", body, cut)
        key = pipeline.fingerprint(coded, self._state.policy)
        seen = self._seen.get(key)
        if seen is None:
            seen = self._decode_and_read(_with(message, form.kind, body, cut), encoding)
            if _is_small(seen.decision):
                self._seen.put(key, seen)
        return seen

    def _decode_and_read(self, message: Message, encoding: str) -> Seen:
        if encoding:
            head = decode(message.body, encoding, _LOOK).data
            if reader_of(_with(message, message.content_type, head, cut=True)) is None:
                return Seen(decision=Pass(), title="")
            decoded = decode(message.body, encoding, self._room)
            message = _with(message, message.content_type, decoded.data, message.cut or decoded.cut)
        decision = pipeline.inspect(message, self._state.policy)
        return Seen(decision=decision, title=title_of(message)[:_LONGEST_TITLE], cut=message.cut)


_SWITCHING = 101
_DOWNLOADS = frozenset({"application/octet-stream", "binary/octet-stream"})
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_WEBSOCKET = Form(kind=WEBSOCKET)


def _with(message: Message, kind: str, body: bytes, cut: bool) -> Message:
    return Message(
        client=message.client,
        direction=message.direction,
        method=message.method,
        scheme=message.scheme,
        host=message.host,
        path=message.path,
        at=message.at,
        content_type=kind,
        body=body,
        cut=cut,
        referer=message.referer,
        user_agent=message.user_agent,
    )


def _body(part: http.Request | http.Response, tee: Tee | Live | None) -> tuple[bytes, bool]:
    """The encoded body, and whether there was more of it."""
    if isinstance(tee, Tee):
        return tee.take(), tee.full
    return part.data.content or b"", isinstance(part, http.Response) and part.status_code == _PARTIAL


_PARTIAL = 206


def _length(fields: dict[bytes, bytes], unknown: int) -> int:
    """The announced length; `unknown` where none is, and -1 where only the end of the body will tell."""
    if b"transfer-encoding" in fields:
        return -1
    length = fields.get(b"content-length")
    if length is None:
        return unknown
    return int(length) if length.isdigit() else -1


def _let_go(exchange: Exchange) -> None:
    if exchange.held:
        exchange.held.give_back()


def _is_small(decision: Decision) -> bool:
    """Results with very many findings would make the cache large; they are few."""
    return not isinstance(decision, Capture) or len(decision.findings) <= _MOST_CACHED


def _raising(decision: Decision) -> set[str]:
    if not isinstance(decision, Capture):
        return set()
    return {finding.match.term for finding in decision.findings if finding.raises}


def _looks_like_text(content: bytes) -> bool:
    """Some apps send text in binary frames. A character that our bound cuts in two does not count against it."""
    head = content[:_WEBSOCKET_BYTES]
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return len(content) > len(head) and error.start > len(head) - _LONGEST_UTF8
    return True


_LONGEST_UTF8 = 4
