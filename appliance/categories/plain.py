"""One host a line."""

from collections.abc import Iterator
from typing import IO

from appliance.categories.entries import Entry, lines


def read(stream: IO[bytes], where: str, category: str) -> Iterator[Entry]:
    return (Entry(where, number, text, category) for number, text in lines(stream))
