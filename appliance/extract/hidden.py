"""Which parts of a page does nobody see? Where that is not certain they count as seen: rather too much than too little.

What style sheets and scripts hide is not known here, nor what they show; only where many sites let a script show it in
the same way, it counts as seen.
"""

import re
from collections.abc import Sequence
from enum import Enum

from appliance.extract.markup import Tokens, attributes_of, unescape

_VOID = frozenset(re.findall(r"\w+", "area base br col embed hr img input link meta param source track wbr"))
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer
        form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p plaintext pre search section summary
        table ul xmp""",
    )
)
_CELLS = frozenset({"td", "th", "tr", "tbody", "tfoot", "thead"})
_ROWS = _CELLS - {"td", "th"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ALWAYS_SEEN = _VOID | {"html", "body"}  # scripts show these once they have run
_STREAMED = re.compile(r"S:[0-9a-f]+$")  # React sends parts of a page like this, and puts them into place at once
# Elements that need no end tag or cannot stand in their like, and what begins where they end.
_ENDED_BY = {
    **dict.fromkeys(_HEADINGS, _HEADINGS),
    **{name: frozenset({name}) for name in ("a", "button", "form", "nobr", "optgroup", "select")},
    **dict.fromkeys(_ROWS - {"tr"}, _ROWS - {"tr"}),
    "p": _BLOCKS,
    "span": _BLOCKS,  # where it stands in a paragraph
    "label": _BLOCKS,
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "option": frozenset({"option", "optgroup"}),
    "td": _CELLS,
    "th": _CELLS,
    "tr": _ROWS,
}
_LISTS = ("ul", "ol", "menu", "dl", "table")  # inside of these, elements of the same name are others
_NESTED = re.compile(
    r"""/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)"""
    r"""|\([^)]*+(?:\)|\Z)|\[[^\]]*+(?:\]|\Z)|\{[^}]*+(?:\}|\Z)"""
)
_MOST_JUDGED = 10_000  # different tags of one page that look as if they hid something
_MOST_HIDDEN = 50_000
_STEPS = 2  # for each tag: a page of nothing but hidden elements that never close must not cost a square


class _Sight(Enum):
    SHOWN = 0
    GONE = 1
    INVISIBLE = 2  # what is inside may be visible again


def take_hidden(tokens: Tokens) -> None:
    """Empty the words and attributes of hidden elements, in place."""
    texts, names, attributes, *_ = tokens
    judged: dict[str, _Sight] = {}
    steps, done = _STEPS * len(names), 0
    for place in _suspects(tokens)[:_MOST_HIDDEN]:
        if place < done or (sight := _judge(tokens, place, judged)) is _Sight.SHOWN:
            continue
        end = _end(names, place, min(len(names), place + max(steps, 0)))
        steps -= (end if end > 0 else len(names)) - place
        if end > 0 and (sight is _Sight.GONE or not _any_visible(attributes[place + 1 : end])):
            texts[place + 1 : end + 1] = [""] * (end - place)
            attributes[place:end] = [None] * (end - place)
            done = end


def _suspects(tokens: Tokens) -> list[int]:
    places: list[int] = []
    if _may_hide("\n".join(filter(None, tokens.attributes))):
        places += [place for place, said in enumerate(tokens.attributes) if said and _may_hide(said)]
    if "template" in tokens.kinds.values():
        templates = [place for place, name in enumerate(tokens.names) if tokens.kinds[name] == "template"]
        return sorted({*places, *templates})
    return places


def _may_hide(said: str) -> bool:
    """A quick first look."""
    said = said.lower()
    return "hidden" in said or "none" in said or "collapse" in said


def _judge(tokens: Tokens, place: int, judged: dict[str, _Sight]) -> _Sight:
    name, said = tokens.kinds[tokens.names[place]], tokens.attributes[place] or ""
    if name == "template":
        return _Sight.SHOWN if _is_put_in_place(tokens, place) else _Sight.GONE
    if name in _ALWAYS_SEEN or name[0] == "/" or said.endswith("/"):
        return _Sight.SHOWN
    if said not in judged:
        judged[said] = _sight(said) if len(judged) < _MOST_JUDGED else _Sight.SHOWN
    return judged[said]


def _is_put_in_place(tokens: Tokens, place: int) -> bool:
    """Is this template the inside of a component, or what a chat or a list of a Hotwire site grows by?"""
    around = tokens.names[place - 1] if place else ""
    return around == "turbo-stream" or "shadowrootmode" in (tokens.attributes[place] or "").lower()


def _sight(said: str) -> _Sight:
    attributes = attributes_of(said)
    style = _declared(attributes.get("style", ""))
    display = style.get("display", "none" if "hidden" in attributes else "")
    if "all" in style or _STREAMED.match(attributes.get("id", "")):
        return _Sight.SHOWN
    if display == "none":
        return _Sight.GONE
    return _Sight.INVISIBLE if style.get("visibility") in {"hidden", "collapse"} else _Sight.SHOWN


def _declared(style: str) -> dict[str, str]:
    """Properties and values that hold, in small letters: the last of a name, but none overrides an important one."""
    found: dict[str, str] = {}
    important: set[str] = set()
    for declaration in _NESTED.sub(" ", unescape(style)).split(";"):
        name, _, value = declaration.lower().partition(":")
        value, mark, _ = value.partition("!")
        name = name.strip()
        if mark or name not in important:
            found[name] = value.strip()
        if mark:
            important.add(name)
    return found


def _any_visible(attributes: Sequence[str | None]) -> bool:
    return "visible" in "\n".join(filter(None, attributes)).lower()


def _end(names: Sequence[str | None], start: int, stop: int) -> int:
    """Where the element that begins at `start` ends, or -1: at its end tag, at that of an element around it, or where
    an element begins that it cannot hold."""
    own = (names[start] or "").lower()
    ended_by = _ENDED_BY.get(own, frozenset())
    within: dict[str, int] = {own: 1}
    for place in range(start + 1, stop):
        name = (names[place] or "!").lower()
        if name[0] == "/":
            name = name[1:]
            if within.get(name, 0) <= (name == own):
                return place
            within[name] -= 1
        elif name in ended_by and not any(within.get(outer) for outer in _LISTS):
            return place
        elif name != "!":
            within[name] = within.get(name, 0) + 1
    return -1
