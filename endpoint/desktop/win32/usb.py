"""USB storage (Windows): drives that can be taken out, and taking them out where the school says so."""

import ctypes
import string
import sys
from collections.abc import Iterator
from ctypes import byref, wintypes
from typing import NamedTuple

import psutil

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api

_REMOVABLE = 2
_READ_WRITE, _SHARED, _EXISTING = 0xC000_0000, 3, 3
_DISMOUNT, _EJECT = 0x0009_0020, 0x002D_4808  # FSCTL_DISMOUNT_VOLUME, IOCTL_STORAGE_EJECT_MEDIA


class Stick(NamedTuple):
    """A drive that can be taken out. `name` is its letter, such as `E:`."""

    name: str
    title: str
    size: int


class Usb:
    def __init__(self) -> None:
        self._here: frozenset[str] = frozenset()

    def plugged_in(self) -> tuple[Stick, ...]:
        """Those that were not there the last time. A card reader without a card is none."""
        here = {stick.name: stick for stick in _sticks()}
        new = tuple(stick for name, stick in here.items() if name not in self._here)
        self._here = frozenset(here)
        return new

    def forget(self) -> None:
        """Look at all anew: what the school says of them changed."""
        self._here = frozenset()

    def take_off(self, stick: Stick) -> bool:
        """Off the system, whatever is open on it; it comes back when it is plugged in again. Whether it went."""
        drive = api.open_file(f"\\\\.\\{stick.name}", _READ_WRITE, _SHARED, None, _EXISTING, 0, None)
        if drive in {None, api.NO_FILE}:
            return False
        try:
            returned = wintypes.DWORD()
            asked = (api.control_device(drive, one, None, 0, None, 0, byref(returned), None) for one in _STEPS)
            return all(list(asked))
        finally:
            api.close(drive)


_STEPS = (_DISMOUNT, _EJECT)


def _sticks() -> Iterator[Stick]:
    present = api.drives()
    for place, letter in enumerate(string.ascii_uppercase):
        root = f"{letter}:\\"
        if present >> place & 1 and api.drive_type(root) == _REMOVABLE:
            name = ctypes.create_unicode_buffer(261)
            if api.volume(root, name, len(name), None, None, None, None, 0):
                yield Stick(f"{letter}:", name.value or f"{letter}:", _size(root))


def _size(root: str) -> int:
    try:
        return int(psutil.disk_usage(root).total)
    except OSError:
        return 0
