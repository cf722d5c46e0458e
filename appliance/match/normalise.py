"""Texts in the one form that is compared, and the way back to where they came from.

A folded text is words with one space around each, and a line break, spaced like a word, between passages. Letter case,
accents, width, invisible characters, apostrophes, hyphens and punctuation make no difference to a reader, so they make
none here. An emoji is a word, and so is a currency sign, and each character of a script without spaces.

Speed: what is done to a whole text is done by a few calls over the whole text, and what is done to a character once for
each different character. The way back is worked out only where something was found, because in most texts nothing is.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise

_UTF8 = "utf-8", "surrogatepass"  # JSON may hold half a surrogate pair
_ASCII = bytes(range(128))
_KEPT = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789\n")
_FOLDED = bytes(code if code in _KEPT else 32 for code in _ASCII.lower()) + bytes(range(128, 256))
_DROPPED = b"'`"
_APOSTROPHES = frozenset("\u00b4\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\uff07\u05f3\u055a")
_MANY = 40  # different characters to replace: from here one slow pass beats that many quick ones
_BLOCK = 512
_BLOCK_END = re.compile(r"[0-9A-Za-z\u0430-\u044f\u05d0-\u05ea\u0628-\u063a\u0904-\u0939]")
_MARKS = re.compile(r"[\u0300-\u036f]*")
# Thai and Lao, Burmese, Khmer, Japanese and Chinese are written without spaces between words.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


def fold(text: str) -> str:
    """The form that is compared. Folding a folded text changes nothing but the spaces at its ends."""
    encoded = text.encode(*_UTF8)
    folded = encoded.translate(_FOLDED, _DROPPED)
    if not text.isascii():
        folded = _fold_foreign(folded)
    words = folded.decode(*_UTF8)
    if "\n" in words:
        words = words.replace("\n", " \n ")
    while "  " in words:
        words = words.replace("  ", " ")
    return words


def _fold_foreign(encoded: bytes) -> bytes:
    different = set(encoded.translate(None, _ASCII).decode(*_UTF8))
    changes = {char: new for char in different if (new := fold_character(char)) != char}
    if len(changes) > _MANY:
        text = encoded.decode(*_UTF8).translate({ord(char): new for char, new in changes.items()})
        return text.encode(*_UTF8)
    for char, new in changes.items():
        encoded = encoded.replace(char.encode(*_UTF8), new.encode(*_UTF8))
    return encoded


@lru_cache(maxsize=1 << 16)
def fold_character(char: str) -> str:
    """What one character becomes: none, one or several."""
    if char == "\n":
        return " \n "
    if char in _APOSTROPHES or char in _SKIN_TONES:
        return ""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold()).casefold()
    return "".join(_fold_part(part) for part in parts)


def _fold_part(part: str) -> str:
    if part.isascii():
        return part.encode().translate(_FOLDED, _DROPPED).decode().replace("\n", " ")
    category = unicodedata.category(part)
    if part in _APOSTROPHES or category == "Cf" or _is_accent(part, category):
        return ""
    if category in {"So", "Sc"} or _UNSPACED.match(part):
        return f" {part} "
    return part if category[0] in "LMN" else " "


def _is_accent(part: str, category: str) -> bool:
    """Marks that a reader can do without: accents, Hebrew points, Arabic vowels, variation selectors.

    The vowel signs of Indic and Thai scripts are letters in their own right and stay.
    """
    return category in {"Mn", "Me"} and not "\u0900" <= part <= "\u1aaf"


class Folded:
    """A text beside its folded form. `text` has a line break, spaced like a word, at both ends."""

    def __init__(self, text: str) -> None:
        self.source = text
        body = fold(text)
        before = "\n" if body.startswith(" ") else "\n "
        self._pad = len(before)
        self.text = f"{before}{body}\n" if body.endswith(" ") else f"{before}{body} \n"
        self._as_long = len(body) == len(text) and text.isascii() and not any(char in text for char in "'`\n")
        self._seen: dict[int, list[int]] = {}

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `self.text[start:end]` (words, not empty) stands in the source, with the accents of its last letter."""
        first, last = start - self._pad, end - self._pad - 1
        if self._as_long:
            return first, last + 1
        marks = _MARKS.match(self.source, self._origin(last) + 1)
        return self._origin(first), marks.end() if marks else self._origin(last) + 1

    def _origin(self, offset: int) -> int:
        block = bisect_right(self._folded_starts, offset) - 1
        origins = self._seen.get(block)
        if origins is None:
            origins = self._seen[block] = _origins(self.source, *self._blocks[block])
        return origins[offset - self._folded_starts[block]]

    @cached_property
    def _blocks(self) -> list[tuple[int, int]]:
        """Stretches of the source that fold by themselves: each ends after a letter, so no run of spaces is cut."""
        cuts = [0]
        while found := _BLOCK_END.search(self.source, cuts[-1] + _BLOCK):
            cuts.append(found.end())
        return list(pairwise([*cuts, len(self.source)]))

    @cached_property
    def _folded_starts(self) -> list[int]:
        return list(accumulate((len(fold(self.source[a:b])) for a, b in self._blocks[:-1]), initial=0))


def _origins(source: str, start: int, end: int) -> list[int]:
    """For each character of the folded stretch, the place of the source character that it came from."""
    origins: list[int] = []
    before = ""
    for place in range(start, end):
        for part in fold_character(source[place]):
            if not before == part == " ":
                origins.append(place)
            before = part
    return origins
