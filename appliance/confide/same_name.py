"""Whether two names may be one person’s, where nobody has said who is who. In doubt they are: then somebody does not
read what may be about them."""

import unicodedata

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
    """`Mrs Jones` may be `Helen Jones`, and is not `Mr Jones`."""
    first, second = _read(one), _read(other)
    if not first.words or not second.words:
        return False
    if len(first.words) > 1 and len(second.words) > 1:
        return first.words == second.words
    return first.words[-1] == second.words[-1] and not _styles_differ(first, second)


def _styles_differ(first: _Name, second: _Name) -> bool:
    """Only where nothing but a surname stands beside them."""
    surnames = len(first.words) == len(second.words) == 1
    return surnames and bool(first.style and second.style) and first.style != second.style


def _read(name: str) -> _Name:
    words = unicodedata.normalize("NFKC", name).casefold().replace(".", " ").split()
    if len(words) > 1 and words[0] in _STYLES:
        return _Name(style=words[0], words=tuple(words[1:]))
    return _Name(style="", words=tuple(words))
