"""One text message of a WebSocket: mostly JSON, sometimes behind a number (`42["message", …]`), else plain words."""

from collections.abc import Iterator

from appliance.extract import json
from appliance.extract.passages import channel_of, joined, passage
from appliance.model import Channel, Message, Text


def read(message: Message) -> Iterator[Text]:
    text, cut = json.written(message)
    found = json.pairs_if_json(text)
    values = [passage(text)] if found is None else [value for _, value in found]
    yield joined(channel_of(message, Channel.CHAT), values, cut=cut)
