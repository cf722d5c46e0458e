"""Where this session's monitors are (Windows), and how a window of ours stays before all others there."""

import ctypes
import sys
import threading
from ctypes import POINTER, wintypes
from typing import TYPE_CHECKING

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api, held_keys
from endpoint.desktop.windows.area import Area

if TYPE_CHECKING:  # the session's part has no use for Tk itself
    import tkinter as tk

_LEFT, _TOP, _WIDTH, _HEIGHT = 76, 77, 78, 79  # of all monitors together
_Seen = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HANDLE, wintypes.HDC, POINTER(wintypes.RECT), wintypes.LPARAM)


class Screens:
    """`monitors` may change at any time."""

    def close(self) -> None:
        """Nothing is held here."""

    def whole(self) -> Area:
        return Area(*(api.metrics(one) for one in (_LEFT, _TOP, _WIDTH, _HEIGHT)))

    def monitors(self) -> tuple[Area, ...]:
        """The one at the left top first; those that show the same count once."""
        areas: set[Area] = set()

        def seen(_monitor: int, _context: int, where: "ctypes._Pointer[wintypes.RECT]", _more: int) -> bool:
            place = where.contents
            areas.add(Area(place.left, place.top, place.right - place.left, place.bottom - place.top))
            return True

        _each_monitor(None, None, _Seen(seen), 0)
        return tuple(sorted(areas, key=lambda area: (area.x, area.y, -area.width))) or (self.whole(),)

    def hold_keys(self) -> None:
        """Those that would lead away from a window over everything. They are free again when this process ends."""
        threading.Thread(target=held_keys.hold, daemon=True).start()

    def above(self, root: "tk.Tk") -> None:
        """Before all other windows, those that stay on top too."""
        root.attributes("-topmost", True)
        root.lift()

    def give_keys(self, window: int) -> None:
        """The keyboard, to this window of ours. Windows gives it to whoever has it already, so we join them first."""
        ours, theirs = _own_thread(), api.thread_of(api.foreground(), None)
        joined = theirs and theirs != ours and _join(ours, theirs, True)
        api.to_front(_top(window, _ROOT))
        if joined:
            _join(ours, theirs, False)


_ROOT = 2  # GA_ROOT
_user = ctypes.WinDLL("user32")
_each_monitor = _user.EnumDisplayMonitors
_each_monitor.argtypes = (wintypes.HDC, ctypes.c_void_p, _Seen, wintypes.LPARAM)
_top = _user.GetAncestor
_top.restype, _top.argtypes = wintypes.HWND, (wintypes.HWND, wintypes.UINT)
_join = _user.AttachThreadInput
_join.argtypes = (wintypes.DWORD, wintypes.DWORD, wintypes.BOOL)
_own_thread = ctypes.WinDLL("kernel32").GetCurrentThreadId
_own_thread.restype = wintypes.DWORD
