"""Has what the screens show changed? Windows tells nobody, so that a very small copy is compared: it takes no memory,
and a caret that blinks is too small to be in it."""

import ctypes
import sys

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api

_LEFT, _TOP, _WIDTH, _HEIGHT = 76, 77, 78, 79  # of all screens together
_SMALL = (128, 72)
_COPY = 0x00CC_0020  # SRCCOPY


class Changes:
    def __init__(self) -> None:
        self._last = b""

    def since_asked(self) -> bool:
        now = _small()
        changed, self._last = now != self._last or not now, now
        return changed


def _small() -> bytes:
    screen = api.screen(None)
    canvas, image = api.canvas(screen), api.bitmap(screen, *_SMALL)
    before = api.choose(canvas, image)
    place = [api.metrics(one) for one in (_LEFT, _TOP, _WIDTH, _HEIGHT)]
    api.shrink(canvas, 0, 0, *_SMALL, screen, *place, _COPY)
    data = ctypes.create_string_buffer(_SMALL[0] * _SMALL[1] * 4)
    count = api.bits_of(image, len(data), data)
    api.choose(canvas, before)
    api.free_object(image)
    api.free_canvas(canvas)
    api.free_screen(None, screen)
    return data.raw[: max(count, 0)]
