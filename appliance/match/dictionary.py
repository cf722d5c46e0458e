"""English words: to tell a word from a slip, and a rare word from a common one. Those of the pyspellchecker package."""

import gzip
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import repeat
from string import ascii_lowercase, digits

import msgspec

from appliance.match.normalise import fold

_LEAST = 5  # in a million: words that are so rare are all alike
_UNKNOWN = 4.0
_LETTERS = ascii_lowercase + digits
_SIGN = 1500.0  # letters and digits that stand alone: names of things, text-speak


def dictionary() -> frozenset[str]:
    """Every word, folded. Letters that stand alone are none, but for "a" and "i"."""
    return _read()[0]


def often(words: Iterable[str]) -> float:
    """About how often one of these folded words stands in a million words of speech."""
    return sum(map(_read()[1].get, words, repeat(_UNKNOWN)))


@cache
def _read() -> tuple[frozenset[str], dict[str, float]]:
    """The words, and how often the common ones stand in a million."""
    counted = counts()
    odd = fold("\n".join([word for word in counted if not (word.isascii() and word.isalpha())]))
    words = frozenset(filter(str.isalpha, counted)).union(odd.split()).difference(_LETTERS).union("ai")
    million = sum(counted.values()) / 1_000_000
    common = [(word, count / million) for word, count in counted.items() if count > _LEAST * million]
    folded = fold("\n".join(word for word, _ in common)).split("\n")
    found: dict[str, float] = {}
    for word, (_, times) in zip(map(str.strip, folded), common, strict=True):
        found[word] = found.get(word, 0) + times
    return words, dict.fromkeys(set(_LETTERS).difference(found), _SIGN) | found


def counts() -> dict[str, int]:
    """Every word as the package writes it, to how often it was counted. Large, and read anew each time."""
    packed = files("spellchecker").joinpath("resources/en.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=dict[str, int])
