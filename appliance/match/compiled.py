"""What a pattern compiles to: clues to where it is worth trying, and steps that say what fits."""

from collections.abc import Iterator, Mapping, Sequence

from appliance.match.clues import Clue, clues, pieces
from appliance.match.language import PatternError, parse
from appliance.match.normalise import words_of
from appliance.match.spellings import as_typed
from appliance.match.steps import BREAK, Passage, shortest

LONGEST = 100  # words of a match
MARGIN = (BREAK,) * LONGEST  # what stands before and after a text, so that no place beside a word is outside of it


class Expression:
    """A pattern, tried on words that have a MARGIN on either side."""

    def __init__(self, pattern: str, lists: Mapping[str, Sequence[str]] | None = None) -> None:
        """Raises PatternError."""
        piece = pieces(as_typed(parse(pattern, lists)))
        self.steps = piece.step
        self.most = piece.most
        if self.most > LONGEST:
            raise PatternError(f"it is longer than {LONGEST} words")
        self.clues: tuple[Clue, ...] = tuple(clues(piece))  # wherever it fits, one of these does
        self.certain = tuple(slot.words for slot in sorted(piece.slots, key=lambda slot: slot.often))

    @property
    def anchors(self) -> tuple[str, ...]:
        """The words that are looked for; none where no word is certain."""
        return tuple(sorted({word for clue in self.clues for word in clue.words}))

    def match(self, words: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
        """Start and end of the shortest match that holds the words from `first` to `last`."""
        start = max(0, first - self.most)
        around = words[start : last + self.most + 1]
        if any(one_of.isdisjoint(around) for one_of in self.certain):
            return None
        found = shortest(self.steps, Passage(around), first - start, last - start)
        return (start + found[0], start + found[1]) if found else None

    def finds(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Every match in a few words, the shortest at each place."""
        before = -1, -1
        for place in range(len(words)):
            found = self.match(words, place, place)
            if found and found != before:
                yield found
                before = found

    def stands_in(self, text: str) -> bool:
        """Does it fit anywhere in a short text?"""
        words = (*MARGIN, *words_of(text), *MARGIN)
        return any(True for _ in self.finds(words))

    def covers(self, text: str) -> bool:
        """Does it fit a text from its first word to its last?"""
        words = words_of(text)
        return bool(words) and self.match((BREAK, *words, BREAK), 1, len(words)) == (1, len(words) + 1)
