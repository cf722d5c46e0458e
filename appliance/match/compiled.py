"""From a pattern's tree to what is looked for: a few literal words that the automaton knows, and an expression that is
tried only where one of them stands.

In a folded text each word has a space after it, so a word of a pattern is the word and that space, and whatever is
optional or in between takes its spaces with it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

import msgspec

from appliance.match.language import Choice, Edge, Gap, Node, Sequence_, Word, parse, words_of

_MOST_ANCHORS = 600
_MOST_JOINED = 40
_WORD_LENGTH = 14  # characters, roughly, of a word whose length a pattern leaves open
_SPELLINGS = Path(__file__).with_name("spellings.toml")
# The commonest words of what children type and read, commonest first: the rarer the word that the automaton knows, the
# less often an expression is tried for nothing.
_COMMON_WORDS = """
the i you to a and it is that of in my me for on was have be so do not this im but dont just with are at
like what your no we he she they all get go can know up if out want its or as when one u how will his her
him them had from there about an been were would did has who by now then really think time good see day
going because am make need people school say too love more some why here over off come back got say said
their could only our other any very into than help us home life look right way ok feel never take even us
first new day after these where please things bad game play hate man work tell mum dad friend down still
cant two much again years girl boy old let put made thats ur every before someone something everyone nothing
thing big house mean went long little always around night find around stop must most may great own well left
own such those last head hand room eyes face world water place part end white black red death dead die kill
cut hurt eat food body sex drink fire shot god heart book read write word words story page film movie girls
boys women men child children kids baby family name
"""
_COMMON = {word: 60_000 // (place + 3) for place, word in enumerate(_COMMON_WORDS.split())}


class _Spellings(msgspec.Struct, frozen=True):
    words: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]


class Place(NamedTuple):
    """Words of which each match holds one. They stand in the items from `item` on of the pattern, at most `lead`
    characters after the start of that item."""

    words: frozenset[str]
    item: int
    lead: int


class Expression:
    """What a pattern compiles to: where one of `anchors` stands, `match` says what of the text fits.

    Compiled in full when it is first tried: most never are.
    """

    def __init__(self, pattern: str, lists: Mapping[str, Sequence[str]] | None = None) -> None:
        """Raises PatternError."""
        self._tree = _spelt(parse(pattern, lists))
        self._place = _place(self._tree.items)
        self.anchors = tuple(sorted(self._place.words)) if self._place else ()

    def match(self, text: str, anchor: int) -> tuple[int, int] | None:
        """Start and end of the match that has an anchor's word at that place of a folded text."""
        start = anchor
        while True:
            if (after := self._after.match(text, start)) and after.end() > anchor:
                if self._before is None:
                    return start, after.end()
                if before := self._before.search(text, max(0, start - self._reach), start):
                    return before.start(), after.end()
            start = text.rfind(" ", 0, start - 1) + 1
            if start <= 0 or start < anchor - self._lead:
                return None

    @property
    def words(self) -> frozenset[str]:
        """Every word that the pattern knows."""
        return frozenset(form for word in words_of(self._tree) for form in word.forms)

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """To look for it anywhere."""
        return re.compile(f"(?<= ){_source(self._tree)}")

    @cached_property
    def longest(self) -> int:
        """Characters that a match may have."""
        return _longest(self._tree)

    @property
    def _lead(self) -> int:
        return self._place.lead if self._place else 0

    @cached_property
    def _after(self) -> re.Pattern[str]:
        first = self._place.item if self._place else 0
        return re.compile(_source(Sequence_(self._tree.items[first:])))

    @cached_property
    def _before(self) -> re.Pattern[str] | None:
        items = self._tree.items[: self._place.item] if self._place else ()
        return re.compile(rf"(?<= ){_source(Sequence_(items))}\Z") if items else None

    @cached_property
    def _reach(self) -> int:
        items = self._tree.items[: self._place.item] if self._place else ()
        return _longest(Sequence_(items)) + 1


# --- spellings -----------------------------------------------------------------------------------------------------


@cache
def _spellings() -> _Spellings:
    return msgspec.toml.decode(_SPELLINGS.read_text(encoding="utf-8"), type=_Spellings)


def _spelt(tree: Sequence_) -> Sequence_:
    """The same tree with the ways in which common words are typed."""
    items: list[Node] = []
    place = 0
    while place < len(tree.items):
        used, node = _phrase(tree.items, place)
        if not used:
            used, node = 1, _spelt_node(tree.items[place])
        items.append(node)
        place += used
    return Sequence_(tuple(items))


@lru_cache(maxsize=4096)
def _spelt_node(node: Node) -> Node:
    match node:
        case Word():
            spellings = _spellings().words
            return Word(tuple(dict.fromkeys(way for form in node.forms for way in (form, *spellings.get(form, ())))))
        case Choice():
            return Choice(tuple(_spelt(branch) for branch in node.branches))
        case _:
            return node


def _phrase(items: Sequence[Node], place: int) -> tuple[int, Node]:
    """How many words stand here that are typed as one, and what may stand instead; 0 for none."""
    for length in (3, 2):
        part = items[place : place + length]
        if len(part) == length and all(isinstance(item, Word) for item in part):
            ways = _spellings().phrases.get(" ".join(item.forms[0] for item in part if isinstance(item, Word)))
            if ways:
                plain = Sequence_(tuple(_spelt_node(item) for item in part))
                return length, Choice((plain, Sequence_((Word(ways),))))
    return 0, Gap(0)


# --- the expression ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _source(node: Node | Sequence_) -> str:
    match node:
        case Word():
            return _one_of(f"{re.escape(form)} " for form in sorted(node.forms, key=len, reverse=True))
        case Gap():
            return rf"(?:[^ \n]+ ){{0,{node.most}}}?"
        case Edge():
            return r"(?<=\n )" if node.start else r"(?=\n)"
        case Choice():
            return _one_of(_source(branch) for branch in sorted(node.branches, key=lambda branch: not branch.items))
        case Sequence_():
            return "".join(map(_source, node.items))


def _one_of(sources: Iterator[str] | Sequence[str]) -> str:
    found = list(dict.fromkeys(sources))
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


@lru_cache(maxsize=4096)
def _longest(node: Node | Sequence_) -> int:
    match node:
        case Word():
            return max(map(len, node.forms)) + 1
        case Gap():
            return node.most * _WORD_LENGTH
        case Choice():
            return max(map(_longest, node.branches))
        case Sequence_():
            return sum(map(_longest, node.items))
        case _:
            return 0


# --- anchors -------------------------------------------------------------------------------------------------------


def _place(items: Sequence[Node]) -> Place | None:
    """The cheapest place; None where nothing is certain to stand in a match."""
    places = [*_single(items), *_pairs(items)]
    return min(places, key=_cost, default=None)


def _single(items: Sequence[Node]) -> Iterator[Place]:
    for number, item in enumerate(items):
        found = _of_node(item)
        if found:
            yield Place(found.words, number, found.lead)


@lru_cache(maxsize=4096)
def _of_node(node: Node) -> Place | None:
    match node:
        case Word():
            return Place(frozenset(node.forms), 0, 0)
        case Choice():
            parts = [_of_branch(branch) for branch in node.branches]
            words = frozenset[str]().union(*(part.words for part in parts if part))
            if len(words) > _MOST_ANCHORS or any(part is None for part in parts):
                return None
            return Place(words, 0, max(part.lead for part in parts if part))
        case _:
            return None


def _of_branch(branch: Sequence_) -> Place | None:
    """As far into the branch as its place may be."""
    found = _place(branch.items)
    if found is None:
        return None
    return Place(found.words, 0, found.lead + sum(map(_longest, branch.items[: found.item])))


def _pairs(items: Sequence[Node]) -> Iterator[Place]:
    """Two words that stand together are rarer than each of them."""
    for number, (left, right) in enumerate(pairwise(items)):
        if isinstance(left, Word) and isinstance(right, Word) and len(left.forms) * len(right.forms) <= _MOST_JOINED:
            yield Place(frozenset(f"{a} {b}" for a, b in product(left.forms, right.forms)), number, 0)


def _cost(place: Place) -> float:
    """How often an expression would be tried, and for how long: what leads up to it is tried word by word."""
    return sum(map(_frequency, place.words)) * (1 + place.lead / 20)


@lru_cache(maxsize=65_536)
def _frequency(anchor: str) -> float:
    """About how often a word, or words, stand in a million."""
    frequency = 1.0
    for number, word in enumerate(anchor.split()):
        one = _COMMON.get(word, 4.0 if not word.isascii() else max(4.0, 4000 / 4 ** min(len(word), 5)))
        frequency *= one if not number else one / 50_000
    return frequency + 1
