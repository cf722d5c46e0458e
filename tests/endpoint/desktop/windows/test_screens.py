from collections.abc import Iterator

import pytest

from endpoint.desktop.windows.screens import Area, Screens
from tests.endpoint.desktop.windows.desk import Desk


@pytest.fixture
def screens(desk: Desk) -> Iterator[Screens]:
    screens = Screens()
    yield screens
    screens.close()


def test_every_monitor_is_seen(screens: Screens) -> None:
    assert screens.monitors() == (Area(0, 0, 1280, 800), Area(1280, 0, 1024, 768))
    assert screens.whole() == Area(0, 0, 2304, 800)


def test_an_area_as_tk_writes_it() -> None:
    area = Area(1280, 0, 1024, 768)
    assert area.geometry == "1024x768+1280+0"
    assert area.holds(1280, 767)
    assert not area.holds(2304, 0)


def test_a_window_that_is_gone_gets_no_keys_and_breaks_nothing(screens: Screens) -> None:
    screens.give_keys(0x7FFFFF)
    assert screens.monitors()
