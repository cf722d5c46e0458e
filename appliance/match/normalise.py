"""Texts as words in the one form that is compared, and the way back to where they came from.

Letter case, accents, width, invisible characters, apostrophes, hyphens and punctuation make no difference to a reader,
so they make none here. A line break, which parts messages, is a word; so is an emoji, a currency sign, and each
character of a script without spaces.

Speed: what is done to a whole text is done by a few calls over the whole text, and what is done to a character once for
each different character. The way back is worked out only where something was found, because in most texts nothing is.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from appliance.match.lookalikes import in_latin

_UTF8 = "utf-8", "surrogatepass"  # JSON may hold half a surrogate pair
_ASCII = bytes(range(128))
_KEPT = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789\n")
_FOLDED = bytes(code if code in _KEPT else 32 for code in _ASCII.lower()) + bytes(range(128, 256))
_DROPPED = b"'`"
_APOSTROPHES = frozenset("\u00b4\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\uff07\u05f3\u055a")
_MANY = 40  # different characters to replace: from here one slow pass beats that many quick ones
_BLOCK, _FINE = 2048, 128  # characters that are folded at once, and that are gone through one by one
_MARKS = re.compile(r"[\u0300-\u036f]*")
# Thai and Lao, Burmese, Khmer, Japanese and Chinese are written without spaces between words.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_EDGE = re.compile(rf"[\W_]|{_UNSPACED.pattern}")
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
# Letters that Unicode does not take apart, and a reader does.
_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
    **{chr(0x1F150 + n): chr(97 + n) for n in range(26)},
    **{chr(0x1F170 + n): chr(97 + n) for n in range(26)},
    **{chr(0x1F1E6 + n): f" {chr(97 + n)} " for n in range(26)},  # two of them are a flag, and no part of a word
}  # fmt: skip


def draft(text: str) -> str:
    """The words of a text, folded, with one space or more around each; a line break is a word."""
    folded = text.encode(*_UTF8).translate(_FOLDED, _DROPPED).replace(b"\n", b" \n ")
    if not text.isascii():
        folded = _fold_foreign(folded)
    return folded.decode(*_UTF8)


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return list(filter(None, draft(text).split(" ")))


def fold(text: str) -> str:
    """The same with one space between them. Folding a folded text changes nothing."""
    if text.isascii() and text.replace(" ", "").isalpha():  # as most that are asked for are
        return " ".join(text.lower().split())
    return " ".join(words_of(text))


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
    if char.lower() in _LETTERS:
        return _LETTERS[char.lower()]
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold()).casefold()
    return "".join(_fold_part(part) for part in parts)


def _fold_part(part: str) -> str:
    if part in _LETTERS:
        return _LETTERS[part]
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


class Words:
    """A text as its words. `words` are folded, and letters of other scripts that stand for Latin ones are read so."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.words: list[str] = []
        self._blocks = _Blocks()
        latin = True
        for block in _blocks(source, 0, len(source), _BLOCK):
            self._blocks.add(len(self.words), block)
            folded = draft(source[slice(*block)])
            latin = latin and folded.isascii()
            self.words += filter(None, folded.split(" "))
        if not latin:
            self.words = in_latin(self.words)
        self._parts: dict[tuple[int, int], _Blocks] = {}
        self._places: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Where the words from `first` to `end` (exclusive) stand in the source, with the last letter's accents."""
        start, _ = self._place(first)
        _, stop = self._place(end - 1)
        marks = _MARKS.match(self.source, stop)
        return start, marks.end() if marks else stop

    def _place(self, number: int) -> tuple[int, int]:
        """Of a word: first its block, then a part of that, and only there character by character."""
        number, block = self._blocks.find(number)
        if block not in self._parts:
            self._parts[block] = self._divided(*block)
        number, part = self._parts[block].find(number)
        if part not in self._places:
            self._places[part] = list(_places(self.source, *part))
        return self._places[part][number]

    def _divided(self, start: int, end: int) -> "_Blocks":
        parts = _Blocks()
        words = 0
        for part in _blocks(self.source, start, end, _FINE):
            parts.add(words, part)
            words += len(words_of(self.source[slice(*part)]))
        return parts


class _Blocks:
    """Stretches of a text, and the number of each one's first word."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._stretches: list[tuple[int, int]] = []

    def add(self, first: int, stretch: tuple[int, int]) -> None:
        self._firsts.append(first)
        self._stretches.append(stretch)

    def find(self, number: int) -> tuple[int, tuple[int, int]]:
        """The stretch in which a word stands, and which of its words that is."""
        place = bisect_right(self._firsts, number) - 1
        return number - self._firsts[place], self._stretches[place]


def _blocks(source: str, start: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """Stretches of about `size` characters; no word stands in two."""
    while end - start > size:
        cut = _cut(source, start + size, end)
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _cut(source: str, place: int, end: int) -> int:
    return next((edge.start() for edge in _EDGE.finditer(source, place, end) if _parts(edge[0])), end)


def _parts(char: str) -> bool:
    """Does a word end before this character?"""
    return fold_character(char).startswith(" ")


def _places(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each word in a stretch of the source."""
    first = -1
    last = start
    for place in range(start, end):
        for part in fold_character(source[place]):
            if part == " ":
                if first >= 0:
                    yield first, last
                first = -1
                continue
            first = place if first < 0 else first
            last = place + 1
    if first >= 0:
        yield first, last
