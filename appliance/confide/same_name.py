"""Whether two names may be one person’s, where nobody has said who is who. In doubt they are: then somebody does not
read what may be about them."""

import re
import unicodedata

from appliance import unseen
from appliance.model import Frozen

_STYLES = frozenset(
    {"mr", "mrs", "miss", "ms", "mx", "dr", "sir", "dame", "prof", "professor", "rev", "revd", "father"}
)


class _Name(Frozen):
    style: str
    words: tuple[str, ...]


def same_name(one: str, other: str) -> bool:
    """`Mrs H. Jones` is `mrs h jones` and `H Jones`. No name is nobody’s."""
    first, second = _read(one), _read(other)
    return bool(first.words) and first.words == second.words and not _styles_differ(first, second)


def may_be(one: str, other: str) -> bool:
    """`Mrs Jones` may be `Helen Jones`, as `H. Jones` and `Helen Mary Jones` may, and is not `Mr Jones`."""
    first, second = _read(one), _read(other)
    if not first.words or not second.words or _styles_differ(first, second):
        return False
    if "".join(first.words) == "".join(second.words):
        return True
    return first.words[-1] == second.words[-1] and _given_fit(first.words[:-1], second.words[:-1])


def _given_fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Also where one is an initial, or there is none; a middle name makes nobody somebody else."""
    if not one or not other:
        return True
    short, long = sorted((one[0], other[0]), key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


def _styles_differ(first: _Name, second: _Name) -> bool:
    """Only where nothing but a surname stands beside them."""
    surnames = len(first.words) == len(second.words) == 1
    return surnames and bool(first.style and second.style) and first.style != second.style


def _read(name: str) -> _Name:
    words = _letters(name).split()
    if len(words) > 1 and words[0] in _STYLES:
        return _Name(style=words[0], words=tuple(words[1:]))
    return _Name(style="", words=tuple(words))


def _letters(name: str) -> str:
    """Small ones, without accents, hyphens, apostrophes and what nobody sees; `Jones, Helen` as `helen jones`, and
    without what is added in brackets."""
    plain = re.sub(r"\([^()]*\)", " ", unicodedata.normalize("NFKD", unseen.dropped(name)))
    family, _, given = plain.partition(",")
    in_order = f"{given} {family}".casefold().replace(".", " ")
    return "".join(char for char in in_order if char.isalnum() or char.isspace())
