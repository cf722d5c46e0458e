"""Which parts of a page does nobody see? Where that is not certain they count as seen: rather too much than too little.

What style sheets and scripts hide is not known here.
"""

import re
from collections.abc import Sequence
from enum import Enum

from appliance.extract.markup import attributes_of, unescape

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
# Elements that need no end tag, and what begins where they end.
_ENDED_BY = {
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


def take_hidden(texts: list[str], names: Sequence[str], attributes: list[str]) -> None:
    """Empty the words and attributes of hidden elements, in place."""
    judged: dict[str, _Sight] = {}
    steps, done = _STEPS * len(names), 0
    suspects = _suspects(names, attributes)[:_MOST_HIDDEN]
    small = [name.lower() for name in names] if suspects else []
    for place in suspects:
        if place < done or (sight := _judge(small[place], attributes[place], judged)) is _Sight.SHOWN:
            continue
        end = _end(small, place, min(len(small), place + max(steps, 0)))
        steps -= (end if end > 0 else len(small)) - place
        if end > 0 and (sight is _Sight.GONE or not _any_visible(attributes[place + 1 : end])):
            texts[place + 1 : end + 1] = [""] * (end - place)
            attributes[place:end] = [""] * (end - place)
            done = end


def _suspects(names: Sequence[str], attributes: Sequence[str]) -> list[int]:
    places: list[int] = []
    if "template" in names or "TEMPLATE" in names:
        places += [place for place, name in enumerate(names) if name in {"template", "TEMPLATE"}]
    if _may_hide("\n".join(attributes)):
        places += [place for place, said in enumerate(attributes) if said and _may_hide(said)]
        places.sort()
    return places


def _may_hide(said: str) -> bool:
    """A quick first look."""
    return "idden" in said or "isplay" in said or "HIDDEN" in said or "DISPLAY" in said or "ollapse" in said


def _judge(name: str, said: str, judged: dict[str, _Sight]) -> _Sight:
    if name == "template":
        return _Sight.GONE
    if name in _VOID or said.endswith("/"):
        return _Sight.SHOWN
    if said not in judged:
        judged[said] = _sight(said) if len(judged) < _MOST_JUDGED else _Sight.SHOWN
    return judged[said]


def _sight(said: str) -> _Sight:
    attributes = attributes_of(said)
    style = _declared(attributes.get("style", ""))
    display = style.get("display", "none" if "hidden" in attributes else "")
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


def _any_visible(attributes: Sequence[str]) -> bool:
    return "visible" in "\n".join(attributes).lower()


def _end(names: Sequence[str], start: int, stop: int) -> int:
    """Where the element that begins at `start` ends, or -1: at its end tag, at that of an element around it, or where
    an element begins that it cannot hold. `names` are in small letters."""
    own = names[start]
    ended_by = _ENDED_BY.get(own, frozenset())
    within: dict[str, int] = {own: 1}
    for place in range(start + 1, stop):
        name = names[place]
        if name[0] == "/":
            name = name[1:]
            if within.get(name, 0) <= (name == own):
                return place
            within[name] -= 1
        elif name in ended_by and not any(within.get(outer) for outer in _LISTS):
            return place
        elif name[0] not in "!?":
            within[name] = within.get(name, 0) + 1
    return -1
