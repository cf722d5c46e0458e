"""JSON at any depth, and what looks like it: cut short, many documents in a row, behind a `)]}'` guard.

One pass over the string literals instead of a parser: depth costs nothing, and a broken document is read up to its end.
"""

import json
import re
from collections.abc import Iterator

from appliance.extract.charset import decode
from appliance.extract.html import visible
from appliance.extract.passages import channel_of, is_secret, joined, passage
from appliance.extract.search import is_search
from appliance.model import Channel, Message, Text

# It fits at every quotation mark, a closing one or not, so time is linear in the text.
_LITERAL = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)(?:"(?:\s*+(:))?|\\?\Z)', re.DOTALL)
_BEGINS = re.compile(r"""[\d\s\-/,:]*+(?:[\[{"]|\)\]\}'|for\s*\(;;\);|while\s*\(1\);)""")
_WORD = re.compile(r"(?<!\w)(?!(?:true|false|null|for|while|e)\b)[^\W\d_]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def read(message: Message) -> Iterator[Text]:
    text = decode(message.body, message.content_type)
    channel = channel_of(message, Channel.CHAT)
    if channel is Channel.CHAT:
        yield joined(channel, strings(text))
        return
    path = message.path.partition("?")[0]
    fields = [(is_search(message.host, path, key), value) for key, value in pairs(text)]
    yield joined(Channel.SEARCH, (value for searched, value in fields if searched))
    yield joined(channel, (value for searched, value in fields if not searched))


def read_guessed(message: Message) -> Iterator[Text]:
    """A body that only looks like JSON at its beginning: where words stand outside of strings, it is plain text."""
    text = decode(message.body, message.content_type)
    if is_json(text):
        yield from read(message)
    else:
        yield joined(channel_of(message, Channel.PAGE), [passage(text)])


def is_json(text: str) -> bool:
    """Does it begin like JSON, and is nothing outside of its strings but numbers and signs? It may be cut short."""
    return _BEGINS.match(text) is not None and _WORD.search(_LITERAL.sub(" ", text)) is None


def strings(text: str) -> Iterator[str]:
    """Every string value as a passage, in order. Keys are not read, nor the values of secret ones."""
    return (value for _, value in pairs(text))


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Each string value after the key that stood last before it."""
    key, secret = "", False
    for raw, colon in _LITERAL.findall(text):
        if colon:
            key, secret = raw, is_secret(raw)
        elif raw and not secret:
            yield key, _value(raw)


def _value(raw: str) -> str:
    value = _unescaped(raw) if "\\" in raw else raw
    return visible(value) if "</" in value else passage(value)


def _unescaped(raw: str) -> str:
    try:
        value: str = json.loads(f'"{raw}"', strict=False)
    except ValueError:
        return _ESCAPE.sub(r"\1", raw)
    return value
