"""A pattern as steps over words, and how it is tried: all places of a passage at once, as bits of a number.

Bit n of `places` is the place before the n-th word. A step moves every place over the words that fit it, so nothing is
ever tried twice, and no pattern and no text can make it slow: the work is a few operations on small numbers a step.
"""

from collections.abc import Iterable, Sequence
from operator import itemgetter

import msgspec

from appliance.match.language import ANY_NUMBER

BREAK = "\n"  # the word between two messages
_DIGITS = frozenset("0123456789")
_bit = (1).__lshift__
_first = itemgetter(0)


class Passage:
    """Some words in a row. `where` says at which places each stands, as bits."""

    __slots__ = ("inner", "where")

    def __init__(self, words: Sequence[str]) -> None:
        where = dict(zip(words, map(_bit, range(len(words))), strict=True))
        if len(where) < len(words):  # some stand there twice
            for place, word in enumerate(words):
                where[word] |= 1 << place
        if not _DIGITS.isdisjoint(map(_first, words)):
            where[ANY_NUMBER] = sum(1 << place for place, word in enumerate(words) if word[0] in _DIGITS)
        self.where = where
        self.inner = ((1 << len(words)) - 1) & ~where.get(BREAK, 0)


class OneOf(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One word."""

    words: frozenset[str]

    def ahead(self, places: int, passage: Passage) -> int:
        return (places & self._fits(passage.where)) << 1

    def back(self, places: int, passage: Passage) -> int:
        return (places >> 1) & self._fits(passage.where)

    def _fits(self, where: dict[str, int]) -> int:
        fits = 0
        for word in self.words.intersection(where):
            fits |= where[word]
        return fits


class UpTo(msgspec.Struct, frozen=True, eq=False, gc=False):
    """None to `most` words of the same message."""

    most: int

    def ahead(self, places: int, passage: Passage) -> int:
        for _ in range(self.most):
            places |= (places & passage.inner) << 1
        return places

    def back(self, places: int, passage: Passage) -> int:
        for _ in range(self.most):
            places |= (places >> 1) & passage.inner
        return places


class AtEdge(msgspec.Struct, frozen=True, eq=False, gc=False):
    """The start or the end of a message."""

    start: bool

    def ahead(self, places: int, passage: Passage) -> int:
        breaks = passage.where.get(BREAK, 0)
        return places & (breaks << 1 if self.start else breaks)

    back = ahead


class AnyOf:
    """One of the branches. Of those that begin with a word, only the ones whose word is there are tried."""

    __slots__ = ("_by_word", "_others", "branches")

    def __init__(self, branches: Iterable["Step"]) -> None:
        self.branches = tuple(branches)
        self._by_word: dict[str, list[Step]] | None = None  # worked out when it is first tried: most never are
        self._others: list[Step] = []

    def _sorted(self) -> dict[str, list["Step"]]:
        by_word: dict[str, list[Step]] = {}
        for branch in self.branches:
            first = branch.steps[0] if isinstance(branch, InOrder) and branch.steps else branch
            if isinstance(first, OneOf):
                for word in first.words:
                    by_word.setdefault(word, []).append(branch)
            else:
                self._others.append(branch)
        self._by_word = by_word
        return by_word

    def ahead(self, places: int, passage: Passage) -> int:
        after = 0
        for branch in self._promising(passage.where):
            after |= branch.ahead(places, passage)
        return after

    def back(self, places: int, passage: Passage) -> int:
        before = 0
        for branch in self._promising(passage.where):
            before |= branch.back(places, passage)
        return before

    def _promising(self, where: dict[str, int]) -> Sequence["Step"]:
        by_word = self._sorted() if self._by_word is None else self._by_word
        if by_word.keys().isdisjoint(where):
            return self._others
        return [*self._others, *(branch for word in by_word.keys() & where.keys() for branch in by_word[word])]


class InOrder(msgspec.Struct, frozen=True, eq=False, gc=False):
    steps: tuple["Step", ...]

    def ahead(self, places: int, passage: Passage) -> int:
        for step in self.steps:
            places = step.ahead(places, passage)
            if not places:
                break
        return places

    def back(self, places: int, passage: Passage) -> int:
        for step in reversed(self.steps):
            places = step.back(places, passage)
            if not places:
                break
        return places


Step = OneOf | UpTo | AtEdge | AnyOf | InOrder


def shortest(step: Step, passage: Passage, first: int, last: int) -> tuple[int, int] | None:
    """Start and end of the shortest match that begins at or before the place `first` and ends after `last`."""
    begins = (2 << first) - 1
    ends = step.ahead(begins, passage) >> last + 1
    if not ends:
        return None
    end = last + (ends & -ends).bit_length()
    starts = step.back(1 << end, passage) & begins
    return starts.bit_length() - 1, end


def words_of_steps(steps: Iterable[Step]) -> frozenset[str]:
    """Every word that may fit somewhere in one of them. What they have in common is looked at once."""
    left = set(steps)
    seen: set[Step] = set()
    words: set[str] = set()
    while left:
        seen |= left
        words.update(*(step.words for step in left if isinstance(step, OneOf)))
        within = (
            step.branches if isinstance(step, AnyOf) else step.steps
            for step in left
            if isinstance(step, AnyOf | InOrder)
        )
        left = set().union(*within) - seen
    return frozenset(words - {ANY_NUMBER})
