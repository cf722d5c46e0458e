"""HTML as a person reads it: no code, no comments, nothing hidden; alternative texts and tool tips, yes.

A tokeniser (`markup.py`) and no tree, because time must be linear in the page whatever the page is: a tree builder
follows rules by which 1.5 MB of nested `<div>` take minutes (docs/decisions/0011-html-without-a-tree.md). Everything is
done by calls over the whole page; Python code runs per element only for hidden ones and for fields.
"""

import re
from collections.abc import Iterator, Sequence

from appliance.extract.charset import decode
from appliance.extract.hidden import take_hidden
from appliance.extract.markup import Tokens, finder, one_line, tokenise, unescape
from appliance.extract.passages import bounded, channel_of, is_secret
from appliance.model import Channel, Message, Text

_INLINE = frozenset(
    re.findall(
        r"\w+",
        """a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark nobr q rb rp rt ruby s samp
        small span strike strong sub sup svg time tspan tt u var wbr""",
    )
)
# Any other element of HTML is in line with the words around it, also one that nobody knows.
_PARTING = frozenset(
    re.findall(
        r"\w+",
        """address article aside audio blockquote body br button canvas caption center dd desc details dialog dir div
        dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html
        input legend li listing main marquee menu meter nav object ol optgroup option p plaintext pre progress rss
        search section select summary table tbody td text textarea tfoot th thead title tr ul video xmp""",
    )
)
_FEED = re.compile(r"\s*+(?:<!--[^<>]*+-->\s*+)?<(?:\?xml|rss|feed)\b")
_NO_FEED = re.compile(r"<(?:html|svg)\b", re.IGNORECASE)
_SAYINGS = finder(("alt", "title", "placeholder", "aria-label", "label", "srcdoc"))
_VALUE = finder(("value",))
_UNREAD_FIELD = re.compile(
    r"""(?<![\w-])type *+= *+["']?+(?!(?:button|submit|reset|text|search)(?:["' /]|$))""", re.IGNORECASE
)
_FIELD_NAME = re.compile(r"""(?:name|id|autocomplete) *+= *+["']?+([^"' /]{1,80})""", re.IGNORECASE)
_MOST_TAGS = 400_000
_MOST_FIELDS = 10_000
_TITLE = re.compile(r"<title(?=[\s/>])[^<>]*+>([^<]*+(?:<(?!/title)[^<]*+)*+)", re.IGNORECASE)
_LONGEST_TITLE = 200
_LOOK = 1024
_MOST_PIECES = 500
_DEEPEST = 3
_ANY_TAG = re.compile(r"</?[a-zA-Z!][^<>\0]*+>")


def read(message: Message) -> Iterator[Text]:
    """The page's title, then the page."""
    source, cut = bounded(decode(message.body, message.content_type, markup=True), "<", _MOST_TAGS)
    title, page = _read_page(source)
    if title:
        yield Text(channel=channel_of(message, Channel.TITLE), text=title, cut=cut)
    yield Text(channel=channel_of(message, Channel.PAGE), text=page, cut=cut)


def visible(markup: str) -> str:
    """The words of a piece of HTML."""
    return "\n".join(part for part in _read_page(markup) if part)


def visible_each(values: Sequence[str], depth: int = 0) -> list[str]:
    """The words of each piece of HTML. Past the first 500 tags are only taken out, which hides nothing: a tokeniser
    for each of a hundred thousand values would cost seconds."""
    first = values[:_MOST_PIECES] if depth < _DEEPEST else ()
    rest = "\0".join([value.replace("\0", "") for value in values[len(first) :]])
    words = unescape(_ANY_TAG.sub(" ", rest)).split("\0") if len(values) > len(first) else []
    return ["\n".join(part for part in _read_page(value, depth) if part) for value in first] + words


def title_in(page: str) -> str:
    """The title of a page, for showing; empty where there is none. At most 200 characters."""
    found = _TITLE.search(page)
    return " ".join(unescape(found[1]).split())[:_LONGEST_TITLE] if found else ""


def _read_page(source: str, depth: int = 0) -> tuple[str, str]:
    """Title and words. Passages are parted by newlines."""
    feed = _FEED.match(source) is not None and not _NO_FEED.search(source, 0, _LOOK)
    tokens = tokenise(one_line(source), xml=feed or "<?xml" in source[:_LOOK])
    title = _take_title(tokens)
    for place, raw in tokens.raws.items():
        tokens.texts[place + 1] = raw
    take_hidden(tokens)
    words = [_tidy(_joined(tokens, feed)), *_sayings(tokens, depth)]
    return title, "\n".join([part for part in words if part])


def _joined(tokens: Tokens, feed: bool) -> str:
    """The words, and what the tags put between them."""
    gaps = {name: _gap(small, feed) for name, small in tokens.kinds.items()}
    parts = [""] * (len(tokens.texts) + len(tokens.names))
    parts[0::2] = tokens.texts
    parts[1::2] = [gaps[name] for name in tokens.names]
    return "".join(parts)


def _gap(name: str, feed: bool) -> str:
    """What a tag of this name, in small letters, puts between the words around it."""
    name = name.removeprefix("/")
    parts = name not in _INLINE if feed else name in _PARTING
    return "\n" if parts and name else ""


def _take_title(tokens: Tokens) -> str:
    """The first title, taken out of the page; those of drawings are read where they stand."""
    place = next((place for place in tokens.raws if tokens.names[place] == "title"), -1)
    return _tidy(tokens.raws.pop(place)).replace("\n", " ") if place >= 0 else ""


def _sayings(tokens: Tokens, depth: int) -> Iterator[str]:
    """What pictures, links, fields and frames say for themselves."""
    found = _SAYINGS.findall("\n".join(filter(None, tokens.attributes)))
    yield _tidy("\n".join([a or b or c for name, a, b, c in found if name[:1] not in "sS"]))
    frames = [unescape(a or b or c) for name, a, b, c in found if name and name[0] in "sS"]
    yield _tidy("\n".join(visible_each(frames, depth + 1)))
    if "input" in tokens.kinds.values():
        yield _tidy("\n".join(_values(tokens)))


def _values(tokens: Tokens) -> list[str]:
    """What stands in fields."""
    each = zip(tokens.names, tokens.attributes, strict=True)
    fields = [said for name, said in each if said and tokens.kinds[name] == "input"]
    shown = "\n".join([said for said in fields[:_MOST_FIELDS] if _shows_value(said)])
    return ["".join(values) for _, *values in _VALUE.findall(shown)]


def _shows_value(said: str) -> bool:
    """Does this field show what stands in it, and is it neither a password nor a means of payment?"""
    if _UNREAD_FIELD.search(said):
        return False
    return not any(is_secret(name) for name in _FIELD_NAME.findall(said))


def _tidy(words: str) -> str:
    """Character references resolved, no empty passages, no space around one, and no NUL, which browsers drop."""
    words = unescape(words).replace("\0", "")
    return "\n".join([passage for line in words.split("\n") if (passage := line.strip())])
