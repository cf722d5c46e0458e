"""The registry of formats: by content type, and by a look at the first bytes where that says nothing or is wrong."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

from appliance.extract import code, form, helper, html, json, multipart, plain, sse, url, websocket
from appliance.extract.charset import decode
from appliance.model import Direction, Message, Text

WEBSOCKET = "websocket"  # the `content_type` of a message inside a WebSocket, which has none of its own
TYPED, TITLE = "typed", "title"  # the same for what a helper says was typed, and how it says a window is called


class Reader(Protocol):
    """One format: the texts of a message's body. Never raises, and takes time linear in the body."""

    def __call__(self, message: Message, /) -> Iterable[Text]: ...


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "application/ecmascript": json.read,
        "application/graphql": plain.read,
        "application/javascript": json.read,
        "application/json": json.read,
        "application/json-lines": json.read_lines,
        "application/jsonl": json.read_lines,
        "application/ndjson": json.read_lines,
        "application/stream+json": json.read_lines,
        "application/x-javascript": json.read,
        "application/x-json-stream": json.read_lines,
        "application/x-jsonlines": json.read_lines,
        "application/x-ndjson": json.read_lines,
        "application/x-www-form-urlencoded": form.read,
        "application/xhtml+xml": html.read,
        "application/xml": html.read,
        "image/svg+xml": html.read,
        "multipart/form-data": multipart.read,
        "multipart/mixed": multipart.read,
        "multipart/related": multipart.read,
        "multipart/x-mixed-replace": multipart.read,
        "text/event-stream": sse.read,
        "text/html": html.read,
        "text/javascript": json.read,
        "text/json": json.read,
        "text/vnd.turbo-stream.html": html.read,
        "text/xml": html.read,
        TYPED: helper.read_typed,
        TITLE: helper.read_title,
        WEBSOCKET: websocket.read,
    }
)

# Nothing from the network can say these: they are no media types. Their address is that of a page, which was read when
# it was opened.
_OURS = frozenset({WEBSOCKET, TYPED, TITLE})
_CODE = frozenset({"application/ecmascript", "application/javascript", "application/x-javascript", "text/javascript"})
_UNREAD_TEXT = frozenset({"text/css"})  # some on every page, and hardly ever opened by themselves
_UNKNOWN = frozenset(
    {"", "application/octet-stream", "application/unknown", "binary/octet-stream", "text/plain", "unknown/unknown"}
)
_VALID = re.compile(r"[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}")  # so not `*/*`, which browsers call unknown
_GUARD = rb"\)\]\}'|for\s*\(;;\);|while\s*\(1\);"  # what some services put before JSON, so that it is no script
_JSON = re.compile(rb"""\s*(?:%b|[\[{]\s*(?:["\[{\]}\d-]|true|false|null)|"[^"]*"\s*\Z)""" % _GUARD)
_TAG = rb"!doctype html|\?xml|html|head|body|title|meta|div|p|table|script|span|h1|a|b|br"  # mimesniff.spec.whatwg.org
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:%b)\b" % _TAG, re.IGNORECASE | re.DOTALL)
_CALL = re.compile(rb"\s*+(?:/\*[^*]{0,100}\*/\s*+)?[\w$.]{1,200}\s*+\(\s*+[\[{]")
_FORM = re.compile(rb"[\w.\[\]%-]{1,100}=[^\s<>]*(?:&|\Z)")
_EVENTS = re.compile(rb"(?:event|data|id|retry):", re.DOTALL)
_DIALECTS = ("+json", "+xml")
_MOST_TYPES = 8
_LOOK = 1024
_TITLE_WITHIN = 65_536
_MARK = b"\xef\xbb\xbf"


def extract(message: Message) -> tuple[Text, ...]:
    """Every text in a message. What was sent is read with its address; what is received says nothing new by it."""
    texts: list[Text] = []
    if message.direction is Direction.SENT and message.content_type not in _OURS:
        texts += url.read(message)
    if message.body and (reader := reader_of(message)):
        texts += reader(message)
    return tuple(text for text in texts if text.text)


def code_of(message: Message) -> tuple[Text, ...]:
    """What nobody sees of a page that was received; nothing for anything else."""
    if message.direction is Direction.SENT or reader_of(message) is not html.read:
        return ()
    return tuple(text for text in code.read(message) if text.text)


def title_of(message: Message) -> str:
    """The title of a page, for showing; empty for anything else. At most 200 characters."""
    if reader_of(message) is not html.read:
        return ""
    return html.title_in(decode(message.body[:_TITLE_WITHIN], message.content_type, markup=True))


def is_read(content_type: str) -> bool:
    """Is a body of this content type worth keeping for `extract`? Media, fonts, archives and style sheets are not."""
    kind = _kind(content_type)
    return (
        kind in READERS
        or kind in _UNKNOWN
        or kind.endswith(_DIALECTS)
        or (kind.startswith("text/") and kind not in _UNREAD_TEXT)
    )


def reader_of(message: Message) -> Reader | None:
    """The format of a body, or None where there is nothing to read."""
    kind = _kind(message.content_type)
    if kind in _CODE or kind in _UNKNOWN:
        return _by_look(message, kind)
    if reader := READERS.get(kind):
        return reader
    if kind.endswith(_DIALECTS):
        return json.read if kind.endswith("json") else html.read
    return plain.read if is_read(kind) else None


def _by_look(message: Message, kind: str) -> Reader | None:
    start = message.body[:_LOOK].removeprefix(_MARK)
    if kind in _CODE:
        return json.read if _JSON.match(start) else json.read_called if _CALL.match(start) else None
    if _JSON.match(start):
        return json.read_guessed
    if _HTML.match(start):
        return html.read
    if _FORM.match(start) and message.direction is Direction.SENT:
        return form.read
    if _EVENTS.match(start) and not kind:
        return sse.read
    return plain.read if kind == "text/plain" or _is_text(start) else None


def _is_text(start: bytes) -> bool:
    return b"\0" not in start or start.startswith((b"\xff\xfe", b"\xfe\xff"))


def _kind(content_type: str) -> str:
    """The last valid type where a header names several, as in browsers; empty where none is valid."""
    if content_type in _OURS:
        return content_type
    named = [part.partition(";")[0].strip().lower() for part in content_type.split(",", _MOST_TYPES)]
    return next((kind for kind in reversed(named) if _VALID.fullmatch(kind)), "")
