"""Keys that lead away from a window over everything, taken for as long as this process is there: the Windows keys,
Alt+Tab, Alt+Esc, Alt+F4 and Ctrl+Esc. Nobody may take Ctrl+Alt+Del."""

import sys
from ctypes import POINTER, byref, cast, wintypes

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api
from endpoint.desktop.win32.keys import KEYS, Hook, Key, next_hook, next_message, own_module, set_hook

_TAB, _ESCAPE, _F4, _WINDOWS_KEYS, _CTRL = 0x09, 0x1B, 0x73, frozenset((0x5B, 0x5C)), 0x11
_WITH_ALT, _DOWN = 0x20, 0x8000
_TAKEN = 1


def leads_away(number: int, *, alt: bool, ctrl: bool) -> bool:
    with_alt = alt and number in {_TAB, _ESCAPE, _F4}
    return number in _WINDOWS_KEYS or with_alt or (ctrl and number == _ESCAPE)


def hold() -> None:
    """Does not return while the system tells of keys."""
    hook = Hook(_heard)
    if set_hook(KEYS, hook, own_module(None), 0):
        message = wintypes.MSG()
        while next_message(byref(message), None, 0, 0) > 0:
            pass


def _heard(code: int, what: int, data: int) -> int:
    key = cast(data, POINTER(Key)).contents
    ctrl = bool(api.key_state(_CTRL) & _DOWN)
    if code == 0 and leads_away(key.number, alt=bool(key.flags & _WITH_ALT), ctrl=ctrl):
        return _TAKEN
    return int(next_hook(None, code, what, data))
