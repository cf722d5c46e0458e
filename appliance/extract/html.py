"""HTML as a person reads it: no code, no comments, nothing hidden; alternative texts and tool tips, yes.

A tokeniser of our own, because time must be linear in the page whatever the page is: a tree builder follows rules by
which 1.5 MB of nested `<div>` take minutes (docs/decisions/0011-html-without-a-tree.md). Everything is done by calls
over the whole page; Python code runs per tag only to sort tags, and per element only for hidden ones.
"""

import html
import re
from collections.abc import Iterator, Sequence

from appliance.extract.charset import decode
from appliance.extract.passages import channel_of
from appliance.model import Channel, Message, Text

# A tag is its name and its attributes, where a `>` inside quotation marks does not end it. One that is never closed
# runs to the end of the page, as in a browser, so the pattern fits wherever it begins.
_TAG = re.compile(r"""<([/!?a-zA-Z][^\s>]*+)([^>"']*+(?:(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))[^>"']*+)*+)(?:>|\Z)""")
_UNREAD_NAMES = ("script", "style", "noscript", "template", "iframe", "noembed", "noframes", "object")
_UNREAD = re.compile(rf"<(?=[!sntioSNTIO])(?:(!--)|((?i:{'|'.join(_UNREAD_NAMES)}))(?=[\s/>]))")
_UNREAD_ENDS = {name: re.compile(rf"</{name}[^>]*(?:>|\Z)", re.IGNORECASE) for name in _UNREAD_NAMES}
_INLINE = frozenset(
    re.findall(
        r"\w+",
        """a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark nobr q rb rp rt ruby s samp
        small span strike strong sub sup svg time tt u var wbr""",
    )
)
_NO_GAP = frozenset(
    spelling for name in _INLINE for tag in (name, "/" + name) for spelling in (tag, tag.upper(), tag + "/")
)
_VOID = frozenset(re.findall(r"\w+", "area base br col embed hr img input link meta param source track wbr"))
_SAYINGS = tuple(
    re.compile(rf"""{name}\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s"'>]+))""")
    for name in ("alt", "title", "placeholder", "aria-label")
)
_QUOTED = re.compile(r""""[^"]*"?|'[^']*'?""")
_HIDDEN = re.compile(r"(?:^|\s)hidden(?=[\s=/]|$)", re.IGNORECASE)
_AWAY = r"(?:display\s*:\s*none|visibility\s*:\s*hidden)"
_STYLED_AWAY = re.compile(rf"""style\s*=\s*(?:"[^"]*?{_AWAY}|'[^']*?{_AWAY}|{_AWAY})""", re.IGNORECASE)
_SPACES = re.compile("  +")
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)
_MOST_PIECES = 500
_ANY_TAG = re.compile(r"</?[a-zA-Z!][^<>\0]*+>")
_TITLE_WITHIN = 65_536
_LONGEST_TITLE = 200


def read(message: Message) -> Iterator[Text]:
    """The page's title, then the page."""
    title, page = _read_page(decode(message.body, message.content_type, markup=True))
    if title:
        yield Text(channel=channel_of(message, Channel.TITLE), text=title)
    yield Text(channel=channel_of(message, Channel.PAGE), text=page)


def visible(markup: str) -> str:
    """The words of a piece of HTML."""
    return "\n".join(part for part in _read_page(markup) if part)


def visible_each(values: Sequence[str]) -> list[str]:
    """The words of each piece of HTML. Past the first 500 tags are only taken out, which hides nothing: a tokeniser
    for each of a hundred thousand values would cost seconds."""
    rest = "\0".join([value.replace("\0", "") for value in values[_MOST_PIECES:]])
    words = html.unescape(_ANY_TAG.sub(" ", rest)).split("\0") if len(values) > _MOST_PIECES else []
    return [visible(value) for value in values[:_MOST_PIECES]] + words


def title_of(message: Message) -> str:
    """The title of a page, for showing; empty where there is none. At most 200 characters."""
    found = _TITLE.search(decode(message.body[:_TITLE_WITHIN], message.content_type, markup=True))
    return " ".join(html.unescape(found[1]).split())[:_LONGEST_TITLE] if found else ""


def _read_page(source: str) -> tuple[str, str]:
    """Title and words. Passages are parted by newlines, and there is one space between words."""
    tokens = _TAG.split(_without_unread(_one_line(source)))
    texts, names, attributes = tokens[0::3], tokens[1::3], tokens[2::3]
    if _may_hide("".join(attributes)):
        _take_hidden(texts, names, attributes)
    title = _take_title(texts, names)
    tokens[0::3] = [" " if text.isspace() else text for text in texts]
    tokens[1::3] = ["" if name in _NO_GAP else "\n" for name in names]
    tokens[2::3] = [""] * len(names)
    return title, "\n".join([_tidy("".join(tokens)), *_sayings("\0".join(attributes))]).strip()


def _one_line(source: str) -> str:
    """Line breaks in the source are no more than spaces."""
    for space in "\n\t\r\f\v":
        source = source.replace(space, " ")
    return source.replace("<![CDATA[", "").replace("]]>", "") if "<![CDATA[" in source else source


def _without_unread(source: str) -> str:
    """The page without comments, scripts and the like. One that never ends hides the rest, as in a browser."""
    kept, place = [], 0
    while found := _UNREAD.search(source, place):
        kept.append(source[place : found.start()])
        place = _end_of(source, found)
    return "".join([*kept, source[place:]])


def _end_of(source: str, found: re.Match[str]) -> int:
    if found[1]:
        end = source.find("-->", found.end())
        return end + 3 if end >= 0 else len(source)
    ending = _UNREAD_ENDS[found[2].lower()].search(source, found.end())
    return ending.end() if ending else len(source)


def _take_title(texts: list[str], names: Sequence[str]) -> str:
    """The first title, taken out of the page; those of drawings are read where they stand."""
    start = next((place for place, name in enumerate(names) if name in {"title", "TITLE"}), -1)
    if start < 0:
        return ""
    end = next((place for place in range(start + 1, len(names)) if names[place].lower() == "/title"), start + 1)
    title = _tidy("".join(texts[start + 1 : end + 1])).replace("\n", " ")
    texts[start + 1 : end + 1] = [""] * len(texts[start + 1 : end + 1])
    return title


def _take_hidden(texts: list[str], names: Sequence[str], attributes: list[str]) -> None:
    """Empty what stands in hidden elements. One that is never closed is read: rather too much than too little."""
    if not _may_hide("\0".join(attributes)):
        return
    suspects = [place for place, said in enumerate(attributes) if said and _may_hide(said)]
    steps = 4 * len(names)  # a page of nothing but hidden elements that never close must not cost a square
    done = 0
    for place in suspects:
        if place < done or names[place].rstrip("/").lower() in _VOID or not _is_hidden(attributes[place]):
            continue
        end = _closing(names, place, min(len(names), place + max(steps, 0)))
        steps -= end - place if end > 0 else len(names) - place
        if end > 0:
            texts[place + 1 : end + 1] = [""] * (end - place)
            attributes[place:end] = [""] * (end - place)
            done = end


def _may_hide(said: str) -> bool:
    """A quick first look."""
    return "idden" in said or "isplay" in said or "HIDDEN" in said or "DISPLAY" in said


def _is_hidden(attributes: str) -> bool:
    if _STYLED_AWAY.search(attributes):
        return True
    return _HIDDEN.search(_QUOTED.sub('""', attributes)) is not None


def _closing(names: Sequence[str], start: int, stop: int) -> int:
    """Where the element that begins at `start` ends, or -1."""
    opens = names[start].lower()
    closes, depth = "/" + opens, 0
    for place in range(start, stop):
        name = names[place].lower()
        if name == opens:
            depth += 1
        elif name == closes:
            depth -= 1
            if not depth:
                return place
    return -1


def _sayings(attributes: str) -> Iterator[str]:
    """What pictures, links and fields say for themselves."""
    found = (match for pattern in _SAYINGS for match in pattern.finditer(attributes) if _is_whole(attributes, match))
    return filter(None, (_tidy(match[1] or match[2] or match[3] or "") for match in found))


def _is_whole(attributes: str, match: re.Match[str]) -> bool:
    """`title=`, not `data-title=`."""
    return match.start() == 0 or attributes[match.start() - 1] in " \0\"'/"


def _tidy(words: str) -> str:
    """Character references resolved, one space between words, no empty passages."""
    if "&" in words:
        words = html.unescape(words)
    if "\n" not in words and "  " not in words:
        return words.strip()
    passages = "\n".join([passage for line in words.split("\n") if (passage := line.strip())])
    return _SPACES.sub(" ", passages)
