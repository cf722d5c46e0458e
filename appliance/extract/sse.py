"""Server-sent events. AI chats stream their answers in pieces of a few letters, so pieces are put together again."""

from collections.abc import Iterator

from appliance.extract import json
from appliance.extract.passages import channel_of, joined, passage
from appliance.model import Channel, Message, Text

# Fields that AI chats send pieces in; the values of each are one text. Anything else is a passage for itself.
_PIECES = frozenset({"text", "content", "delta", "v", "token", "response", "completion", "answer", "partial_json"})


def read(message: Message) -> Iterator[Text]:
    yield joined(channel_of(message, Channel.CHAT), _passages(message.body.decode("utf-8", "replace")))


def _passages(text: str) -> list[str]:
    streams: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for data in _events(text):
        for key, value in json.pairs(data) if data.startswith(("{", "[", '"')) else [("", passage(data))]:
            if key in _PIECES:
                streams.setdefault(key, []).append(value)
            else:
                _add(others.setdefault(key, []), value)
    return ["".join(pieces) for pieces in streams.values()] + [value for found in others.values() for value in found]


def _add(found: list[str], value: str) -> None:
    """Some chats send the whole answer again each time it has grown: then only the last is kept."""
    if found and value.startswith(found[-1]):
        found[-1] = value
    else:
        found.append(value)


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
