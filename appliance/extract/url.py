"""The address of a request: host, path and query, decoded; search queries apart."""

from collections.abc import Iterator
from urllib.parse import unquote

from appliance.extract.form import parsed
from appliance.extract.passages import is_secret, joined, passage
from appliance.extract.search import search_names
from appliance.model import Channel, Message, Text

_WORD_SEPARATORS = str.maketrans("+.", "  ")  # hyphens and underscores are spaces to the matcher anyway
_LONGEST = 65_536


def read(message: Message) -> Iterator[Text]:
    path, _, query = message.path[:_LONGEST].partition("?")
    fields, more = parsed(query.partition("#")[0])
    cut = more or len(message.path) > _LONGEST
    names = search_names(message.host, path)
    searched = [passage(value) for name, value in fields if name.lower() in names]
    if searched:
        yield joined(Channel.SEARCH, dict.fromkeys(searched), cut=cut)
    rest = [value for name, value in fields if not (name.lower() in names or is_secret(name))]
    yield joined(Channel.URL, [message.host, *_words(path), *rest], cut=cut)


def _words(path: str) -> list[str]:
    """`/how-to/make.a%20bomb` becomes `how-to` and `make a bomb`."""
    return [unquote(part).translate(_WORD_SEPARATORS) for part in path.split("/") if part]
