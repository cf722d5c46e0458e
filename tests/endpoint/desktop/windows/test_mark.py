from endpoint.desktop.windows.wire import Around, ShowMark
from tests.endpoint.desktop.windows.desk import Desk, all_of, until, window

TOP, FOOT, YELLOW = (440, 0, 840, 40), (440, 750, 840, 800), "#ffd23f"


def mark(who: str = "Mrs Jones") -> ShowMark:
    return ShowMark(around=Around(watched_by=who))


def test_who_looks_stands_on_screen_and_steps_aside_for_the_mouse(desk: Desk) -> None:
    desk.xdotool("mousemove", "100", "500")
    with window(desk, mark()):
        until(lambda: all_of(desk.picture(), TOP, YELLOW) > 0.3, "the mark")
        desk.xdotool("mousemove", "640", "10")
        until(lambda: all_of(desk.picture(), FOOT, YELLOW) > 0.3, "the mark elsewhere")
        assert all_of(desk.picture(), TOP, YELLOW) == 0


def test_it_leaves_the_keyboard_where_it_is(desk: Desk) -> None:
    with window(desk, mark()):
        desk.type_until_heard("k")


def test_another_name_and_a_hostile_one(desk: Desk) -> None:
    desk.xdotool("mousemove", "100", "500")
    with window(desk, mark()) as shown:
        before = until(lambda: all_of(desk.picture(), TOP, YELLOW) > 0.3 and desk.picture().crop(TOP), "the mark")
        shown.tell(mark("\u202e" * 200))
        until(lambda: desk.picture().crop(TOP) != before, "the other name")
        assert not shown.gone()
