"""JSON at any depth, and what looks like it: cut short, many documents in a row, behind a `)]}'` guard.

One pass over the string literals instead of a parser: depth costs nothing, and a broken document is read up to its end.
"""

import json
import re
from collections.abc import Iterator, Sequence

from appliance.extract.charset import decode
from appliance.extract.html import visible_each
from appliance.extract.joining import any_in_pieces, together
from appliance.extract.passages import bounded, channel_of, is_secret, joined, passage
from appliance.extract.search import search_names
from appliance.model import Channel, Direction, Message, Text

# It fits at every quotation mark, a closing one or not, so time is linear in the text.
_LITERAL = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)(?:"(?:\s*+(:))?|\\?\Z)', re.DOTALL)
_BEGINS = re.compile(r"""[\d\s\-/,:]*+(?:[\[{"]|\)\]\}'|for\s*\(;;\);|while\s*\(1\);)""")
_WORD = re.compile(r"(?<!\w)(?!(?:true|false|null|for|while|e)\b)[^\W\d_]")
_ESCAPE = re.compile(r"""(\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))|\\""")  # group 1: one that JSON knows
_CALL = re.compile(r"\s*+(?:/\*[^*]{0,100}\*/\s*+)?[\w$.]{1,200}\s*+\((?=\s*+[\[{])")
_CALL_ENDS = ") ;\r\n\t"
_MOST_QUOTES = 400_000
_SEAM = "\0"  # no word holds it


def read(message: Message) -> Iterator[Text]:
    text, cut = written(message)
    yield from _texts(message, pairs(text), cut=cut)


def written(message: Message) -> tuple[str, bool]:
    """The body as text with 200,000 strings at most, and whether there were more."""
    return bounded(decode(message.body, message.content_type), '"', _MOST_QUOTES)


def read_guessed(message: Message) -> Iterator[Text]:
    """A body that only looks like JSON at its beginning: where words stand outside of strings, it is plain text."""
    text, cut = written(message)
    found = pairs_if_json(text)
    if found is None:
        yield joined(channel_of(message, Channel.PAGE), [passage(decode(message.body, message.content_type))])
    else:
        yield from _texts(message, found, cut=cut)


def read_lines(message: Message) -> Iterator[Text]:
    """A document a line: what AI chats stream their answers in, so pieces are put together again."""
    text, cut = written(message)
    if message.direction is Direction.SENT:
        yield from _texts(message, pairs(text), cut=cut)
    else:
        yield joined(Channel.CHAT, together(pairs(text)), cut=cut)


def read_called(message: Message) -> Iterator[Text]:
    """A script that is a call with JSON (JSONP); nothing where it is more than that."""
    text, cut = written(message)
    start = call.end() if (call := _CALL.match(text)) else 0
    yield from _texts(message, pairs_if_json(text[start:].rstrip(_CALL_ENDS)) or [], cut=cut)


def strings(text: str) -> list[str]:
    """Every string value as a passage, in order. Keys are not read, nor the values of secret ones."""
    return [value for _, value in pairs(text)]


def pairs(text: str) -> list[tuple[str, str]]:
    """Each string value after the key that stood last before it."""
    parts = _LITERAL.split(text)
    return _pairs(parts[1::3], parts[2::3])


def pairs_if_json(text: str) -> list[tuple[str, str]] | None:
    """The same where a text begins like JSON, and nothing is outside of its strings but numbers and signs; else None.
    It may be cut short."""
    if not _BEGINS.match(text):
        return None
    parts = _LITERAL.split(text)
    return None if _WORD.search(" ".join(parts[0::3])) else _pairs(parts[1::3], parts[2::3])


def _pairs(raws: Sequence[str], colons: Sequence[str | None]) -> list[tuple[str, str]]:
    keys: list[str] = []
    values: list[str] = []
    key, secret = "", False
    for raw, colon in zip(raws, colons, strict=True):
        if colon:
            key, secret = raw, is_secret(raw)
        elif raw and not secret:
            keys.append(key)
            values.append(raw)
    return list(zip(keys, _passages(_unescaped(values)), strict=True))


def _texts(message: Message, found: list[tuple[str, str]], *, cut: bool) -> Iterator[Text]:
    channel = channel_of(message, Channel.CHAT)
    if channel is Channel.CHAT:
        values = together(found, known=frozenset()) if any_in_pieces(found) else [value for _, value in found]
        yield joined(channel, values, cut=cut)
        return
    names = search_names(message.host, message.path)
    yield joined(Channel.SEARCH, [value for key, value in found if key.lower() in names], cut=cut)
    yield joined(channel, [value for key, value in found if key.lower() not in names], cut=cut)


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
