"""What a pattern says: the phrases that it matches, written out, and whether it fits a phrase.

The matcher answers the second too, and much faster; here a pattern is asked about other patterns and about a page of
text, as it stands, without the ways in which words are disguised.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from math import prod

from appliance.match.language import Choice, Edge, Gap, Node, Sequence_, Word
from appliance.match.normalise import fold

MOST_PHRASES = 2000
_PLAIN = re.compile(r"[\w' -]+")
_FILLER = "xyzzy "  # a word that no pattern has, for what a gap may hold


def phrases(tree: Sequence_) -> tuple[str, ...] | None:
    """Every phrase that a pattern matches, folded, a space after each word; a gap both empty and full.

    None for more than MOST_PHRASES of them.
    """
    return tuple(_phrases(tree)) if _count(tree) <= MOST_PHRASES else None


def ends(node: Node | Sequence_, words: Sequence[str], starts: AbstractSet[int]) -> AbstractSet[int]:
    """Where what fits may end, by where it starts: places between words, which are folded."""
    match node:
        case Word():
            return {place + 1 for place in starts if place < len(words) and words[place] in node.forms}
        case Gap():
            return {min(place + many, len(words)) for place in starts for many in range(node.most + 1)}
        case Choice():
            return {end for branch in node.branches for end in ends(branch, words, starts)}
        case Sequence_():
            return _after_each(node.items, words, starts)
        case Edge():
            return starts


def _after_each(items: Sequence[Node], words: Sequence[str], places: AbstractSet[int]) -> AbstractSet[int]:
    for item in items:
        places = ends(item, words, places)
        if not places:
            break
    return places


def covers(tree: Sequence_, phrase: str) -> bool:
    """Does it fit a phrase from end to end?"""
    words = phrase.split()
    return len(words) in ends(tree, words, {0})


def stands_in(tree: Sequence_, phrase: str) -> bool:
    """Does it fit anywhere in a phrase?"""
    words = phrase.split()
    return bool(ends(tree, words, frozenset(range(len(words)))))


def may_stand_among(node: Node | Sequence_, words: AbstractSet[str]) -> bool:
    """Quickly: is everything that it needs among these words?"""
    match node:
        case Word():
            return any(form in words for form in node.forms)
        case Choice():
            return any(may_stand_among(branch, words) for branch in node.branches)
        case Sequence_():
            return all(may_stand_among(item, words) for item in node.items)
        case _:
            return True


@lru_cache(maxsize=16_384)
def plain_words(pattern: str) -> frozenset[str]:
    """The words of a pattern that is nothing but words, folded; none for any other."""
    return frozenset(fold(pattern).split()) if _PLAIN.fullmatch(pattern) else frozenset()


def _phrases(node: Node | Sequence_) -> Iterator[str]:
    match node:
        case Word():
            yield from (f"{form} " for form in node.forms)
        case Gap():
            yield from ("", _FILLER * node.most)
        case Edge():
            yield ""
        case Choice():
            for branch in node.branches:
                yield from _phrases(branch)
        case Sequence_():
            yield from _joined(node.items)


def _joined(items: Sequence[Node]) -> Iterator[str]:
    if not items:
        yield ""
        return
    for start in _phrases(items[0]):
        for rest in _joined(items[1:]):
            yield start + rest


def _count(node: Node | Sequence_) -> int:
    match node:
        case Word():
            return len(node.forms)
        case Gap():
            return 2
        case Edge():
            return 1
        case Choice():
            return sum(map(_count, node.branches))
        case Sequence_():
            return prod(map(_count, node.items))
