"""Modes of what is made in a box's home."""

import stat
from pathlib import Path

_SECRET, _CLOSED = 0o600, 0o700
_READ, _WRITE, _ENTER = 0o640, 0o660, 0o770


def of_file(folder: Path, written_by_group: bool = False) -> int:
    """Of a new file there: nobody's but its owner's, as `lollipop run` has it. On a box, where the folder hands on a
    group that was chosen for it (`appliance/rights.py`), that group's too."""
    if not _hands_on(folder):
        return _SECRET
    return _WRITE if written_by_group else _READ


def of_folder(folder: Path) -> int:
    """Of a new folder there, in the same way; the group adds to it."""
    return _ENTER if _hands_on(folder) else _CLOSED


def _hands_on(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_ISGID)
