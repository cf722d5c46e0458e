"""Where in the source does an extracted passage stand?

Extraction keeps no way back: it is done for every page, and this only for people who ask about one. So the passage is
dyed: every place in the source that could be it gets a mark of its own instead of its first character, the source is
extracted again, and the mark that comes out at the passage's place tells where it went in. That holds for every format,
whatever its extractor does, as long as one character in is one character out.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html.entities import html5

from appliance.model import Frozen, Text


class Place(Frozen):
    """A passage, in which of the texts it stands, and at which offset."""

    text: int
    start: int
    passage: str


Span = tuple[int, int]
_Candidates = dict[int, tuple[int, int]]  # start in the source → end of its first character, end of the passage

_FIRST_MARK, _LAST_MARK = 0xF0000, 0x10FFFD  # the planes for private use: no page has them
_JSON_SHORT = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f", '"': '"', "/": "/", "\\": "\\"}
_TAGS = r"(?:<!--.*?-->|<[^>]*>)*+"
_GAPS = {
    "html": r"(?:\s|&nbsp;|&#(?:32|160|x20|x[aA]0);|<!--.*?-->|<[^>]*>)++",
    "json": r"(?:\s|\\[nrtf]|\\u00(?:20|0[9aAcCdD]|[aA]0)|&nbsp;|<[^>]*>)++",
    "url": r"(?:\s|[+._-]|%20|%0[9aAdD])++",
}


def locate(source: str, kind: str, places: Sequence[Place], extract: Callable[[str], Sequence[Text]]) -> list[Span]:
    """The span in `source` of each place. `kind` is html, json or url (forms too): how a character may be written.

    A place that cannot be found again is told as the first that reads the same, else as the empty span at 0.
    """
    candidates = {place.passage: _candidates(source, place.passage, kind) for place in places}
    first_ends = {start: ends[0] for found in candidates.values() for start, ends in found.items()}
    came_out = _dye(source, first_ends, extract)
    return [_span(came_out.get((place.text, place.start)), candidates[place.passage]) for place in places]


def _candidates(source: str, passage: str, kind: str) -> _Candidates:
    return {found.start(): (found.end(1), found.end(2)) for found in _spelled(passage, kind).finditer(source)}


def _span(start: int | None, candidates: _Candidates) -> Span:
    if start not in candidates:
        start = min(candidates, default=None)
    return (start, candidates[start][1]) if start is not None else (0, 0)


def _dye(
    source: str, first_ends: Mapping[int, int], extract: Callable[[str], Sequence[Text]]
) -> dict[tuple[int, int], int]:
    """Which source offset comes out at which text and offset?"""
    pieces, last, went_in = [], 0, {}
    for mark, start in zip(range(_FIRST_MARK, _LAST_MARK), sorted(first_ends), strict=False):
        if start >= last:
            pieces += [source[last:start], chr(mark)]
            last = first_ends[start]
            went_in[chr(mark)] = start
    texts = extract("".join([*pieces, source[last:]]))
    marks = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_LAST_MARK)}]")
    return {
        (number, found.start()): went_in[found[0]]
        for number, text in enumerate(texts)
        for found in marks.finditer(text.text)
        if found[0] in went_in
    }


@lru_cache(maxsize=512)
def _spelled(passage: str, kind: str) -> re.Pattern[str]:
    """Every way to write a passage. Group 1 is its first character, group 2 all of it. It consumes nothing, so that
    passages that overlap are all found."""
    between = "" if kind == "url" else _TAGS
    words = [between.join(_character(char, kind) for char in word) for word in passage.split()]
    first = _character(passage[0], kind)
    return re.compile(rf"(?=({first}))(?=({_GAPS[kind].join(words)}))", re.DOTALL)


def _character(char: str, kind: str) -> str:
    return f"(?:{'|'.join([re.escape(char), *_WRITTEN[kind](char)])})"


def _in_html(char: str) -> list[str]:
    named = [re.escape(f"&{name}") for name, value in html5.items() if value == char]
    return [rf"&#0*{ord(char)};?", rf"&#[xX]0*(?i:{ord(char):x});?", *sorted(named, key=len, reverse=True)]


def _in_json(char: str) -> list[str]:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    escaped = "".join(rf"\\u(?i:{units[place : place + 4]})" for place in range(0, len(units), 4))
    short = [rf"\\{re.escape(_JSON_SHORT[char])}"] if char in _JSON_SHORT else []
    return [escaped, *short, *(_in_html(char) if char in "'&<>" else [])]


def _in_url(char: str) -> list[str]:
    return ["(?i:" + "".join(f"%{byte:02x}" for byte in char.encode("utf-8", "surrogatepass")) + ")"]


_WRITTEN: Mapping[str, Callable[[str], list[str]]] = {"html": _in_html, "json": _in_json, "url": _in_url}
