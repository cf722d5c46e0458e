"""The Lollipop sign that is always there (Windows): in the corner where all programs have theirs."""

import asyncio
import sys
from collections.abc import Callable
from ctypes import byref, wintypes
from pathlib import Path
from typing import Any

import pystray
from PIL import Image

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop import windows
from endpoint.desktop.win32 import api

_PICTURE = Path(windows.__file__).with_name("pictures") / "lollipop-64.png"


class Sign:
    """`clicked` is called with the place on screen. Needs a running loop."""

    def __init__(self, clicked: Callable[[int, int], None]) -> None:
        self._clicked, self._loop = clicked, asyncio.get_running_loop()
        entry = pystray.MenuItem("Lollipop", self._pressed, default=True)
        self._icon: Any = pystray.Icon("lollipop", Image.open(_PICTURE), "Lollipop", pystray.Menu(entry))
        self._icon.run_detached()

    def close(self) -> None:
        self._icon.stop()

    def _pressed(self) -> None:
        """On the sign's own thread."""
        place = wintypes.POINT()
        api.cursor(byref(place))
        self._loop.call_soon_threadsafe(self._clicked, place.x, place.y)
