"""Words that come in pieces: AI chats stream their answers a few letters at a time, under the same key again and again.

`Pieces` puts them together again, for a whole body or for one that comes in windows.
"""

from collections.abc import Iterable, Mapping, Sequence

# Fields that AI chats send pieces in; the values of each are one text. Of any other key it is seen from its values.
KEYS = frozenset({"text", "content", "delta", "v", "token", "response", "completion", "answer", "partial_json"})
_KEPT = 400  # characters of what a key said before: longer than any term with what may stand between its words
_MOST_KEYS = 64
_SPACED = 4  # one in so many pieces begins or ends with a space, which whole messages do not


class Pieces:
    """What was said, put together by key. Each text that goes on begins with the end of what its key said before, so
    that words over the seam are found; at most 400 characters for each of the last 64 keys are held for that.

    `known` are the keys whose values are pieces for certain.
    """

    def __init__(self, known: frozenset[str] = KEYS) -> None:
        self._known = known
        self._in_pieces: set[str] = set()
        self._tails: dict[str, str] = {}

    def add(self, said: Iterable[tuple[str, str]]) -> list[str]:
        """The passages of these values, each with its key, in order of the keys. Never raises."""
        by_key: dict[str, list[str]] = {}
        for key, value in said:
            if value:
                by_key.setdefault(key, []).append(value)
        return [passage for key, values in by_key.items() for passage in self._passages(key, values)]

    def _passages(self, key: str, values: Sequence[str]) -> list[str]:
        before = self._tails.get(key, "")
        if key in self._known or key in self._in_pieces or are_pieces(values):
            self._in_pieces.add(key)
            found = [before + "".join(values)]
        else:
            found = _without_regrowth(before, values)
        self._keep(key, found)
        return found

    def _keep(self, key: str, found: Sequence[str]) -> None:
        self._tails.pop(key, None)
        if found:
            self._tails[key] = found[-1][-_KEPT:]
        if len(self._tails) > _MOST_KEYS:
            oldest = next(iter(self._tails))
            del self._tails[oldest]
            self._in_pieces.discard(oldest)


def are_pieces(values: Sequence[str]) -> bool:
    """Do these values of one key read like the pieces of one text?"""
    return _SPACED * sum(value[0] == " " or value[-1] == " " for value in values if value) >= len(values)


def any_in_pieces(said: Iterable[tuple[str, str]], least: int = 4) -> bool:
    """Is there a key of AI chats with so many values that read like pieces?"""
    by_key: dict[str, list[str]] = {}
    for key, value in said:
        if key in KEYS:
            by_key.setdefault(key, []).append(value)
    return _any_spaced(by_key, least)


def _any_spaced(by_key: Mapping[str, Sequence[str]], least: int) -> bool:
    return any(len(values) >= least and are_pieces(values) for values in by_key.values())


def _without_regrowth(before: str, values: Sequence[str]) -> list[str]:
    """Some chats send the whole answer again each time it has grown: then only the last is kept."""
    found: list[str] = []
    last = before
    for value in values:
        if found and value.startswith(last):
            found[-1] = value
        else:
            found.append(value)
        last = value
    return found
