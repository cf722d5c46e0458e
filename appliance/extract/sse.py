"""Server-sent events. AI chats stream their answers in pieces of a few letters, so pieces are put together again."""

from collections.abc import Iterator

from appliance.extract import json
from appliance.extract.joining import together
from appliance.extract.passages import bounded, channel_of, joined, passage
from appliance.model import Channel, Message, Text

_JSON = ("{", "[", '"')
_MOST_QUOTES = 400_000
_MOST_APART = 2000


def read(message: Message) -> Iterator[Text]:
    text, cut = bounded(message.body.decode("utf-8", "replace"), '"', _MOST_QUOTES)
    yield joined(channel_of(message, Channel.CHAT), together(pairs(text)), cut=cut)


def pairs(text: str) -> list[tuple[str, str]]:
    """Each value with its key, event by event; words that are no JSON have no key.

    Past the first 2,000 events, those with JSON are read as one text: one that is broken may then spoil the next.
    """
    events = list(_events(text))
    said = [pair for data in events[:_MOST_APART] for pair in _said(data)]
    rest = events[_MOST_APART:]
    said += json.pairs("\n".join([data for data in rest if data.startswith(_JSON)]))
    return said + [("", passage(data)) for data in rest if not data.startswith(_JSON)]


def _said(data: str) -> list[tuple[str, str]]:
    return json.pairs(data) if data.startswith(_JSON) else [("", passage(data))]


def _events(text: str) -> Iterator[str]:
    """The data of each event; https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream"""
    data: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []
    if data:
        yield "\n".join(data)
