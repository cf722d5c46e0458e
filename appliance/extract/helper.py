"""What a helper says: words that were typed, and the title of the window in front; in UTF-8."""

from collections.abc import Iterator

from appliance.extract.passages import passage
from appliance.model import Channel, Message, Text


def read_typed(message: Message) -> Iterator[Text]:
    yield Text(channel=Channel.TYPED, text=passage(_words(message)))


def read_title(message: Message) -> Iterator[Text]:
    yield Text(channel=Channel.TITLE, text=_words(message))


def _words(message: Message) -> str:
    return message.body.decode("utf-8", "replace")
