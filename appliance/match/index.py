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

    def __init__(self, expressions: Iterable[Expression]) -> None:
        self._steps = AnyOf(one.steps for one in expressions)

    def stand_in(self, words: Sequence[str]) -> bool:
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

    __slots__ = ("_entries", "_told", "high", "low")

    def __init__(self, told: Sequence[_Told]) -> None:
        self.low = min(clue.low for clue, _ in told)
        self.high = max(clue.high for clue, _ in told)
        self._told = told
        self._entries: dict[str, list[Entry]] | None = None

    def entries(self) -> dict[str, list[Entry]]:
        """By the second word."""
        if self._entries is None:
            self._entries = {}
            for clue, one in self._told:
                entry = Entry(clue.low, clue.high, one.term.severity.rank, clue, one)
                for word in clue.others:
                    self._entries.setdefault(word, []).append(entry)
        return self._entries


class Index:
    """What may stand where a word does, the gravest terms first."""

    def __init__(self, compiled: Iterable[Compiled]) -> None:
        found: dict[str, list[_Told]] = {}
        for one in sorted(compiled, key=lambda one: -one.term.severity.rank):
            for told in [(clue, one) for clue in one.expression.clues]:
                for word in told[0].words:
                    found.setdefault(word, []).append(told)
        self.words = {word: Beside(clues) for word, clues in found.items()}

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
