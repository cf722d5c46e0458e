"""A list of hosts in one file that every process maps: its pages are in memory once, however many workers there are.

Hosts are kept as 64 bits of their BLAKE2 hash, sorted, each with a number that stands for its set of categories. With
five million hosts, one look-up in a million million finds a host that is not there. An index of the first 16 bits
leaves a stretch of about eighty to search (measured beside other ways: docs/decisions/0020).
"""

import mmap
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from appliance.errors import CategoryError
from appliance.model import Frozen

_MAGIC = b"lollipop hosts 1"
_BITS = 16
_SHIFT = 64 - _BITS
_KEY, _PLACE, _SET = 8, 4, 2  # bytes
_INDEX = ((1 << _BITS) + 1) * _PLACE
_ALIGN = 8


class About(Frozen):
    """Where a list comes from, and what is in it. `dated` is the day of the list, `imported` that of its import; both
    as text. `source` is a file's name, or the address that it is fetched from."""

    name: str
    kind: str
    licence: str
    dated: str
    imported: str
    source: str
    category: str = ""
    checksum: str = ""
    hosts: int = 0
    broken: int = 0
    categories: dict[str, int] = msgspec.field(default_factory=dict)


class _Header(Frozen):
    about: About
    sets: tuple[tuple[str, ...], ...]
    check: int
    order: str = sys.byteorder


class Rows(NamedTuple):
    """Sorted hashes, and beside each the place of its categories among the `sets`."""

    keys: "array[int]"
    places: "array[int]"
    sets: tuple[tuple[str, ...], ...]


def key_of(host: str) -> int:
    """64 bits for a host."""
    return int.from_bytes(blake2b(host.encode(), digest_size=_KEY).digest(), "big")


def as_file(about: About, rows: Rows) -> bytes:
    """What a table's file holds."""
    starts = (bisect_left(rows.keys, first << _SHIFT) for first in range(1 << _BITS))
    index = array("I", (*starts, len(rows.keys)))
    body = b"".join((index.tobytes(), b"\0" * (-_INDEX % _ALIGN), rows.keys.tobytes(), rows.places.tobytes()))
    header = msgspec.msgpack.encode(_Header(about=about, sets=rows.sets, check=zlib.crc32(body)))
    head = _MAGIC + len(header).to_bytes(_ALIGN, "little") + header
    return head + b"\0" * (-len(head) % _ALIGN) + body


class Table:
    """A file that is open. Raises CategoryError where it is damaged, or none of ours."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise CategoryError(f"{path.name}: cannot be read: {error}. Import the list again.") from error
        header, begin = _header(self._map, path)
        body = memoryview(self._map)[begin:]
        if zlib.crc32(body) != header.check or header.order != sys.byteorder:
            raise CategoryError(f"{path.name}: is damaged. Import the list again.")
        self.about = header.about
        self._sets = tuple(frozenset(names) for names in header.sets)
        keys = _INDEX + -_INDEX % _ALIGN
        places = keys + header.about.hosts * _KEY
        self._index = body[:_INDEX].cast("I")
        self._keys = body[keys:places].cast("Q")
        self._places = body[places : places + header.about.hosts * _SET].cast("H")

    def find(self, key: int) -> frozenset[str]:
        """The categories of the host with this hash; none where it is not listed."""
        first = key >> _SHIFT
        end = self._index[first + 1]
        place = bisect_left(self._keys, key, self._index[first], end)
        if place < end and self._keys[place] == key:
            return self._sets[self._places[place]]
        return _NOTHING


def about(path: Path) -> About:
    """What a table says of itself, without reading it whole. Raises CategoryError."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            return _header(mapped, path)[0].about
    except (OSError, ValueError) as error:
        raise CategoryError(f"{path.name}: cannot be read: {error}. Import the list again.") from error


def names_of(rows: Rows) -> Iterable[tuple[str, int]]:
    """Category and how many hosts are in it."""
    counts = dict.fromkeys((name for names in rows.sets for name in names), 0)
    by_set = [0] * len(rows.sets)
    for place in rows.places:
        by_set[place] += 1
    for names, count in zip(rows.sets, by_set, strict=True):
        for name in names:
            counts[name] += count
    return sorted(counts.items())


_NOTHING: frozenset[str] = frozenset()


def _header(mapped: mmap.mmap, path: Path) -> tuple[_Header, int]:
    """And where the rows begin."""
    start = len(_MAGIC) + _ALIGN
    length = int.from_bytes(mapped[len(_MAGIC) : start], "little")
    if mapped[: len(_MAGIC)] != _MAGIC:
        raise CategoryError(f"{path.name}: is no list of hosts of ours. Import the list again.")
    try:
        header = msgspec.msgpack.decode(mapped[start : start + length], type=_Header)
    except (ValueError, msgspec.DecodeError) as error:
        raise CategoryError(f"{path.name}: is damaged: {error}. Import the list again.") from error
    return header, -(-(start + length) // _ALIGN) * _ALIGN
