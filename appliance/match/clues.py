"""From the tree of a pattern to its steps, and to clues: where is it worth trying? Only where a rare word of it stands,
and another of its words as near as it must be.

Of a match some words are certain: a word of the pattern, or one of each of its alternatives. The rarest of these are
looked for, and the next rarest must stand at a certain distance from them.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from appliance.match.dictionary import per_million
from appliance.match.language import ANY_NUMBER, Choice, Edge, Gap, Node, Sequence_, Word
from appliance.match.steps import AnyOf, AtEdge, InOrder, OneOf, Step, UpTo

_MOST = 700  # words of a slot


class Slot(NamedTuple):
    """One of `words` stands `low` to `high` words after the start, in every match; `often` in a million words."""

    often: float
    words: frozenset[str]
    low: int
    high: int


class Piece(NamedTuple):
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
    slots = sorted(piece.slots, key=lambda slot: slot.often)
    if len(slots) == 1 and piece.ways:
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
    parts = [_piece(item) for item in tree.items]
    if len(parts) == 1:
        return parts[0]
    slots: list[Slot] = []
    least = most = 0
    for part in parts:
        slots += [Slot(often, words, low + least, high + most) for often, words, low, high in part.slots]
        least, most = least + part.least, most + part.most
    ways = next((part.ways for part in parts if part.slots), ()) if len(slots) == 1 else ()
    return Piece(InOrder(tuple(part.step for part in parts)), least, most, tuple(slots), ways)


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
            return _any_of(list(map(pieces, node.branches)))


def _of_words(forms: Sequence[str]) -> Piece:
    """Some words are typed as two."""
    single = _one_of(frozenset(form for form in forms if " " not in form))
    apart = [_in_order(form.split()) for form in forms if " " in form]
    return _any_of([single, *apart]) if apart else single


def _one_of(words: frozenset[str]) -> Piece:
    certain = () if ANY_NUMBER in words else (Slot(sum(map(per_million, words)), words, 0, 0),)
    return Piece(OneOf(words), 1, 1, certain)


@lru_cache(maxsize=16384)
def _single(word: str) -> Piece:
    return _one_of(frozenset((word,)))


def _in_order(words: Sequence[str]) -> Piece:
    parts = list(map(_single, words))
    slots = tuple(part.slots[0]._replace(low=place, high=place) for place, part in enumerate(parts))
    return Piece(InOrder(tuple(part.step for part in parts)), len(parts), len(parts), slots)


def _any_of(branches: Sequence[Piece]) -> Piece:
    """All single words together: a list of a hundred names is one step."""
    flat = [way for branch in branches for way in (branch.ways or (branch,))]
    words: frozenset[str] = frozenset().union(*(way.step.words for way in flat if isinstance(way.step, OneOf)))
    others = [way for way in flat if not isinstance(way.step, OneOf)]
    ways: tuple[Piece, ...] = (*((_one_of(words),) if words else ()), *others)
    if len(ways) == 1:
        return ways[0]
    least, most = min(way.least for way in ways), max(way.most for way in ways)
    return Piece(AnyOf(way.step for way in ways), least, most, _slot(ways), ways)


def _slot(ways: Sequence[Piece]) -> tuple[Slot, ...]:
    """The rarest word of each."""
    if not all(way.slots for way in ways):
        return ()
    rarest = [min(way.slots, key=lambda slot: slot.often) for way in ways]
    words = frozenset[str]().union(*(slot.words for slot in rarest))
    if len(words) > _MOST:
        return ()
    often = sum(slot.often for slot in rarest)
    return (Slot(often, words, min(slot.low for slot in rarest), max(slot.high for slot in rarest)),)


def forget() -> None:
    """Let go of what is only kept so that patterns read together share their parts."""
    for kept in (pieces, _piece, _single):
        kept.cache_clear()
