"""What nobody sees of a page: scripts, comments, and what it says of itself to machines. Read only for groups whose
rules ask for it, and of each page only so much: scripts are long, and seldom say anything.
"""

import re
from collections.abc import Iterator

from appliance.extract.charset import decode
from appliance.extract.markup import unescape
from appliance.model import Channel, Message, Text

LONGEST = 65_536  # characters of a page's code
_MOST_PIECES = 2000
_BEGINS = re.compile(r"<(?:(!--)|(script)(?=[\s/>])|(meta)(?=\s))", re.IGNORECASE)
_ENDS = {"!--": re.compile("-->"), "script": re.compile("</script", re.IGNORECASE), "meta": re.compile(">")}
_CONTENT = re.compile(r"""\scontent\s*+=\s*+(?:"([^"]*+)|'([^']*+)|([^\s"'>]++))""", re.IGNORECASE)


def read(message: Message) -> Iterator[Text]:
    """One text, cut where there is more of it."""
    source = decode(message.body, message.content_type, markup=True)
    length = 0
    pieces: list[str] = []
    for piece in _pieces(source):
        if length > LONGEST or len(pieces) == _MOST_PIECES:
            break
        pieces.append(piece)
        length += len(piece) + 1
    text = "\n".join(pieces)
    yield Text(channel=Channel.CODE, text=text[:LONGEST], cut=len(text) > LONGEST)


def _pieces(source: str) -> Iterator[str]:
    """What is never closed runs to the end of the page, as in a browser."""
    place = 0
    while begin := _BEGINS.search(source, place):
        kind = next(group for group in begin.groups() if group).lower()
        end = _ENDS[kind].search(source, begin.end())
        place = end.end() if end else len(source)
        inside = source[begin.end() : end.start() if end else place]
        if piece := _said(kind, inside).strip():
            yield piece


def _said(kind: str, inside: str) -> str:
    if kind == "script":
        return inside.partition(">")[2]
    if kind == "!--":
        return inside
    found = _CONTENT.search(inside)
    return unescape("".join(value or "" for value in found.groups())) if found else ""
