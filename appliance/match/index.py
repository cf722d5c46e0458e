"""The terms by the words that give them away."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import ahocorasick

from appliance.match.clues import Clue
from appliance.match.compiled import Expression
from appliance.match.steps import AnyOf, Passage
from appliance.model import Term

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_BEGINNINGS = " taoiswcbphfmdreglnuvjkyqxz"

Lists = Mapping[str, Sequence[str]]


class Compiled:
    """A term ready to be looked for. What is rarely needed is compiled when it is."""

    def __init__(self, term: Term) -> None:
        """Raises PatternError."""
        self.term = term
        self.expression = Expression(term.pattern, term.lists)

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Words that count only in capitals; in lower case."""
        words = _CAPITALS.findall(self.term.pattern) if self.term.case else ()
        return frozenset(word.lower() for word in words)

    @cached_property
    def near(self) -> "Neighbours":
        return _neighbours(self.term.near, _hashable(self.term.lists))

    @cached_property
    def unless_near(self) -> "Neighbours":
        return _neighbours(self.term.unless_near, _hashable(self.term.lists))

    @cached_property
    def unless(self) -> tuple[Expression, ...]:
        return _expressions(self.term.unless, _hashable(self.term.lists))


class Neighbours:
    """Patterns of which one may stand beside a term."""

    def __init__(self, expressions: Sequence[Expression]) -> None:
        self._steps = AnyOf(one.steps for one in expressions)
        certain = [one.certain[0] for one in expressions if one.certain]
        self._needed = frozenset[str]().union(*certain) if len(certain) == len(expressions) else None

    def stand_in(self, words: Sequence[str]) -> bool:
        if self._needed is not None and self._needed.isdisjoint(words):
            return False
        everywhere = (2 << len(words)) - 1
        return self._steps.ahead(everywhere, Passage(words)) > 0


_Told = tuple[Clue, Compiled]


class Entry(NamedTuple):
    """A term that may stand where a word does, if a second one is among the words from `low` up to `high` (exclusive)
    after it. `rank` is how grave it is."""

    low: int
    high: int
    rank: int
    clue: Clue
    term: Compiled


class Beside:
    """What may stand where a word does, by a second word between `low` and `high`. Worked out when it is first asked
    for: most words of the terms are rare."""

    def __init__(self, told: Sequence[_Told]) -> None:
        self.low = min([clue.low for clue, _ in told])
        self.high = max([clue.high for clue, _ in told])
        self._told = told
        self._entries: dict[str, list[Entry]] = {}

    @cached_property
    def seconds(self) -> frozenset[str]:
        """Of which one must be there."""
        first, *more = [clue.others for clue, _ in self._told]
        return first.union(*more) if more else first

    def entries(self, second: str) -> list[Entry]:
        """What may stand here if this second word is there."""
        if second not in self._entries:
            self._entries[second] = [
                Entry(clue.low, clue.high, one.term.severity.rank, clue, one)
                for clue, one in self._told
                if second in clue.others
            ]
        return self._entries[second]


class Index:
    """What may stand where a word does, the gravest terms first."""

    def __init__(self, compiled: Iterable[Compiled]) -> None:
        found: dict[str, list[_Told]] = {}
        for one in sorted(compiled, key=lambda one: -one.term.severity.rank):
            for told in [(clue, one) for clue in one.expression.clues]:
                for word in told[0].words:
                    found.setdefault(word, []).append(told)
        alike = {tuple(map(id, told)): told for told in found.values()}  # words of one list give away the same terms
        besides = {key: Beside(told) for key, told in alike.items()}
        self.words = {word: besides[tuple(map(id, told))] for word, told in found.items()}

    @cached_property
    def sieve(self) -> Any:
        """An automaton of the words, with a space on either side: it tells where in a page to read more closely."""
        automaton = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
        automaton.add_word("\x00")  # so that an empty one can be made; no text has it
        for word in sorted(self.words, key=_commonest_first):
            automaton.add_word(f" {word} ")
        automaton.make_automaton()
        return automaton


def _commonest_first(word: str) -> list[int]:
    """By how often English words begin with a letter: pyahocorasick tries a node's letters in the order they came."""
    return [_BEGINNINGS.find(char) for char in word]


def _hashable(lists: Lists) -> tuple[tuple[str, Sequence[str]], ...]:
    return tuple(lists.items())


@lru_cache(maxsize=4096)
def _neighbours(patterns: tuple[str, ...], lists: tuple[tuple[str, Sequence[str]], ...]) -> Neighbours:
    """Many terms have the same."""
    return Neighbours(_expressions(patterns, lists))


@lru_cache(maxsize=4096)
def _expressions(patterns: tuple[str, ...], lists: tuple[tuple[str, Sequence[str]], ...]) -> tuple[Expression, ...]:
    return tuple(Expression(pattern, dict(lists)) for pattern in patterns)
