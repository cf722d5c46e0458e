import pytest

from endpoint.desktop.windows.look import LIGHT
from endpoint.desktop.windows.wire import Around, PutAway, ShowNote
from tests.endpoint.desktop.windows.desk import Desk, all_of, press_until, until, window
from tests.endpoint.desktop.windows.test_lock import HOSTILE

FOCUS = (0xB3, 0x5A, 0x00)
MIDDLE = (600, 380, 680, 420)  # of the left monitor


def note(text: str = "Lunch is in five minutes.", left: float = 60, **more: object) -> ShowNote:
    return ShowNote(**({"around": Around(), "left": left, "text": text, "sender": "Mrs Jones"} | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["Return", "space", "Escape", "KP_Enter"])
def test_it_stands_before_all_until_it_is_put_away(desk: Desk, key: str) -> None:
    with window(desk, note()) as shown:
        until(lambda: all_of(desk.picture(), MIDDLE, LIGHT.surface) > 0.5, "the message")
        desk.xdotool("search", "--name", "^behind$", "windowraise")
        until(lambda: all_of(desk.picture(), MIDDLE, LIGHT.surface) > 0.5, "the message before it")
        press_until(desk, key, shown.gone, "the end of the message")
        assert shown.said() == PutAway()


def test_who_is_typing_does_not_put_it_away_unread(desk: Desk) -> None:
    with window(desk, note()) as shown:
        for _ in range(5):
            desk.xdotool("key", "Return", "space", "Escape")
        assert not shown.gone()


def test_it_goes_by_itself_with_nobody_there(desk: Desk) -> None:
    with window(desk, note(left=1)) as shown:
        assert shown.said() == PutAway()
        until(shown.gone, "its end")


def test_a_click_does_it_too(desk: Desk) -> None:
    with window(desk, note()) as shown:
        until(lambda: all_of(desk.picture(), MIDDLE, LIGHT.surface) > 0.5, "the message")
        until(lambda: _click_button(desk) or shown.gone(), "the end of the message")
        assert shown.said() == PutAway()


def _click_button(desk: Desk) -> None:
    """Where the ring is that says where the keyboard is."""
    picture = desk.picture()
    wide = picture.width
    ring = [at for at, colour in enumerate(picture.get_flattened_data()) if colour == FOCUS]
    if ring:
        columns, rows = [at % wide for at in ring], [at // wide for at in ring]
        desk.xdotool(
            "mousemove", str((min(columns) + max(columns)) // 2), str((min(rows) + max(rows)) // 2), "click", "1"
        )


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_all_of_it_is_on_one_monitor(desk: Desk, text: str) -> None:
    with window(desk, note(text[:1000], sender=text[:200], waiting=3)) as shown:
        picture = until(lambda: all_of(desk.picture(), MIDDLE, LIGHT.accent) < 1 and desk.picture(), "the message")
        assert all_of(picture, (1281, 0, 2304, 768), "#000000") > 0.99
        assert all_of(picture, (0, 796, 900, 800), "#000000") == 1
        press_until(desk, "Escape", shown.gone, "the end of the message")
