"""The language of patterns: from what a teacher writes to the phrases that are looked for. See `terms.py` for it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from appliance.match.normalise import fold

MOST_PHRASES = 2000
_SIGNS = re.compile(r"\\(.)|([()|\[\]~])|([^\\()|\[\]~]+)", re.DOTALL)
_CLOSES = {"(": ")", "[": "]"}
_ENDS_ALONE = re.compile(r"(^|.*\W)(\w[\w']*)$", re.DOTALL)
_DOUBLES = re.compile(r"^[^aeiou]*[aeiou][bdgklmnprtz]$")
_VOWELS = frozenset("aeiou")


class PatternError(ValueError):
    """A pattern that cannot be read; the sentence says why."""


@lru_cache(maxsize=4096)
def phrases(pattern: str) -> tuple[str, ...]:
    """Every phrase that a pattern stands for, folded, each once, sorted. Raises PatternError."""
    reader = _Reader(pattern)
    found = {tidy for raw in reader.read() for phrase in _apostrophes(raw) if (tidy := _tidy(phrase))}
    if not found:
        raise PatternError("there is no word in it")
    return tuple(sorted(found))


class _Reader:
    """A pattern read from left to right into the list of its spellings. Groups may stand in groups."""

    def __init__(self, pattern: str) -> None:
        self._signs = [_sign(found) for found in _SIGNS.finditer(pattern)]
        self._place = 0

    def read(self) -> list[str]:
        spellings = self._alternatives("")
        if self._place < len(self._signs):
            raise PatternError(f"a {self._signs[self._place][0]!r} closes nothing")
        return spellings

    def _alternatives(self, close: str) -> list[str]:
        found = self._sequence()
        while self._at("|"):
            if not close:
                raise PatternError("alternatives stand in brackets: (one|other)")
            self._place += 1
            found += self._sequence()
        return found

    def _sequence(self) -> list[str]:
        found = [""]
        while self._place < len(self._signs) and not self._at(")", "]", "|"):
            text, special = self._signs[self._place]
            self._place += 1
            if special and text == "~":
                found = [spelling for one in found for spelling in _inflected(one)]
            else:
                found = _joined(found, self._group(text) if special else [text])
        return found

    def _group(self, opened: str) -> list[str]:
        close = _CLOSES[opened]
        found = self._alternatives(close)
        if not self._at(close):
            raise PatternError(f"a {opened!r} is not closed")
        self._place += 1
        return [*found, ""] if opened == "[" else found

    def _at(self, *signs: str) -> bool:
        return self._place < len(self._signs) and self._signs[self._place] in {(sign, True) for sign in signs}


def _sign(found: re.Match[str]) -> tuple[str, bool]:
    escaped, special, text = found.groups()
    return (special, True) if special else (escaped or text, False)


def _joined(left: list[str], right: list[str]) -> list[str]:
    if len(left) * len(right) > MOST_PHRASES:
        raise PatternError(f"it stands for more than {MOST_PHRASES} phrases")
    return [a + b for a, b in product(left, right)]


def _inflected(spelling: str) -> Iterator[str]:
    found = _ENDS_ALONE.match(spelling)
    if not found:
        raise PatternError("'~' follows a word")
    before, word = found.groups()
    return (before + form for form in inflections(word))


def inflections(word: str) -> list[str]:
    """Regular English endings: -s, -'s, -ed, -ing, -er, -ers. Forms that nobody writes do no harm."""
    stem, last = word[:-1], word[-1:].lower()
    forms = [word, f"{word}'s"]
    if last == "e":
        return [*forms, f"{word}s", f"{word}d", f"{stem}ing", f"{word}r", f"{word}rs"]
    if last == "y" and stem[-1:].lower() not in _VOWELS:
        return [*forms, f"{stem}ies", f"{stem}ied", f"{word}ing", f"{stem}ier", f"{stem}iers"]
    plural = f"{word}es" if re.search(r"(s|x|z|ch|sh)$", word.lower()) else f"{word}s"
    base = word + last if _DOUBLES.match(word.lower()) else word
    return [*forms, plural, f"{base}ed", f"{base}ing", f"{base}er", f"{base}ers"]


def _apostrophes(phrase: str) -> tuple[str, ...]:
    folded = fold(phrase)
    return (folded, folded.replace("'", "")) if "'" in folded else (folded,)


def _tidy(phrase: str) -> str:
    return " ".join(phrase.split())
