"""HTML cut into words and tags, as a browser's tokeniser does: in one pass, in time linear in the page.

Comments and raw text begin only where a browser would let them begin: not inside an attribute's value, a title or a
text box. Rules: https://html.spec.whatwg.org/multipage/parsing.html#tokenization
"""

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

# A quotation mark opens a value only where a value may begin. What is never closed runs to the end of the page. The
# commonest cases stand first, for speed.
_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ >"'][^ >]*+)"""
_ATTRIBUTES = rf"""(?:(?=>)|(?: [^ />=]++="[^"]*+")*+(?:[ /]++|[^ />][^ />=]*+(?: *+= *+{_VALUE}?)?)*+)"""
_COMMENT = r"!--(?:-?(?=>)|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?(?=>)|\Z))"
_UNREAD = "(?i:script|style|noscript|iframe|noembed|noframes)(?=[ />])"  # never shown, and their content is no markup
_SHOWN = "(?i:title|textarea|xmp|plaintext)(?=[ />])"  # nor is the content of these, but it is shown
_COMMON = r"(?![sSnNiItTxXpP])/?[a-zA-Z][^ />]*+"
_OTHER = r"[!?][^>]*+|/(?:[a-zA-Z][^ />]*+|[^a-zA-Z>][^>]*+|(?=>))|[a-zA-Z][^ />]*+"
_RAW = r"[^<]*+(?:<(?!(?i:/\{group})(?<!plaintext)(?<!PLAINTEXT)[ />])[^<]*+)*+"
_UNTIL_END = rf"(?:>{_RAW.format(group=2)}|\Z)"
_SHOWN_UNTIL_END = rf"(?:>({_RAW.format(group=3)})|\Z)"
_TOKEN = re.compile(
    rf"<(?=[a-zA-Z/!?])({_COMMON}|{_COMMENT}|(?=[sSnNiI])({_UNREAD})|(?=[tTxXpP])({_SHOWN})|{_OTHER})({_ATTRIBUTES})"
    rf"(?(2){_UNTIL_END}|(?(3){_SHOWN_UNTIL_END}|(?:>|\Z)))"
)
_GROUPS = 6  # the words before a tag, and the five groups of the pattern
_ATTRIBUTE = re.compile(r"""([^ />][^ />=]*+)(?: *+= *+(?:"([^"]*+)"?|'([^']*+)'?|([^ >"'][^ >]*+))?)?""")
_EMPTY = re.compile(r"<(?:script|style|title|textarea|iframe|noscript)\b[^<>]*+(?<=/)>", re.IGNORECASE)
_LONGEST_ATTRIBUTES = 20_000
_REFERENCE = re.compile(r"(&(?:#[0-9]++;?|#[xX][0-9a-fA-F]++;?|[a-zA-Z][a-zA-Z0-9]{1,31};?))")
_BREAKS = frozenset("\n\t\r\f")


class Tokens(NamedTuple):
    """A page: `texts[n]` stands before the tag `names[n]`, and one more after the last. An end tag's name begins with a
    slash, that of a comment or declaration with `!` or `?`. `raws` holds the content of titles and text boxes, by the
    place of their tag; `texts` does not."""

    texts: list[str]
    names: list[str]
    attributes: list[str]
    raws: dict[int, str]


def tokenise(source: str) -> Tokens:
    """Of a page whose only white space is the space; `one_line` makes it so."""
    tokens = _TOKEN.split(source)
    raws = {place: raw for place, raw in enumerate(tokens[5::_GROUPS]) if raw}
    return Tokens(tokens[0::_GROUPS], tokens[1::_GROUPS], tokens[4::_GROUPS], raws)


def one_line(source: str) -> str:
    """Line breaks in the source are no more than spaces."""
    for space in "\n\t\r\f\v":
        source = source.replace(space, " ")
    return source


def without_xml(source: str) -> str:
    """What is said otherwise in XML and drawings: CDATA is text, and raw elements that close themselves are empty. In
    the rest of HTML the one is a comment, and the others are not closed."""
    source = _EMPTY.sub("", source)
    return source.replace("<![CDATA[", "").replace("]]>", "") if "<![CDATA[" in source else source


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
    wanted = f"(?i:{'|'.join(names)})"
    value = r"""(?:"[^"\n]*+"?|'[^'\n]*+'?|[^ "'\n][^ \n]*+)?"""
    others = rf"(?:[ /\n]++|(?!{wanted} *+=)[^ /\n][^ /=\n]*+(?: *+= *+{value})?)*+"
    return re.compile(rf"""{others}(?:({wanted}) *+= *+(?:"([^"\n]*+)"?|'([^'\n]*+)'?|([^ "'\n][^ \n]*+))?)?""")
