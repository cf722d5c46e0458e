"""A table: the host in the first column, its category in the second, where the list has no single one."""

import csv
from collections.abc import Iterator
from typing import IO

from appliance.categories.entries import Entry, lines
from appliance.categories.names import category_name

_HEADINGS = frozenset({"host", "hostname", "domain", "site", "url", "address"})


def read(stream: IO[bytes], where: str, category: str) -> Iterator[Entry]:
    """`category` is that of a row that says none."""
    for place, (number, text) in enumerate(lines(stream)):
        cells = _cells(text)
        if place == 0 and cells[0].lower() in _HEADINGS:
            continue
        said = category_name(cells[1]) if len(cells) > 1 else ""
        yield Entry(where, number, cells[0], said or category)


def _cells(text: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([text]))]
    except csv.Error:  # a line break inside a cell; it is counted as no host
        return [text]
