"""Server-sent events. AI chats stream their answers in pieces of a few letters, so pieces are put together again."""

from collections.abc import Iterator

from appliance.extract import json
from appliance.extract.passages import channel_of, joined, passage
from appliance.extract.pieces import Pieces
from appliance.model import Channel, Message, Text


def read(message: Message) -> Iterator[Text]:
    said = pairs(message.body.decode("utf-8", "replace"))
    yield joined(channel_of(message, Channel.CHAT), Pieces().add(said))


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Each value with its key, event by event; words that are no JSON have no key."""
    for data in _events(text):
        if data.startswith(("{", "[", '"')):
            yield from json.pairs(data)
        else:
            yield "", passage(data)


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
