"""Which of two versions is newer. Versions are numbers with dots (`1.4.2`); what follows a `+` says only how it was
built."""

import re

_VERSION = re.compile(r"(\d{1,9}(?:\.\d{1,9}){0,5})(?:\+[\w.-]*)?")


def newer(one: str, than: str) -> bool:
    """What is no version of ours is never newer, and anything of ours is newer than that."""
    first, second = _numbers(one), _numbers(than)
    return first is not None and (second is None or first > second)


def _numbers(version: str) -> tuple[int, ...] | None:
    """Without noughts at the end: `1.4` is `1.4.0`."""
    found = _VERSION.fullmatch(version)
    if found is None:
        return None
    numbers = [int(number) for number in found[1].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
