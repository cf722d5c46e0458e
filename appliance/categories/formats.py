"""Which importer reads a file? What it is called and how it begins tell."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, cast

from appliance.categories import csv_list, hosts_file, plain, ut1
from appliance.categories.entries import Entry, lines
from appliance.errors import CategoryError

_GZIP = b"\x1f\x8b"
_TAR = (257, b"ustar")
_LOOKED_AT = 50


class Kind(StrEnum):
    """The form of a list."""

    UT1 = "ut1"
    HOSTS = "hosts"
    PLAIN = "plain"
    CSV = "csv"


def kind_of(path: Path) -> Kind:
    """The form that a file or folder seems to have. Raises CategoryError if it cannot be read."""
    if path.is_dir():
        return Kind.UT1
    if path.name.removesuffix(".gz").endswith(".csv"):
        return Kind.CSV
    with _opened(path) as stream:
        if stream.peek(_TAR[0] + 8)[_TAR[0] :].startswith(_TAR[1]):
            return Kind.UT1
        first = [text.split() for _, (_, text) in zip(range(_LOOKED_AT), lines(stream), strict=False)]
    return Kind.HOSTS if first and all(words[0] in _SINKS for words in first) else Kind.PLAIN


def read(path: Path, kind: Kind, category: str) -> Iterator[Entry]:
    """Every entry; `category` is that of lists that do not tell it. Raises CategoryError for a file that is missing,
    damaged or cut short, perhaps only at its end."""
    if kind is Kind.UT1 and path.is_dir():
        yield from ut1.read_folder(path)
        return
    with _opened(path) as stream:
        if kind is Kind.UT1:
            yield from ut1.read_archive(stream, path.name)
        else:
            yield from _READERS[kind](stream, path.name, category)


@contextmanager
def _opened(path: Path) -> "Iterator[BufferedReader[Any]]":
    """Unpacked, where it is packed."""
    try:
        with path.open("rb") as file:
            packed = file.peek(2)[:2] == _GZIP
            yield BufferedReader(cast("RawIOBase", gzip.GzipFile(fileobj=file))) if packed else file
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise CategoryError(f"{path.name}: is damaged, or was cut short: {error}.") from error
    except OSError as error:
        raise CategoryError(f"{path.name}: cannot be read: {error.strerror or error}.") from error


_READERS = {Kind.HOSTS: hosts_file.read, Kind.PLAIN: plain.read, Kind.CSV: csv_list.read}
_SINKS = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1", "fe80::1%lo0", "255.255.255.255", "ff00::0", "ff02::1"})  # noqa: S104  # not bound
