"""Texts in the one form that is compared, and the way back to where they came from.

Letter case, accents, width, invisible characters, hyphens and repeated spaces make no difference to a reader, so they
make none here. A newline stays: it parts passages, and no phrase crosses one.

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
_FOLDED_ASCII = _ASCII.lower().translate(bytes.maketrans(b"\t\v\f\r\x1c\x1d\x1e\x1f-_`", b" " * 10 + b"'"))
_FOLDED_BYTES = _FOLDED_ASCII + bytes(range(128, 256))
_APOSTROPHES = frozenset("\u00b4\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\uff07\u05f3\u055a")
_MANY = 40  # different characters to replace: from here one slow pass beats that many quick ones
_SPACES = re.compile(r"  +")
_GAPS = bytes(code if chr(code).isalnum() else ord(" ") for code in _ASCII) + bytes(range(128, 256))
_BLOCK = 512
_BLOCK_END = re.compile(r"[0-9A-Za-z\u0430-\u044f\u05d0-\u05ea\u0628-\u063a\u0904-\u0939\u4e00-\u9fff]")
_MARKS = re.compile(r"[\u0300-\u036f]*")


def fold(text: str) -> str:
    """The form that is compared. Folding a folded text changes nothing.

    Every character folds by itself, whatever stands beside it; only runs of spaces then become one space.
    """
    encoded = text.encode(*_UTF8)
    folded = encoded.translate(_FOLDED_BYTES).decode(*_UTF8)
    if not text.isascii():
        folded = _fold_foreign(folded, encoded)
    return _SPACES.sub(" ", folded)


def gaps(text: str) -> str:
    """The text with a space for each character that is no part of a word: as long as the text, place for place."""
    encoded = text.encode(*_UTF8)
    gapped = encoded.translate(_GAPS).decode(*_UTF8)
    if text.isascii():
        return gapped
    return _replace(gapped, {char: " " for char in _foreign(encoded) if not is_word(char)})


def is_word(char: str) -> bool:
    """Does a word go on with this character? Vowel signs of Indic scripts are part of the word."""
    return char.isalnum() or (not char.isascii() and unicodedata.category(char)[0] == "M")


def _fold_foreign(text: str, encoded: bytes) -> str:
    return _replace(text, {char: new for char in _foreign(encoded) if (new := fold_character(char)) != char})


def _foreign(encoded: bytes) -> set[str]:
    return set(encoded.translate(None, _ASCII).decode(*_UTF8))


def _replace(text: str, changes: dict[str, str]) -> str:
    if len(changes) > _MANY:
        return text.translate({ord(char): folded for char, folded in changes.items()})
    for char, folded in changes.items():
        text = text.replace(char, folded)
    return text


@lru_cache(maxsize=1 << 16)
def fold_character(char: str) -> str:
    """What one character becomes: none, one or several."""
    if char in _APOSTROPHES:
        return "'"
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold()).casefold()
    return "".join(_fold_part(part) for part in parts)


def _fold_part(part: str) -> str:
    if part.isascii():
        return _FOLDED_ASCII[ord(part) : ord(part) + 1].decode("ascii")
    category = unicodedata.category(part)
    if category == "Cf" or _is_accent(part, category):
        return ""
    if category in {"Pd", "Zs", "Zl", "Zp"} or part == "\x85":
        return " "
    return "'" if part in _APOSTROPHES else part


def _is_accent(part: str, category: str) -> bool:
    """Marks that a reader can do without: accents, Hebrew points, Arabic vowels, variation selectors.

    The vowel signs of Indic and Thai scripts are letters in their own right and stay.
    """
    return category in {"Mn", "Me"} and not "\u0900" <= part <= "\u1aaf"


class Folded:
    """A text beside its folded form."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.text = fold(text)
        self._seen: dict[int, list[int]] = {}

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `self.text[start:end]` (not empty) stands in the source, with the accents of its last letter."""
        if len(self.source) == len(self.text) and self.source.isascii():
            return start, end
        last = self._origin(end - 1) + 1
        return self._origin(start), _MARKS.match(self.source, last).end()  # type: ignore[union-attr]  # `*` always fits

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
        char = source[place]
        folded = _FOLDED_ASCII[ord(char) : ord(char) + 1].decode("ascii") if char.isascii() else fold_character(char)
        for part in folded:
            if not before == part == " ":
                origins.append(place)
            before = part
    return origins
