"""The ways in which common words are typed, put into the tree of a pattern. The words: `spellings.toml`."""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from appliance.match.language import Choice, Node, Sequence_, Word

_FILE = Path(__file__).with_suffix(".toml")
_LONGEST = 3  # words that are typed as one


class _Spellings(msgspec.Struct, frozen=True):
    words: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]


@lru_cache(maxsize=16384)
def as_typed(tree: Sequence_) -> Sequence_:
    """The same tree, in which each word may also be typed as children type it."""
    if not any(map(_begins, tree.items[:-1])):
        nodes = tuple(map(_node, tree.items))
        return tree if nodes == tree.items else Sequence_(nodes)
    items: list[Node] = []
    place = 0
    while place < len(tree.items):
        used, node = _phrase(tree.items, place) or (1, _node(tree.items[place]))
        items.append(node)
        place += used
    return Sequence_(tuple(items))


@cache
def _spellings() -> _Spellings:
    return msgspec.toml.decode(_FILE.read_text(encoding="utf-8"), type=_Spellings)


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in _spellings().phrases)


@lru_cache(maxsize=16384)
def _node(node: Node) -> Node:
    """Of a list that many patterns use, once."""
    match node:
        case Word():
            ways = _spellings().words
            if ways.keys().isdisjoint(node.forms):
                return node
            return Word(tuple(dict.fromkeys(way for form in node.forms for way in (form, *ways.get(form, ())))))
        case Choice():
            return Choice(tuple(map(as_typed, node.branches)))
        case _:
            return node


def _begins(node: Node) -> bool:
    """Is it the first word of some that are typed as one?"""
    return isinstance(node, Word) and node.forms[0] in _beginnings()


def _phrase(items: Sequence[Node], place: int) -> tuple[int, Node] | None:
    """How many words stand here that are typed as one, and what may stand instead."""
    if not _begins(items[place]):
        return None
    for length in range(min(_LONGEST, len(items) - place), 1, -1):
        part = [item for item in items[place : place + length] if isinstance(item, Word)]
        ways = _spellings().phrases.get(" ".join(word.forms[0] for word in part)) if len(part) == length else None
        if ways:
            return length, Choice((Sequence_(tuple(map(_node, part))), Sequence_((Word(ways),))))
    return None


def forget() -> None:
    """Let go of what is only kept so that patterns read together share their parts."""
    as_typed.cache_clear()
    _node.cache_clear()
