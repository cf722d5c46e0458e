"""One slip of the finger in a word that matters: a letter wrong, missing, too many, swapped with the next, or a space
forgotten. What is an English word in its own right is left alone: nobody who writes "therapist" slipped.
"""

import re
from collections.abc import Collection, Iterator

from appliance.match.normalise import fold
from appliance.match.vocabulary import Vocabulary

LEAST = 5  # letters of a word that is looked for; of a swap, one less
MOST_WORDS = 400  # a longer text was not typed in one go
_LEAST_TYPED, _MOST_TYPED = 4, 40  # letters of a word that may be a slip
_TOKEN = re.compile(rf"(?<!\w)[A-Za-z]{{{_LEAST_TYPED},{_MOST_TYPED}}}(?!\w)")
_MOST_SEEN = 20_000  # words whose meaning is remembered
_LONGEST_ENDING = 3  # Middlesex, Penistone, Hancock
LEAST_A_WORD = 2.4  # letters, on average: of shorter words nearly everything could be made
_SPELT = (("", ""), ("is", "iz"), ("our", "or"), ("ll", "l"), ("yse", "yze"), ("ae", "e"))  # British, American


class Typos:
    """`words` are those of the terms; `known` are words in their own right."""

    def __init__(self, words: Collection[str], known: Collection[str]) -> None:
        self._words = frozenset(word for word in words if " " not in word)
        self._shortened: dict[str, str] = {}
        for word in sorted(self._words):
            if len(word) >= LEAST and word.isalpha():
                for short in _shortened(word):
                    self._shortened.setdefault(short, word)
        self.vocabulary = Vocabulary(self._words)
        self._known = known
        self._seen: dict[str, str | None] = {}

    def spots(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Start, end and meaning of each slip in a text."""
        tokens = list(_TOKEN.finditer(text))
        for found in tokens if len(tokens) <= MOST_WORDS else ():
            if meant := self.meant(fold(found[0])):
                yield found.start(), found.end(), (meant,)

    def meant(self, word: str) -> str | None:
        """What a folded word is a slip for, if it is one."""
        if word not in self._seen:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            self._seen[word] = self._meant(word)
        return self._seen[word]

    def forget(self) -> None:
        """Words that were asked about."""
        self._seen.clear()

    def _meant(self, word: str) -> str | None:
        if word in self._words or self._is_a_word(word) or not _LEAST_TYPED <= len(word) <= _MOST_TYPED:
            return None
        return self._slip(word) or self._run_together(word)

    def _is_a_word(self, word: str) -> bool:
        """The dictionary spells as Americans do."""
        return any(word.replace(british, american) in self._known for british, american in _SPELT)

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
        whole = len(parts) > 1 and len(word) >= LEAST_A_WORD * len(parts)
        return words if whole and (len(parts) > 2 or all(map(_stands_out, parts))) else None  # noqa: PLR2004  # Middlesex


def _stands_out(word: str) -> bool:
    """Of two words that are written as one: is it no ending that many a name has?"""
    return len(word) > _LONGEST_ENDING or word in {"i", "u", "a"}


def _shortened(word: str) -> Iterator[str]:
    """The word without one of its letters; the first stays, as it does in nearly every slip."""
    return (word[:place] + word[place + 1 :] for place in range(1, len(word)))


def _swapped(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1))
