"""Which terms of an index stand in a text? By words; what each is worth in its sentence is `scan.py`'s to say.

Bounds: a look at each word; for a word that gives a term away, a look at its neighbours; and only for terms whose
second word is there too, the pattern. The last costs `effort`, of which each severity has its own: a text made of
nothing but light words cannot hide a grave one.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from appliance.match.clues import Clue
from appliance.match.compiled import LONGEST, MARGIN, Expression
from appliance.match.index import Compiled, Index, Neighbours
from appliance.match.normalise import Words
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


def find(text: Words, index: Index, effort: int) -> Iterator[Found]:
    """Every place where a term stands with all that it needs beside it, and nothing that takes it away."""
    search = _Search(text.words, effort)
    words, left = search.words, search.left
    for place, beside in enumerate(map(index.words.get, text.words), LONGEST):
        if beside is None:
            continue
        entries = beside.entries()
        around = words[place + beside.low : place + beside.high]
        if entries.keys().isdisjoint(around):
            continue
        for second in entries.keys() & around:
            for low, high, rank, clue, one in entries[second]:
                if left[rank] > 0 and second in words[place + low : place + high] and search.may_fit(place, clue):
                    yield from search.at(place, clue, one)


class _Search:
    """What is known of one text: its words between margins, what was tried, and what effort is left."""

    def __init__(self, words: Sequence[str], effort: int) -> None:
        self.words = [*MARGIN, *words, *MARGIN]
        self.left = [effort + len(words) * _PER_WORD] * len(Severity)  # by rank
        self._tried: dict[tuple[Expression, tuple[str, ...]], tuple[int, int] | None] = {}
        self._found: set[tuple[int, int, Compiled]] = set()

    def may_fit(self, place: int, clue: Clue) -> bool:
        """Is every word there that must be?"""
        words = self.words
        for low, high, one_of in clue.more:  # noqa: SIM110  # `any` would cost more than what it asks
            if one_of.isdisjoint(words[place + low : place + high]):
                return False
        return True

    def at(self, place: int, clue: Clue, one: Compiled) -> Iterator[Found]:
        rank = one.term.severity.rank
        span = self._match(one, place, clue, rank)
        if span is None or (*span, one) in self._found:
            return
        self.left[rank] -= _A_FIND
        self._found.add((*span, one))
        if self._counts(one, *span):
            yield Found(span[0] - LONGEST, span[1] - LONGEST, one)

    def _match(self, one: Compiled, place: int, clue: Clue, rank: int) -> tuple[int, int] | None:
        """Where the pattern fits around a word. The same words around it need no second try."""
        first = place - clue.back - 1  # one word more on either side, for the start and the end of a message
        around = tuple(self.words[first : place + clue.ahead + 1])
        key = one.expression, around
        self.left[rank] -= _AGAIN
        if key not in self._tried:
            self.left[rank] -= 1
            self._tried[key] = shortest(one.expression.steps, Passage(around), clue.back + 1, clue.back + 1)
        found = self._tried[key]
        return (first + found[0], first + found[1]) if found else None

    def _counts(self, one: Compiled, start: int, end: int) -> bool:
        """What stands beside a term may be needed, or take it away."""
        term = one.term
        if term.unless_near and self._beside(one.unless_near, start, end, term.within):
            return False
        if term.near and not self._beside(one.near, start, end, term.within):
            return False
        return not any(exception.match(self.words, start, end - 1) for exception in one.unless)

    def _beside(self, neighbours: Neighbours, start: int, end: int, within: int) -> bool:
        """Before the term or after it, in the same message."""
        before, after = self.words[start - within : start], self.words[end : end + within]
        if BREAK in before:
            before = before[len(before) - before[::-1].index(BREAK) - 1 :]
        if BREAK in after:
            after = after[: after.index(BREAK) + 1]
        return neighbours.stand_in(before) or neighbours.stand_in(after)
