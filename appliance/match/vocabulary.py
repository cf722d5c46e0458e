"""The words of the terms, asked in the ways in which a disguise leaves them."""

import re
from collections.abc import Collection, Iterator

MASK = "*"
_LONGEST = 60  # letters that are parted into words; a longer run is no sentence
_LONGEST_WORD = 18
_SHORT = frozenset(("i", "a", "u", "r"))
_LIKE = 6  # words that one mask may stand for


class Vocabulary:
    """`words` are single words, folded."""

    def __init__(self, words: Collection[str]) -> None:
        self._words = frozenset(word for word in words if " " not in word)
        self._alike: dict[tuple[str, int], list[str]] = {}  # by first letter and length
        for word in sorted(self._words):
            self._alike.setdefault((word[0], len(word)), []).append(word)

    def knows(self, words: str) -> bool:
        """Is every word of it one of the terms'? Not where there is none."""
        return bool(words) and all(word in self._words for word in words.split())

    def like(self, masked: str) -> tuple[str, ...]:
        """Words in which each `*` is a letter; where none fits, in which each run of them is any number of letters. The
        first letter is told."""
        exact = re.compile(re.escape(masked).replace(r"\*", r"\w"))
        found = [word for word in self._alike.get((masked[0], len(masked)), ()) if exact.fullmatch(word)]
        if not found and MASK * 2 in masked:
            loose = re.compile(re.sub(r"(?:\\\*)+", r"\\w+", re.escape(masked)))
            found = [word for word in self._around(masked[0], len(masked)) if loose.fullmatch(word)]
        return tuple(found[:_LIKE])

    def parted(self, letters: str) -> str:
        """The fewest words that are written so when all spaces are left out; empty where there are none."""
        if not 1 < len(letters) <= _LONGEST:
            return ""
        best: list[tuple[int, str] | None] = [(0, "")]
        for end in range(1, len(letters) + 1):
            best.append(min(self._ending(letters, end, best), default=None))
        return best[-1][1].strip() if best[-1] else ""

    def _ending(self, letters: str, end: int, best: list[tuple[int, str] | None]) -> Iterator[tuple[int, str]]:
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, word = best[start], letters[start:end]
            if before and word in self._words and (len(word) > 1 or word in _SHORT):
                yield before[0] + 1, f"{before[1]} {word}"

    def _around(self, first: str, length: int) -> Iterator[str]:
        """Words of about this length."""
        for near in range(length - 1, length + 5):
            yield from self._alike.get((first, near), ())
