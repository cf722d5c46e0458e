"""English words: to tell a word from a slip, and a rare word from a common one. Those of the pyspellchecker package."""

import gzip
from functools import cache
from importlib.resources import files

import msgspec

from appliance.match.normalise import fold

_LEAST = 5  # in a million: words that are so rare are all alike
_UNKNOWN = 4.0
_SIGN = 1500.0  # letters and digits that stand alone: names of things, text-speak


@cache
def dictionary() -> frozenset[str]:
    """Every word, folded. Letters that stand alone are none, but for "a" and "i"."""
    return frozenset(word for word in fold("\n".join(counts())).split() if len(word) > 1) | {"a", "i"}


def per_million(word: str) -> float:
    """About how often a folded word stands in a million words of speech."""
    return _common().get(word) or (_SIGN if len(word) == 1 and word.isascii() else _UNKNOWN)


@cache
def _common() -> dict[str, float]:
    counted = counts()
    million = sum(counted.values()) / 1_000_000
    common = [(word, count / million) for word, count in counted.items() if count > _LEAST * million]
    folded = fold("\n".join(word for word, _ in common)).split("\n")
    found: dict[str, float] = {}
    for word, (_, often) in zip(map(str.strip, folded), common, strict=True):
        found[word] = found.get(word, 0) + often
    return found


def counts() -> dict[str, int]:
    """Every word as the package writes it, to how often it was counted. Large, and read anew each time."""
    packed = files("spellchecker").joinpath("resources/en.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=dict[str, int])
