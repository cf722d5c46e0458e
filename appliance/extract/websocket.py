"""One text message of a WebSocket: mostly JSON, sometimes behind a number (`42["message", …]`), else plain words."""

from collections.abc import Iterator

from appliance.extract import json
from appliance.extract.passages import channel_of, joined, passage
from appliance.model import Channel, Message, Text


def read(message: Message) -> Iterator[Text]:
    text = message.body.decode("utf-8", "replace")
    values = json.strings(text) if json.is_json(text) else [passage(text)]
    yield joined(channel_of(message, Channel.CHAT), values)
