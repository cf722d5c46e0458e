"""A session under Windows."""

import asyncio
import ctypes
import getpass
import sys
from collections.abc import AsyncIterator
from ctypes import byref, wintypes
from pathlib import PureWindowsPath

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.session.platform import Stroke, Window
from endpoint.desktop.win32 import api, keys
from endpoint.desktop.win32.desks import user_name
from endpoint.desktop.win32.pictures import Changes

_LOOK_SECONDS = 0.25
_LONGEST_TITLE = 16_384
_ROUND = 2**32  # milliseconds after which its count of them begins anew
_OWN_SESSION = -1


class Windows:
    def __init__(self) -> None:
        self._changes = Changes()

    def user(self) -> str:
        return user_name(_OWN_SESSION) or getpass.getuser()

    def idle(self) -> float:
        last = api.LastInput(size=ctypes.sizeof(api.LastInput))
        return (api.ticks() - last.at) % _ROUND / 1000 if api.last_input(byref(last)) else 0.0

    def title(self) -> str:
        return _title(api.foreground())

    def front(self) -> Window:
        window = api.foreground()
        if not window:
            return Window()
        pid = wintypes.DWORD()
        api.thread_of(window, byref(pid))
        return Window(int(window), PureWindowsPath(api.program_file(pid.value)).name, _title(window))

    async def fronts(self) -> AsyncIterator[Window]:
        last = None
        while True:
            if (front := self.front()) != last:
                last = front
                yield front
            await asyncio.sleep(_LOOK_SECONDS)

    def strokes(self) -> AsyncIterator[Stroke]:
        return keys.strokes()

    def changed(self) -> bool:
        return self._changes.since_asked()

    def close(self) -> None:
        """Nothing is held: what listens to keys ends with its iterator."""


def _title(window: int | None) -> str:
    """Kept by the system, so that no program can hold us up."""
    length = min(int(api.text_length(window)), _LONGEST_TITLE) if window else 0
    text = ctypes.create_unicode_buffer(length + 1)
    return text.value if length and api.text_of(window, text, length + 1) else ""
