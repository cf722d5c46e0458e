"""Plain text."""

from collections.abc import Iterator

from appliance.extract.charset import decode
from appliance.extract.passages import channel_of, passage
from appliance.model import Channel, Message, Text


def read(message: Message) -> Iterator[Text]:
    text = decode(message.body, message.content_type)
    yield Text(channel=channel_of(message, Channel.PAGE), text=passage(text))
