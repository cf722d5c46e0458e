"""One slip of the finger in a word that matters: a letter wrong, missing, too many, swapped with the next, or a space
forgotten. What is an English word in its own right is left alone: nobody who writes "therapist" slipped.
"""

import re
from collections.abc import Collection, Iterator

from appliance.match.normalise import fold
from appliance.match.vocabulary import Vocabulary

LEAST = 5  # letters of a word that is looked for; of a swap, one less
MOST_WORDS = 400  # a longer text was not typed in one go
_TOKEN = re.compile(r"(?<!\w)[A-Za-z]{4,40}(?!\w)")
LEAST_A_WORD = 2.4  # letters, on average: of shorter words nearly everything could be made


class Typos:
    """`words` are those of the terms; `known` is a dictionary: each word with a line break on either side."""

    def __init__(self, words: Collection[str], known: str) -> None:
        self._words = frozenset(word for word in words if " " not in word)
        self._shortened: dict[str, str] = {}
        for word in sorted(self._words):
            if len(word) >= LEAST and word.isalpha():
                for short in _shortened(word):
                    self._shortened.setdefault(short, word)
        self.vocabulary = Vocabulary(self._words)
        self._known = known

    def spots(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Start, end and meaning of each slip in a text."""
        tokens = list(_TOKEN.finditer(text))
        for found in tokens if len(tokens) <= MOST_WORDS else ():
            word = fold(found[0]).strip()
            if word in self._words or not (meant := self._meant(word)):
                continue
            if f"\n{word}\n" not in self._known:
                yield found.start(), found.end(), (meant,)

    def _meant(self, word: str) -> str | None:
        return self._slip(word) or self._run_together(word)

    def _slip(self, word: str) -> str | None:
        for swapped in _swapped(word):
            if swapped in self._words:
                return swapped
        if len(word) < LEAST - 1:
            return None
        if word in self._shortened:
            return self._shortened[word]
        for short in _shortened(word):
            if len(short) >= LEAST and short in self._words:
                return short
            if len(word) >= LEAST and short in self._shortened and len(self._shortened[short]) == len(word):
                return self._shortened[short]
        return None

    def _run_together(self, word: str) -> str | None:
        """Spaces forgotten, also on purpose: ihatemyself."""
        words = self.vocabulary.parted(word) if len(word) >= LEAST else ""
        parts = words.split()
        return words if len(parts) > 1 and len(word) >= LEAST_A_WORD * len(parts) else None


def _shortened(word: str) -> Iterator[str]:
    """The word without one of its letters; the first stays, as it does in nearly every slip."""
    return (word[:place] + word[place + 1 :] for place in range(1, len(word)))


def _swapped(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1))
