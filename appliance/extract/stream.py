"""A body that may never end, read in the parts it comes in: a chat's answer, events, lines of JSON."""

import re

from appliance.extract import json, sse
from appliance.extract.charset import decode
from appliance.extract.joining import KEYS, Pieces
from appliance.extract.passages import channel_of, joined
from appliance.model import Channel, Message, Text

_MOST_HELD = 65_536
_PLAIN = " "  # the key of words that have none
_EVENTS = re.compile(rb".*(?:\n\n|\r\n\r\n|\r\r)", re.DOTALL)
_LINES = re.compile(rb".*[\r\n]", re.DOTALL)
_CHARACTERS = re.compile(
    rb".*(?<![\xc0-\xff])(?<![\xe0-\xff][\x80-\xbf])(?<![\xf0-\xff][\x80-\xbf][\x80-\xbf])", re.DOTALL
)


class Stream:
    """Reads one stream. It holds the end of what each key said, and an event or line that is not whole yet (64 KB at
    most, then it is read as it is), so nothing needs to be given twice."""

    def __init__(self) -> None:
        self._pieces = Pieces(KEYS | {_PLAIN})
        self._held = b""

    def read(self, message: Message) -> tuple[Text, ...]:
        """The texts of what came since the last call: `message.body`, decoded. A term over the seam of two calls is
        found; one just before a seam may be found in both."""
        return self._texts(message, last=False)

    def finish(self, message: Message) -> tuple[Text, ...]:
        """The same for the end of the stream: what was held is read too."""
        return self._texts(message, last=True)

    def _texts(self, message: Message, *, last: bool) -> tuple[Text, ...]:
        body = self._held + message.body
        is_events = message.content_type.partition(";")[0].strip().lower() == "text/event-stream"
        is_json = body.lstrip()[:1] in {b"{", b"[", b'"', b","}
        whole = (_EVENTS if is_events else _LINES if is_json else _CHARACTERS).match(body)
        until = len(body) if last or len(body) > _MOST_HELD else whole.end() if whole else 0
        self._held = body[until:]
        text = decode(body[:until], message.content_type)
        said = sse.pairs(text) if is_events else json.pairs_if_json(text)
        passages = self._pieces.add([(_PLAIN, text)] if said is None else said)
        return (joined(channel_of(message, Channel.CHAT), passages),) if passages else ()
