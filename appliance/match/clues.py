"""From the tree of a pattern to its steps, and to clues: where is it worth trying? Only where a rare word of it stands,
and another of its words as near as it must be.

Of a match some words are certain: a word of the pattern, or one of each of its alternatives. The rarest of these are
looked for, and the next rarest must stand at a certain distance from them.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

import msgspec

from appliance.match.dictionary import often
from appliance.match.language import ANY_NUMBER, Choice, Edge, Gap, Node, Sequence_, Word
from appliance.match.steps import AnyOf, AtEdge, InOrder, OneOf, Step, UpTo

_MOST = 700  # words of a slot
_often = attrgetter("often")


class Slot(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One of `words` stands `low` to `high` words after the start, in every match; `often` in a million words."""

    often: float
    words: frozenset[str]
    low: int
    high: int


class Piece(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A part of a pattern: its step, the fewest and the most words that fit it, and its certain words. `ways` are the
    pieces of which one fits, where there are several."""

    step: Step
    least: int
    most: int
    slots: tuple[Slot, ...]
    ways: tuple["Piece", ...] = ()


class Clue(NamedTuple):
    """One of `words`, and from `low` up to `high` (exclusive) words after it one of `others`, and one of each of `more`
    likewise. The match begins at most `back` words before, and ends at most `ahead` words after."""

    words: frozenset[str]
    low: int
    high: int
    others: frozenset[str]
    more: tuple[tuple[int, int, frozenset[str]], ...]
    back: int
    ahead: int


def clues(piece: Piece) -> Iterator[Clue]:
    """Wherever the pattern fits, one of these does. None for a pattern that has no certain word."""
    slots = sorted(piece.slots, key=_often)
    if slots and piece.ways:
        for way in piece.ways:
            yield from (clue._replace(back=piece.most, ahead=piece.most) for clue in clues(way))
    elif slots:
        yield _clue(piece, slots[0], sorted(slots[1:], key=lambda other: _chance(slots[0], other)))


def _clue(piece: Piece, one: Slot, others: Sequence[Slot]) -> Clue:
    """The likeliest to be missing is asked for first."""
    beside = [(other.low - one.high, other.high - one.low + 1, other.words) for other in others]
    second, *more = beside or [(0, 1, one.words)]
    return Clue(one.words, *second, tuple(more), one.high, piece.most - one.low)


def _chance(one: Slot, other: Slot) -> float:
    """Of finding the other by accident."""
    return other.often * (1 + other.high - other.low + one.high - one.low)


# --- from a tree to its pieces -------------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def pieces(tree: Sequence_) -> Piece:
    """The whole pattern."""
    return _in_order(list(map(_piece, tree.items)))


def _in_order(parts: Sequence[Piece]) -> Piece:
    if len(parts) == 1:
        return parts[0]
    slots: list[Slot] = []
    least = most = 0
    for part in parts:
        slots += [Slot(slot.often, slot.words, slot.low + least, slot.high + most) for slot in part.slots]
        least, most = least + part.least, most + part.most
    certain = [part for part in parts if part.slots]
    ways = certain[0].ways if len(certain) == 1 else ()
    return Piece(InOrder(tuple([part.step for part in parts])), least, most, tuple(slots), ways)


@lru_cache(maxsize=16384)
def _piece(node: Node) -> Piece:
    """A word that is in many patterns is made once; so is a list."""
    match node:
        case Word():
            return _of_words(node.forms)
        case Gap():
            return Piece(UpTo(node.most), 0, node.most, ())
        case Edge():
            return Piece(AtEdge(node.start), 0, 0, ())
        case Choice():
            return _any_of(node.branches)


def _of_words(forms: Sequence[str]) -> Piece:
    """Some words are typed as two."""
    apart = [_in_order(list(map(_single, form.split()))) for form in forms if " " in form]
    single = _one_of(frozenset([form for form in forms if " " not in form] if apart else forms))
    return _one_way([single, *apart], frozenset()) if apart else single


@lru_cache(maxsize=1 << 15)
def _one_of(words: frozenset[str]) -> Piece:
    certain = () if ANY_NUMBER in words else (Slot(often(words), words, 0, 0),)
    return Piece(OneOf(words), 1, 1, certain)


@lru_cache(maxsize=16384)
def _single(word: str) -> Piece:
    return _one_of(frozenset((word,)))


def _any_of(branches: Sequence[Sequence_]) -> Piece:
    """All single words together: a list of a hundred names is one step."""
    words: set[str] = set()
    others: list[Sequence_] = []
    for branch in branches:
        first = branch.items[0] if len(branch.items) == 1 else None
        if isinstance(first, Word) and " " not in "".join(first.forms):
            words.update(first.forms)
        else:
            others.append(branch)
    return _one_way(list(map(pieces, others)), words)


def _one_way(branches: Sequence[Piece], words: AbstractSet[str]) -> Piece:
    ways: list[Piece] = []
    for way in [way for branch in branches for way in branch.ways or (branch,)]:
        if isinstance(way.step, OneOf):
            words |= way.step.words
        else:
            ways.append(way)
    if words:
        ways.insert(0, _one_of(frozenset(words)))
    if len(ways) == 1:
        return ways[0]
    least, most = min([way.least for way in ways]), max([way.most for way in ways])
    return Piece(AnyOf([way.step for way in ways]), least, most, _slots(ways), tuple(ways))


def _slots(ways: Sequence[Piece]) -> tuple[Slot, ...]:
    """The rarest word of each, the next rarest of each, and so on while all have one."""
    ranked = zip(*[sorted(way.slots, key=_often) for way in ways], strict=False)
    return tuple([slot for slots in ranked if len((slot := _either(slots)).words) <= _MOST])


def _either(slots: Sequence[Slot]) -> Slot:
    words = frozenset[str]().union(*[slot.words for slot in slots])
    low, high = min([slot.low for slot in slots]), max([slot.high for slot in slots])
    return Slot(sum([slot.often for slot in slots]), words, low, high)


def forget() -> None:
    """Let go of what is only kept so that patterns read together share their parts."""
    for kept in (pieces, _piece, _one_of, _single):
        kept.cache_clear()
