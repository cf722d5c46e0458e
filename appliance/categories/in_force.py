"""The lists that a process looks things up in: opened when it starts, and again when a file of theirs is another."""

from pathlib import Path
from typing import NamedTuple

from appliance.categories.illegal import IllegalList, IllegalLists
from appliance.categories.lists import Lists
from appliance.categories.shelf import Shelf
from appliance.config import Home
from appliance.errors import CategoryError


class ListsInForce(NamedTuple):
    """`troubles` are sentences on what could not be opened; `stamp` tells these files from others."""

    categories: Lists
    illegal: IllegalList
    troubles: tuple[str, ...]
    stamp: tuple[tuple[str, int, int], ...]


def load_lists(home: Home, before: ListsInForce | None = None) -> ListsInForce:
    """What is on disk now; `before` itself where nothing changed."""
    stamp = _stamp(home)
    if before and before.stamp == stamp:
        return before
    categories = Shelf(home).open()
    try:
        illegal, trouble = IllegalLists(home).open(), tuple[str, ...]()
    except CategoryError as error:
        illegal, trouble = IllegalList({}), (str(error),)
    return ListsInForce(categories, illegal, (*categories.troubles, *trouble), stamp)


def _stamp(home: Home) -> tuple[tuple[str, int, int], ...]:
    files = sorted((*home.categories.glob("*.hosts"), *home.licensed.glob("addresses.*")))
    return tuple(_mark(path) for path in files)


def _mark(path: Path) -> tuple[str, int, int]:
    """A file that is replaced has another number."""
    try:
        found = path.stat()
    except OSError:  # it went away just now
        return path.name, 0, 0
    return path.name, found.st_ino, found.st_mtime_ns
