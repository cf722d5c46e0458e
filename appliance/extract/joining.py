"""Words that come in pieces: AI chats stream their answers a few letters at a time, under the same key again and again.

What must be known of one window of a stream to read the next is in `pieces.py`.
"""

from collections.abc import Iterable, Mapping, Sequence

# Fields that AI chats send pieces in; the values of each are one text. Of any other key it is seen from its values.
KEYS = frozenset({"text", "content", "delta", "v", "token", "response", "completion", "answer", "partial_json"})
_SPACED = 4  # one in so many pieces begins or ends with a space, which whole messages do not


def together(said: Iterable[tuple[str, str]], known: frozenset[str] = KEYS) -> list[str]:
    """The passages of these values, each with its key, in order of the keys. Never raises.

    `known` are the keys whose values are pieces for certain.
    """
    by_key: dict[str, list[str]] = {}
    for key, value in said:
        if value:
            by_key.setdefault(key, []).append(value)
    return [passage for key, values in by_key.items() for passage in _passages(values, key in known)]


def _passages(values: Sequence[str], certain: bool) -> list[str]:
    return ["".join(values)] if certain or are_pieces(values) else _without_regrowth(values)


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


def _without_regrowth(values: Sequence[str]) -> list[str]:
    """Some chats send the whole answer again each time it has grown: then only the last is kept."""
    found: list[str] = []
    for value in values:
        if found and value.startswith(found[-1]):
            found[-1] = value
        else:
            found.append(value)
    return found
