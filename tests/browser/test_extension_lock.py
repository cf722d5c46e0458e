"""A locked screen on a real display with a window manager, and a child that tries to get out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.helpers.protocol import Locked, LoggedOn
from tests.browser.policed import NEEDS, Sites, World, browsing
from tests.browser.small_box import SmallBox
from tests.endpoint.desktop.windows.desk import MISSING, Desk, desk
from tests.running import wait_for

pytestmark = [
    *NEEDS,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
    pytest.mark.timeout(180),
    pytest.mark.slow,
]
WAYS_OUT = (
    "ctrl+w",
    "alt+F4",
    "F11",
    "Escape",
    "ctrl+n",
    "ctrl+t",
    "ctrl+shift+n",
    "alt+Tab",
    "ctrl+shift+w",
    "super+d",
)
PAGE = "<input id=field autofocus>"


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as screen:
        yield screen


def test_a_locked_screen_has_no_way_out(tmp_path: Path, screen: Desk) -> None:
    sites = Sites()
    with (
        SmallBox(tmp_path / "home") as box,
        sites.served(),
        browsing(tmp_path, box, sites, display=screen.display) as context,
    ):
        box.hear(LoggedOn, within=30)
        world = World(box, sites, context)
        world.shown("first").close()
        page = world.open("some.test/", PAGE)
        box.put(lock=Locked(left=600, reason="A rest", talk_to="Mrs Fir"))
        world.shown("window")
        wait_for(lambda: is_held(screen), "the lock")
        for keys in WAYS_OUT:
            screen.xdotool("key", keys)
            page.wait_for_timeout(400)  # what it was for happens, and is undone
            wait_for(lambda: is_held(screen), f"the lock after {keys}")
        screen.xdotool("type", "secret")
        assert page.is_closed() or page.locator("#field").input_value() == ""


def is_held(screen: Desk) -> bool:
    """The lock's window is active and has the whole screen."""
    name = screen.xdotool("getactivewindow", "getwindowname")
    return name.startswith("This screen is having a rest") and "1280x800" in screen.xdotool(
        "getactivewindow", "getwindowgeometry"
    )
