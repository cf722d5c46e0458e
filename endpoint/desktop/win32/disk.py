"""Where the service keeps things (Windows), and who may read them."""

import ctypes
import sys
from ctypes import byref, c_void_p
from pathlib import Path

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api
from endpoint.desktop.win32.places import KEPT

FILE = KEPT / "helper.toml"
STATE = KEPT
_CLOSED = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"  # the system and administrators, and what is made in it the same
_DACL = 4


def close_to_others(folder: Path) -> None:
    """Raises OSError."""
    descriptor = c_void_p()
    if not api.descriptor_of(_CLOSED, 1, byref(descriptor), None):
        raise ctypes.WinError(ctypes.get_last_error())
    try:
        if not api.set_security(str(folder), _DACL, descriptor):
            raise ctypes.WinError(ctypes.get_last_error())
    finally:
        api.free_local(descriptor)


def sync(folder: Path) -> None:
    """A file that was made or renamed there stays so."""
