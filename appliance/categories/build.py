"""From the lines of a list to the rows of a table, in a bounded time and memory however many lines are broken."""

from array import array
from collections.abc import Iterable
from typing import NamedTuple

from appliance.categories.entries import Entry, host_of
from appliance.categories.table import Rows, key_of
from appliance.errors import CategoryError

MOST_ENTRIES = 20_000_000
_LEAST_SHARE = 0.9
_LOOK_AFTER = 10_000  # lines: what is no list of hosts at all is not read to its end
_TELL = 3
_SHOWN = 40  # characters
_BUCKETS = 64
_BUCKET_SHIFT = 64 - 6
_MOST_SETS = 1 << 16


class Built(NamedTuple):
    """The rows, and how many entries were no hosts; they were left out."""

    rows: Rows
    broken: int


class _Tally:
    """How many entries were read, how many of them were no hosts, and the first of these."""

    def __init__(self) -> None:
        self.read = 0
        self.broken = 0
        self.first: list[str] = []

    def miss(self, entry: Entry) -> None:
        self.broken += 1
        if len(self.first) < _TELL:
            self.first.append(f"{entry.where} line {entry.number}: {entry.text[:_SHOWN]!r}")

    def judge(self) -> None:
        """Raises CategoryError where too little of it is hosts."""
        if self.read and self.broken <= self.read * (1 - _LEAST_SHARE):
            return
        shown = f" ({'; '.join(self.first)})" if self.first else ""
        good = self.read - self.broken
        raise CategoryError(f"It is no list of hosts: only {good:,} of {self.read:,} entries read are hosts{shown}.")


def build(entries: Iterable[Entry]) -> Built:
    """Raises CategoryError for what is no list of hosts, and for one without end."""
    tally = _Tally()
    categories: dict[str, int] = {}
    keys = [array("Q") for _ in range(_BUCKETS)]
    marks = [array("H") for _ in range(_BUCKETS)]
    for entry in entries:
        tally.read += 1
        host = host_of(entry.text)
        if host:
            key = key_of(host)
            bucket = key >> _BUCKET_SHIFT
            keys[bucket].append(key)
            marks[bucket].append(_number(categories, entry.category))
        else:
            tally.miss(entry)
        if tally.read == _LOOK_AFTER:
            tally.judge()
        if tally.read > MOST_ENTRIES:
            raise CategoryError(f"It has more than {MOST_ENTRIES:,} entries.")
    tally.judge()
    return Built(_rows(keys, marks, tuple(categories)), tally.broken)


def _number(categories: dict[str, int], name: str) -> int:
    number = categories.setdefault(name, len(categories))
    if number >= _MOST_SETS:
        raise CategoryError(f"It has more than {_MOST_SETS:,} categories.")
    return number


def _rows(keys: "list[array[int]]", marks: "list[array[int]]", names: tuple[str, ...]) -> Rows:
    """One bucket after the other, so that only a part of it is ever held as Python's numbers."""
    sets: dict[frozenset[int], int] = {}
    all_keys, places = array("Q"), array("H")
    for bucket, of_bucket in enumerate(keys):
        found: dict[int, frozenset[int]] = {}
        for key, mark in zip(of_bucket, marks[bucket], strict=True):
            found[key] = found[key] | {mark} if key in found else _ONE[mark]
        for key in sorted(found):
            place = sets.setdefault(found[key], len(sets))
            if place >= _MOST_SETS:
                raise CategoryError(f"Its hosts are in more than {_MOST_SETS:,} mixtures of categories.")
            all_keys.append(key)
            places.append(place)
        keys[bucket] = marks[bucket] = array("Q")
    return Rows(all_keys, places, tuple(tuple(sorted(names[one] for one in group)) for group in sets))


class _Singles(dict[int, frozenset[int]]):
    def __missing__(self, mark: int) -> frozenset[int]:
        self[mark] = frozenset({mark})
        return self[mark]


_ONE = _Singles()
