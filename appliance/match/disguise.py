"""Words that are written so as not to be recognised, read as a person would read them (FEATURES row A6).

Each rule finds suspicious spots in a text and says what may be meant. A text with such spots is read again, with them
replaced; one without costs a few searches. Accents, width, look-alike letters and zero-width characters are
`normalise.py`'s.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby, islice, product
from typing import NamedTuple

from appliance.match.typos import Typos
from appliance.match.vocabulary import MASK, Vocabulary

READINGS = 6
_MOST_WAYS = 64  # of one word in leet
_LEET = {
    "0": ("o",),
    "1": ("i", "l"),
    "2": ("to", "z"),
    "3": ("e",),
    "4": ("a", "for"),
    "5": ("s",),
    "6": ("g", "b"),
    "7": ("t",),
    "8": ("b", "ate"),
    "9": ("g",),
    "@": ("a",),
    "$": ("s",),
    "!": ("i", "l"),
    "|": ("l", "i"),
    "+": ("t",),
    "€": ("e",),
    "£": ("l", "e"),
}
SIGNS = "@$!|+€£"  # read as a letter that they look like
STARS = "*#•"  # a letter stands behind each
_PLACES = re.compile(r"[\W_]+")

Spot = tuple[int, int, tuple[str, ...]]


class Rule(NamedTuple):
    """`spots` finds what is suspicious; `means` gives what may be meant, likeliest first. Only what is in the
    vocabulary counts: everything else is a number, an abbreviation or a game."""

    spots: re.Pattern[str]
    means: Callable[[str, Vocabulary], Iterator[str]]


def _leet(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    ways = product(*(_LEET.get(char, (char,)) for char in word))
    return filter(vocabulary.knows, map("".join, islice(ways, _MOST_WAYS)))


def _together(spread: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Letters that stand apart. Where some gaps are unlike the rest, they part words."""
    gaps = _PLACES.findall(spread)
    usual = Counter(gaps).most_common(1)[0][0]
    if len(set(gaps)) > 1:
        words = "".join(" " if _PLACES.fullmatch(part) else part for part in _gathered(spread, usual))
        yield from filter(vocabulary.knows, (words, *_plain(words)))
    letters = _PLACES.sub("", spread)
    if letters.isalpha() or letters.isascii():
        yield from filter(None, map(vocabulary.parted, (letters, *_plain(letters))))


def _gathered(spread: str, usual: str) -> Iterator[str]:
    """The letters and the gaps, without the gaps that are like most."""
    return (part for part in re.split(r"([\W_]+)", spread) if part != usual)


def _plain(letters: str) -> Iterator[str]:
    """Leet inside of letters that stood apart."""
    if not letters.replace(" ", "").isalpha():
        yield "".join(_LEET.get(char, (char,))[0] for char in letters)


def _unstretched(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    runs = ["".join(run) for _, run in groupby(word)]
    once = "".join(run[0] if len(run) > 2 else run for run in runs)  # noqa: PLR2004  # no English word has three
    twice = "".join(run[:2] for run in runs)
    return filter(vocabulary.knows, (once, twice, "".join(run[0] for run in runs)))


def _uncovered(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Letters behind a star: f*ck, s**cide."""
    yield from vocabulary.like(re.sub(f"[{STARS}]", MASK, word))


_LEET_SPOT = rf"(?<![\w{SIGNS}])(?=[\w{SIGNS}]*[a-zA-Z])(?=[\w{SIGNS}]*[\d{SIGNS}])[\w{SIGNS}]{{2,40}}(?<!!)(?!\w)"
RULES = (
    Rule(re.compile(r"(?<!\w)(?:\w[^\w\n]{1,3}|\w_){2,200}\w(?!\w)"), _together),
    Rule(re.compile(_LEET_SPOT), _leet),
    Rule(re.compile(r"\b\w*(\w)\1\1\w*\b"), _unstretched),
    Rule(re.compile(rf"(?<![\w{STARS}])\w+[{STARS}]+\w+\b"), _uncovered),
)
# Digits and signs that stand alone are letters only beside words in leet.
_DIGITS = Rule(re.compile(rf"(?<![\w{SIGNS}.,:])[\d{SIGNS}]{{1,4}}(?![\w{SIGNS}:%]|[.,]\d)"), _leet)


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
    kept = _apart([*_spots(text, typos.vocabulary), *typos.spots(text)])
    for number in range(min(READINGS, max((len(meant) for _, _, meant in kept), default=0))):
        yield Reading(text, [(start, end, meant[min(number, len(meant) - 1)]) for start, end, meant in kept])


def _apart(spots: list[Spot]) -> list[Spot]:
    """Without overlaps: the longest of those that begin together, and all that it may mean."""
    kept: list[Spot] = []
    for start, end, meant in sorted(spots, key=lambda spot: (spot[0], -spot[1])):
        if kept and kept[-1][:2] == (start, end):
            kept[-1] = start, end, tuple(dict.fromkeys((*kept[-1][2], *meant)))
        elif not kept or start >= kept[-1][1]:
            kept.append((start, end, meant))
    return kept


def _spots(text: str, vocabulary: Vocabulary) -> Iterator[Spot]:
    found = [spot for rule in RULES for spot in _of_rule(rule, text, vocabulary)]
    yield from found
    if any(not char.isalpha() for start, end, _ in found for char in text[start:end]):
        yield from _of_rule(_DIGITS, text, vocabulary)


def _of_rule(rule: Rule, text: str, vocabulary: Vocabulary) -> Iterator[Spot]:
    for found in rule.spots.finditer(text):
        if meant := tuple(dict.fromkeys(rule.means(found[0].lower(), vocabulary)))[:READINGS]:
            yield found.start(), found.end(), meant
