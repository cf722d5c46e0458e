"""JSON at any depth, and what looks like it: cut short, many documents in a row, behind a `)]}'` guard.

One pass over the string literals instead of a parser: depth costs nothing, and a broken document is read up to its end.
"""

import json
import re
from collections.abc import Iterator, Sequence

from appliance.extract.charset import decode
from appliance.extract.html import visible_each
from appliance.extract.passages import channel_of, is_secret, joined, passage
from appliance.extract.pieces import Pieces, any_in_pieces
from appliance.extract.search import search_names
from appliance.model import Channel, Message, Text

# It fits at every quotation mark, a closing one or not, so time is linear in the text.
_LITERAL = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)(?:"(?:\s*+(:))?|\\?\Z)', re.DOTALL)
_BEGINS = re.compile(r"""[\d\s\-/,:]*+(?:[\[{"]|\)\]\}'|for\s*\(;;\);|while\s*\(1\);)""")
_WORD = re.compile(r"(?<!\w)(?!(?:true|false|null|for|while|e)\b)[^\W\d_]")
_ESCAPE = re.compile(r"""(\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))|\\""")  # group 1: one that JSON knows
_CALL = re.compile(r"\s*+(?:/\*[^*]{0,100}\*/\s*+)?[\w$.]{1,200}\s*+\((?=\s*+[\[{])")
_CALL_ENDS = ") ;\r\n\t"
_SEAM = "\0"  # no word holds it


def read(message: Message) -> Iterator[Text]:
    yield from _texts(message, decode(message.body, message.content_type))


def read_guessed(message: Message) -> Iterator[Text]:
    """A body that only looks like JSON at its beginning: where words stand outside of strings, it is plain text."""
    text = decode(message.body, message.content_type)
    if is_json(text):
        yield from _texts(message, text)
    else:
        yield joined(channel_of(message, Channel.PAGE), [passage(text)])


def read_lines(message: Message) -> Iterator[Text]:
    """A document a line: what AI chats stream their answers in, so pieces are put together again."""
    said = pairs(decode(message.body, message.content_type))
    yield joined(channel_of(message, Channel.CHAT), Pieces().add(said))


def read_called(message: Message) -> Iterator[Text]:
    """A script that is JSON, or a call with JSON (JSONP); nothing where it is code."""
    text = decode(message.body, message.content_type)
    if call := _CALL.match(text):
        text = text[call.end() :].rstrip(_CALL_ENDS)
        if not is_json(text):
            return
    yield from _texts(message, text)


def is_json(text: str) -> bool:
    """Does it begin like JSON, and is nothing outside of its strings but numbers and signs? It may be cut short."""
    return _BEGINS.match(text) is not None and _WORD.search(" ".join(_LITERAL.split(text)[::3])) is None


def strings(text: str) -> list[str]:
    """Every string value as a passage, in order. Keys are not read, nor the values of secret ones."""
    return [value for _, value in pairs(text)]


def pairs(text: str) -> list[tuple[str, str]]:
    """Each string value after the key that stood last before it."""
    keys: list[str] = []
    values: list[str] = []
    key, secret = "", False
    for raw, colon in _LITERAL.findall(text):
        if colon:
            key, secret = raw, is_secret(raw)
        elif raw and not secret:
            keys.append(key)
            values.append(raw)
    return list(zip(keys, _passages(_unescaped(values)), strict=True))


def _texts(message: Message, text: str) -> Iterator[Text]:
    found = pairs(text)
    channel = channel_of(message, Channel.CHAT)
    if channel is Channel.CHAT:
        yield joined(channel, Pieces(frozenset()).add(found) if any_in_pieces(found) else [value for _, value in found])
        return
    names = search_names(message.host, message.path)
    yield joined(Channel.SEARCH, [value for key, value in found if key.lower() in names])
    yield joined(channel, [value for key, value in found if key.lower() not in names])


def _unescaped(raws: Sequence[str]) -> list[str]:
    """All at once, since a call for each would cost more than the reading. An escape that JSON does not know loses
    its backslash."""
    written = '","'.join(raws)
    if "\\" not in written:
        return list(raws)
    try:
        values: list[str] = json.loads(f'["{written}"]', strict=False)
    except ValueError:
        values = json.loads(f'["{_ESCAPE.sub(r"\1", written)}"]', strict=False)
    return values


def _passages(values: list[str]) -> list[str]:
    """Line wraps resolved, and where a value is HTML, its words."""
    whole = _SEAM.join(values)
    if "\n" in whole:
        if whole.count(_SEAM) >= len(values):
            whole = _SEAM.join([value.replace(_SEAM, "") for value in values])
        values = passage(whole).split(_SEAM)
    if "</" in whole:
        places = [place for place, value in enumerate(values) if "</" in value]
        for place, words in zip(places, visible_each([values[place] for place in places]), strict=True):
            values[place] = words
    return values
