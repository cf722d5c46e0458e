"""What a helper says that is in front: the title of a window, in UTF-8."""

from collections.abc import Iterator

from appliance.model import Channel, Message, Text


def read_title(message: Message) -> Iterator[Text]:
    yield Text(channel=Channel.TITLE, text=message.body.decode("utf-8", "replace"))
