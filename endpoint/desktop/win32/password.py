"""Does what is typed just now go into a field for a password? Ordinary fields say so by their style, all others, such
as those of a browser, by UI Automation. Used on one thread."""

import ctypes
import sys
import uuid
from ctypes import POINTER, byref, c_long, c_void_p, wintypes
from typing import Any

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api

_STYLE, _PASSWORD = -16, 0x20  # GWL_STYLE, ES_PASSWORD
_IN_PROCESS = 1
_RELEASE, _FOCUSED, _IS_PASSWORD = 2, 8, 35  # places in IUnknown, IUIAutomation and IUIAutomationElement
_CLASS = uuid.UUID("ff48dba4-60ef-4201-aa87-54103eef594e")
_INTERFACE = uuid.UUID("30cbe57d-d9d0-452a-ab13-7ac5ac4825ee")


class Passwords:
    def __init__(self) -> None:
        self._automation = _automation()

    def asked(self) -> bool:
        return _by_style() or self._by_automation()

    def _by_automation(self) -> bool:
        if not self._automation:
            return False
        element, answer = c_void_p(), wintypes.BOOL()
        if (
            _method(self._automation, _FOCUSED, POINTER(c_void_p))(self._automation, byref(element))
            or not element.value
        ):
            return False
        try:
            ask = _method(element, _IS_PASSWORD, POINTER(wintypes.BOOL))
            return ask(element, byref(answer)) == 0 and bool(answer.value)
        finally:
            _method(element, _RELEASE)(element)


def _by_style() -> bool:
    windows = api.ThreadWindows(size=ctypes.sizeof(api.ThreadWindows))
    if not api.windows_of(0, byref(windows)) or not windows.focus:
        return False
    name = ctypes.create_unicode_buffer(64)
    api.class_of(windows.focus, name, len(name))
    return "edit" in name.value.lower() and bool(api.style_of(windows.focus, _STYLE) & _PASSWORD)


def _automation() -> c_void_p | None:
    """None where there is no UI Automation."""
    api.start_com(None, 0)
    found = c_void_p()
    failed = api.make_com(_CLASS.bytes_le, None, _IN_PROCESS, _INTERFACE.bytes_le, byref(found))
    return None if failed or not found.value else found


def _method(of: c_void_p, place: int, *arguments: type) -> Any:
    table = ctypes.cast(of, POINTER(POINTER(c_void_p))).contents
    return ctypes.WINFUNCTYPE(c_long, c_void_p, *arguments)(table[place] or 0)
