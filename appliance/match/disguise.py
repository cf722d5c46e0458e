"""Words that are written so as not to be recognised, read as a person would read them (FEATURES row A6).

Each rule finds suspicious spots in a text and says what may be meant. A text with such spots is read again, with them
replaced; one without costs a few searches. Accents, width, look-alike letters of one script and zero-width characters
are `normalise.py`'s.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

from appliance.match.typos import Typos

READINGS = 3
_LEET = str.maketrans("0134578@$!|+€", "oieastbasiite")
_LEET_L = str.maketrans("0134578@$!|+€", "oleastbaslite")


class Rule(NamedTuple):
    """`spots` finds what is suspicious; `means` gives what may be meant, likeliest first."""

    spots: re.Pattern[str]
    means: Callable[[str], tuple[str, ...]]


def _leet(word: str) -> tuple[str, ...]:
    return word.translate(_LEET), word.translate(_LEET_L)


def _joined(spread: str) -> tuple[str, ...]:
    """Letters that stand apart; two gaps in a row part words."""
    words = re.split(r"[\W_]{2,}", spread.strip()) if re.search(r"\w[\W_]\w", spread) else [spread]
    together = re.sub(r"[\W_]", "", spread)
    return (" ".join(re.sub(r"[\W_]", "", word) for word in words), together, f"{together[:1]} {together[1:]}")


def _unstretched(word: str) -> tuple[str, ...]:
    runs = ["".join(run) for _, run in groupby(word)]
    once = "".join(run[0] if len(run) > 2 else run for run in runs)  # noqa: PLR2004  # no English word has three
    twice = "".join(run[:2] for run in runs)
    return (once, twice, "".join(run[0] for run in runs))


def _uncovered(word: str) -> tuple[str, ...]:
    """A vowel behind a star: f*ck, sh*t, k!ll is leet."""
    return tuple(re.sub(r"\*+", vowel, word) for vowel in "uia")


RULES = (
    Rule(re.compile(r"(?<!\w)(?:\w[\W_]{1,2}){2,}\w(?!\w)"), _joined),
    Rule(
        re.compile(r"(?<![\w@$!|+])(?=[\w@$!|+€]*[a-zA-Z])(?=[\w@$!|+€]*[0134578@$!|+€])[\w@$!|+€]{2,40}(?<!!)(?!\w)"),
        _leet,
    ),
    Rule(re.compile(r"\b\w*(\w)\1\1\w*\b"), _unstretched),
    Rule(re.compile(r"\b\w+\*+\w+\b"), _uncovered),
)


class Reading:
    """A text as it may be meant, and the way back to what was written."""

    def __init__(self, source: str, spots: list[tuple[int, int, str]]) -> None:
        parts: list[str] = []
        self._starts, self._sources = [0], [(0, False)]
        end = length = 0
        for start, stop, meant in spots:
            for piece, at, replaced in ((source[end:start], end, False), (meant, start, True)):
                self._starts.append(length)
                self._sources.append((at, replaced))
                parts.append(piece)
                length += len(piece)
            end = stop
        self._starts.append(length)
        self._sources.append((end, False))
        self.text = "".join([*parts, source[end:]])
        self._ends = {start: stop for start, stop, _ in spots}

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the source it stands; of a spot that was replaced, the whole."""
        first, replaced_first, shift = self._origin(start)
        last, replaced_last, shift_last = self._origin(end - 1)
        return (first if replaced_first else first + shift), (
            self._ends[last] if replaced_last else last + shift_last + 1
        )

    def _origin(self, offset: int) -> tuple[int, bool, int]:
        piece = bisect_right(self._starts, offset) - 1
        at, replaced = self._sources[piece]
        return at, replaced, offset - self._starts[piece]


def readings(text: str, typos: Typos) -> Iterator[Reading]:
    """What else the text may say; nothing where nothing in it is suspicious."""
    spots = sorted([*_spots(text, typos), *typos.spots(text)])
    kept: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, meant in spots:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, meant))
    for number in range(READINGS if kept else 0):
        yield Reading(text, [(start, end, meant[min(number, len(meant) - 1)]) for start, end, meant in kept])


def _spots(text: str, typos: Typos) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Only what may be a word of a term: everything else is a number, an abbreviation or a game."""
    for rule in RULES:
        for found in rule.spots.finditer(text):
            meant = tuple(way for way in dict.fromkeys(rule.means(found[0].lower())) if typos.knows(way))
            if meant:
                yield found.start(), found.end(), meant
