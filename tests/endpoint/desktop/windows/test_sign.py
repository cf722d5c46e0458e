import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from endpoint.desktop.windows.sign import Sign
from tests.endpoint.desktop.windows.desk import Desk

EDGE = (2250, 550, 2304, 620)
TRAY = (600, 600, 632, 632)
_HOST = """
from Xlib import X
from Xlib.display import Display
display = Display()
root = display.screen().root
own = root.create_window(600, 600, 32, 32, 0, X.CopyFromParent, override_redirect=True)
own.map()
own.set_selection_owner(display.intern_atom("_NET_SYSTEM_TRAY_S0"), X.CurrentTime)
display.sync()
while True:
    heard = display.next_event()
    if heard.type == X.ClientMessage:
        icon = display.create_resource_object("window", heard.data[1][2])
        icon.reparent(own, 0, 0)
        icon.configure(width=32, height=32)
        icon.map()
        display.sync()
"""


@contextmanager
def tray(desk: Desk) -> Iterator[None]:
    """The least that a desktop's tray does (the system tray protocol)."""
    host = subprocess.Popen([sys.executable, "-c", _HOST], env=desk.environment)
    try:
        yield
    finally:
        host.kill()
        host.wait()


def _is_yellow(part: Image.Image) -> bool:
    """As the sign is, drawn at any size."""
    return any(red > 200 and green > 150 and blue < 130 for red, green, blue in part.get_flattened_data())  # type: ignore[misc]


async def until_yellow(desk: Desk, box: tuple[int, int, int, int], there: bool = True) -> Image.Image:
    deadline = time.monotonic() + 15
    while _is_yellow(desk.picture().crop(box)) != there:
        assert time.monotonic() < deadline, "the sign is not where it belongs"
        await asyncio.sleep(0.05)
    return desk.picture()


async def test_it_stands_at_the_edge_without_a_tray_and_tells_of_clicks(desk: Desk) -> None:
    clicks: list[tuple[int, int]] = []
    sign = Sign(lambda x, y: clicks.append((x, y)))
    try:
        await until_yellow(desk, EDGE)
        assert not sign.in_tray
        desk.xdotool("mousemove", "2284", "580", "click", "3", "click", "1")
        await asyncio.sleep(0.2)
        assert clicks == [(2284, 580)]
    finally:
        sign.close()
    await until_yellow(desk, EDGE, there=False)


async def test_it_goes_into_a_tray_that_comes_later_and_back_when_that_ends(desk: Desk) -> None:
    clicks: list[tuple[int, int]] = []
    sign = Sign(lambda x, y: clicks.append((x, y)))
    try:
        await until_yellow(desk, EDGE)
        with tray(desk):
            await until_yellow(desk, TRAY)
            await until_yellow(desk, EDGE, there=False)
            assert sign.in_tray
            desk.xdotool("mousemove", "616", "616", "click", "1")
            await asyncio.sleep(0.2)
            assert clicks == [(616, 616)]
        await until_yellow(desk, EDGE)
    finally:
        sign.close()
