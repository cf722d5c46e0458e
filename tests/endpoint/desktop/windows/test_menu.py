import pytest

from endpoint.desktop.windows.look import LIGHT
from endpoint.desktop.windows.wire import Around, Chosen, PutAway, Said, ShowMenu
from tests.endpoint.desktop.windows.desk import Desk, all_of, press_until, until, window


def menu(x: int = 1270, y: int = 790) -> ShowMenu:
    return ShowMenu(around=Around(watched_by="Mrs Jones"), left=60, x=x, y=y)


@pytest.mark.parametrize(
    ("keys", "press", "said"),
    [
        pytest.param((), "Return", Chosen(what="confide"), id="telling somebody is first"),
        pytest.param(("Down",), "space", Chosen(what="watched"), id="what is watched"),
        pytest.param(("Tab", "Tab"), "Return", PutAway(), id="close"),
        pytest.param((), "Escape", PutAway(), id="escape"),
    ],
)
def test_what_can_be_chosen_by_keyboard(desk: Desk, keys: tuple[str, ...], press: str, said: Said) -> None:
    with window(desk, menu()) as shown:
        until(lambda: all_of(desk.picture(), (0, 0, 1280, 800), LIGHT.focus) > 0, "the keyboard")
        for key in keys:
            desk.xdotool("key", key)
        press_until(desk, press, shown.gone, "a choice")
        assert shown.said() == said


@pytest.mark.parametrize(("x", "y"), [(1279, 799), (0, 0), (2303, 760), (9999, -5)])
def test_it_is_whole_on_the_monitor_that_was_clicked(desk: Desk, x: int, y: int) -> None:
    monitor = (1280, 0, 2304, 768) if x == 2303 else (0, 0, 1280, 800)
    with window(desk, menu(x, y)):
        picture = until(lambda: all_of(desk.picture(), monitor, LIGHT.accent) > 0.01 and desk.picture(), "the menu")
        other = (0, 0, 1280, 800) if x == 2303 else (1280, 0, 2304, 768)
        assert all_of(picture, other, LIGHT.accent) == 0
