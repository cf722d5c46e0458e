"""The address of a request: host, path and query, decoded; search queries apart."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote

from appliance.extract.passages import is_secret, joined, passage
from appliance.extract.search import is_search
from appliance.model import Channel, Message, Text

_WORD_SEPARATORS = str.maketrans("+.", "  ")  # hyphens and underscores are spaces to the matcher anyway
_LONGEST = 65_536


def read(message: Message) -> Iterator[Text]:
    path, _, query = message.path[:_LONGEST].partition("?")
    fields = parse_qsl(query.partition("#")[0])
    searched = [passage(value) for name, value in fields if is_search(message.host, path, name)]
    if searched:
        yield joined(Channel.SEARCH, dict.fromkeys(searched))
    rest = [value for name, value in fields if not (is_search(message.host, path, name) or is_secret(name))]
    yield joined(Channel.URL, [message.host, *_words(path), *rest])


def _words(path: str) -> list[str]:
    """`/how-to/make.a%20bomb` becomes `how-to` and `make a bomb`."""
    return [unquote(part).translate(_WORD_SEPARATORS) for part in path.split("/") if part]
