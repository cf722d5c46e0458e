"""Which terms of an index stand in a text? By words; what each is worth in its sentence is `scan.py`'s to say.

Bounds: a look at each word; for a word that gives a term away, a look at its neighbours; and only for terms whose
second word is there too, the pattern. The last costs `effort`, of which each severity has its own: a text made of
nothing but light words cannot hide a grave one.
"""

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from appliance.match.clues import Clue
from appliance.match.compiled import Expression
from appliance.match.index import Compiled, Index
from appliance.match.steps import BREAK, Passage, shortest
from appliance.model import Severity

_PER_WORD = 0.1  # of a long text; ordinary English takes less
_A_FIND = 5  # times the effort of a pattern that does not fit
_AGAIN = 0.2  # of words that were tried before


class Found(NamedTuple):
    """A term, and the words where it stands, by number. `end` is exclusive."""

    start: int
    end: int
    compiled: Compiled


def find(words: Sequence[str], index: Index, effort: int) -> Iterator[Found]:
    """Every place where a term stands with all that it needs beside it, and nothing that takes it away. `words` are
    folded."""
    search = _Search(words, effort)
    for place, clue, one in search.likely(index):
        if found := search.at(place, clue, one):
            yield Found(found.start - 1, found.end - 1, one)


class _Search:
    """What is known of one text: where the message stands that is being read, what was tried, and what effort is left.
    No term stands in two messages."""

    def __init__(self, words: Sequence[str], effort: int) -> None:
        self._words = [BREAK, *words, BREAK]
        self._first, self._end = 0, 0  # of the message's words
        self._left = [effort + len(words) * _PER_WORD] * len(Severity)  # by rank
        self._tried: dict[tuple[Expression, int, tuple[str, ...]], tuple[int, int] | None] = {}
        self._found: set[Found] = set()

    def likely(self, index: Index) -> Iterator[tuple[int, Clue, Compiled]]:
        """Where every word is there that must be."""
        words, left = self._words, self._left
        for place in compress(range(len(words)), map(index.words.__contains__, words)):
            beside = index.words[words[place]]
            if place > self._end:
                self._go_to(place)
            if beside.seconds.isdisjoint(self._around(place, beside.low, beside.high)):
                continue
            for second in beside.seconds.intersection(self._around(place, beside.low, beside.high)):
                for low, high, rank, clue, one in beside.entries(second):
                    if left[rank] > 0 and second in self._around(place, low, high) and self._may_fit(place, clue):
                        yield place, clue, one

    def _go_to(self, place: int) -> None:
        """To the message of this word."""
        while self._end < place:
            self._first, self._end = self._end + 1, self._words.index(BREAK, self._end + 1)

    def _around(self, place: int, low: int, high: int) -> list[str]:
        """The words from `low` up to `high` after a word, in its message."""
        return self._words[max(place + low, self._first) : min(place + high, self._end)]

    def _may_fit(self, place: int, clue: Clue) -> bool:
        for low, high, one_of in clue.more:  # noqa: SIM110  # `any` would cost more than what it asks
            if one_of.isdisjoint(self._around(place, low, high)):
                return False
        return True

    def at(self, place: int, clue: Clue, one: Compiled) -> Found | None:
        """What is found there for the first time, and counts."""
        found = self._match(place, clue, one)
        if not found or found in self._found:
            return None
        self._left[one.term.severity.rank] -= _A_FIND
        self._found.add(found)
        return found if self._counts(*found) else None

    def _match(self, place: int, clue: Clue, one: Compiled) -> Found | None:
        """Where the pattern fits around a word. The same words around it need no second try."""
        rank = one.term.severity.rank
        first = max(place - clue.back, self._first) - 1  # one word more on either side, for the start and the end
        around = tuple(self._words[first : min(place + clue.ahead, self._end) + 1])
        key = one.expression, place - first, around
        self._left[rank] -= _AGAIN
        if key not in self._tried:
            self._left[rank] -= 1
            self._tried[key] = shortest(one.expression.steps, Passage(around), place - first, place - first)
        found = self._tried[key]
        return Found(first + found[0], first + found[1], one) if found else None

    def _counts(self, start: int, end: int, one: Compiled) -> bool:
        """What stands beside a term may be needed, or take it away."""
        term = one.term
        before = self._words[max(start - term.within, self._first - 1) : start]
        after = self._words[end : min(end + term.within, self._end + 1)]
        if term.unless_near and (one.unless_near.stand_in(before) or one.unless_near.stand_in(after)):
            return False
        if term.near and not (one.near.stand_in(before) or one.near.stand_in(after)):
            return False
        return not any(exception.match(self._words, start, end - 1) for exception in one.unless)
