"""HTML cut into words and tags, as a browser's tokeniser does: in one pass, in time linear in the page.

Comments and raw text begin only where a browser would let them begin: not inside an attribute's value, a title or a
text box. Rules: https://html.spec.whatwg.org/multipage/parsing.html#tokenization
"""

import html
import re
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple


def _any_of(names: str) -> str:
    """Any of these names, however spelled. First letters are sets: by them the engine passes over most at a look."""
    return "|".join(f"[{name[0]}{name[0].upper()}](?i:{name[1:]})" for name in names.split())


# A quotation mark opens a value only where a value may begin. What is never closed runs to the end of the page.
_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ >"'][^ >]*+)"""
_ATTRIBUTES = rf"""(?: [^ />=]++="[^"]*+")*+(?:[ /]++|[^ />][^ />=]*+(?: *+= *+{_VALUE}?)?)*+"""
# Most tags say nothing to a reader, and are passed over in one go: these are the attributes that stop that.
_TELLING = _any_of("alt title placeholder aria-label label srcdoc hidden style shadowrootmode")
_SILENT = (
    rf" ++(?:[^aAtTpPlLsShH />=]|(?!(?:{_TELLING})[ =/>])[^ />=])[^ />=]*+"
    r"""(?:=(?:"[^"]*+"|[^ "'>][^ >]*+|'[^']*+')|(?= ++[^ =]|>))"""
)
_RAW_NAMES = _any_of("script style noscript noembed noframes iframe title textarea xmp plaintext")
# Found by one or two letters where that is enough to know that it is none of these.
_NAME = (
    "/[a-zA-Z][^ />]*+|[a-hj-moqru-wyzA-HJ-MOQRU-WYZ][^ />]*+|[iInNpPsStTxX](?![cCeEfFiIlLmMoOtT])[^ />]*+"
    rf"|(?!(?:{_RAW_NAMES})[ />])[a-zA-Z][^ />]*+"
)
_ELEMENT = (
    rf"({_NAME})(?:>|(?:(?<![iI][nN][pP][uU][tT])(?:{_SILENT})++)?+(?: ?+/?+>|({_ATTRIBUTES})(?:>|\Z)))"
)  # fmt: skip
# The content of these is no markup.
_RAW = (
    rf"({_RAW_NAMES})(?=[ />])({_ATTRIBUTES})"
    r"(?:>([^<]*+(?:<(?!(?i:/\3)(?<!plaintext)(?<!PLAINTEXT)[ />])[^<]*+)*+)|\Z)"
)
_COMMENT = r"!--(?:-?(?=>)|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?(?=>)|\Z))"
_NO_ELEMENT = rf"(?:{_COMMENT}|[!?][^>]*+|/(?:[^a-zA-Z>][^>]*+|(?=>)))(?:>|\Z)"
_TOKEN = re.compile(f"<(?:{_ELEMENT}|{_RAW}|{_NO_ELEMENT})")
_GROUPS = 6  # the words before a tag, and the five groups of the pattern
_SHOWN = frozenset({"title", "textarea", "xmp", "plaintext"})
_ATTRIBUTE = re.compile(r"""([^ />][^ />=]*+)(?: *+= *+(?:"([^"]*+)"?|'([^']*+)'?|([^ >"'][^ >]*+))?)?""")
_EMPTY = re.compile(rf"<(?:{_any_of('script style title textarea iframe noscript')})\b[^<>]*+(?<=/)>")
_LONGEST_ATTRIBUTES = 20_000
_REFERENCE = re.compile(r"(&(?:#[0-9]++;?|#[xX][0-9a-fA-F]++;?|[a-zA-Z][a-zA-Z0-9]{1,31};?))")
_CDATA = "<![CDATA["
_FOREIGN = frozenset({"svg", "math"})
_INDENTED = re.compile("\n[\n ]++")
_BREAKS = frozenset("\n\t\r\f")


class Tokens(NamedTuple):
    """A page: `texts[n]` stands before the tag `names[n]`, and one more after the last. An end tag's name begins with a
    slash; a comment has none. `attributes[n]` is empty or None where they tell nothing, and begins with the first that
    may (in fields, with the first of all). `raws` holds the content of titles and text boxes, by the place of their
    tag; `texts` does not. `kinds` are the different names, each with itself in small letters."""

    texts: list[str]
    names: list[str | None]
    attributes: list[str | None]
    raws: dict[int, str]
    kinds: dict[str | None, str]


def tokenise(source: str, *, xml: bool) -> Tokens:
    """Of a page whose only white space is the space; `one_line` makes it so. `xml` says that it is no HTML."""
    tokens, closed = _split(source)
    if (xml or not _FOREIGN.isdisjoint(tokens.kinds.values())) and (closed or _CDATA in source):
        return _split(_without_xml(source))[0]
    return tokens


def _split(source: str) -> tuple[Tokens, bool]:
    """The tokens, and whether an element with content that is no markup closes itself, which only XML lets it."""
    parts = _TOKEN.split(source)
    names, attributes, raw_names = parts[1::_GROUPS], parts[2::_GROUPS], parts[3::_GROUPS]
    raws, closed = {}, False
    for place in compress(range(len(names)), raw_names):
        name = names[place] = raw_names[place].lower()
        _, said, content = parts[_GROUPS * place + 3 : _GROUPS * (place + 1)]
        closed = closed or said.endswith("/")
        if name in _SHOWN and content:
            raws[place] = content
        if name in _SHOWN or name == "iframe":
            attributes[place] = said
    kinds = {name: (name or "").lower() for name in set(names)}
    return Tokens(parts[0::_GROUPS], names, attributes, raws, kinds), closed


def one_line(source: str) -> str:
    """A line break in the source is no more than a space, and neither is one with the next line's indentation."""
    for space in "\t\f\v":
        source = source.replace(space, " ")
    return _INDENTED.sub(" ", source.replace("\r", "\n")).replace("\n", " ")


def _without_xml(source: str) -> str:
    """What is said otherwise in XML and drawings: CDATA is text, and raw elements that close themselves are empty. In
    the rest of HTML the one is a comment, and the others are not closed."""
    return _EMPTY.sub("", source).replace(_CDATA, "").replace("]]>", "")


def attributes_of(said: str) -> dict[str, str]:
    """Attributes by their names in small letters; of two with one name the first counts. At most 20,000 characters."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(said[:_LONGEST_ATTRIBUTES]):
        found.setdefault(name.lower(), "".join(values))
    return found


def unescape(words: str) -> str:
    """Character references resolved; a line break written as one is a space. Each is looked up once."""
    if "&" not in words:
        return words
    parts = _REFERENCE.split(words)
    meant = {written: _meant(written) for written in set(parts[1::2])}
    parts[1::2] = [meant[written] for written in parts[1::2]]
    return "".join(parts)


def _meant(written: str) -> str:
    value = html.unescape(written)
    return " " if value in _BREAKS else value


def finder(names: Sequence[str]) -> re.Pattern[str]:
    """Finds the attributes of these names in lists of attributes that are joined by line breaks. Groups: the name, and
    the value in double quotes, in single ones and in none. What lies between is passed over attribute by attribute, so
    that nothing inside another attribute's value is taken for one; a last match is empty."""
    wanted = f"(?:{_any_of(' '.join(names))})"
    value = r"""(?:"[^"\n]*+"?|'[^'\n]*+'?|[^ "'\n][^ \n]*+)?"""
    others = rf"""(?:[ /\n]++|(?!{wanted} *+=)[^ /\n][^ /=\n]*+(?:="[^"\n]*+"|(?: *+= *+{value})?))*+"""
    return re.compile(rf"""{others}(?:({wanted}) *+= *+(?:"([^"\n]*+)"?|'([^'\n]*+)'?|([^ "'\n][^ \n]*+))?)?""")
