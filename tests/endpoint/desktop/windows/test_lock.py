import pytest

from endpoint.desktop.windows import turn
from endpoint.desktop.windows.look import DARK, LIGHT
from endpoint.desktop.windows.wire import Around, ShowLock
from tests.endpoint.desktop.windows.desk import Desk, all_of, press_until, until, wait_a_little, window

LEFT, RIGHT = (0, 0, 1280, 800), (1280, 0, 2304, 768)
HOSTILE = [
    pytest.param("word " * 200, id="many words"),
    pytest.param("x" * 1000, id="one word"),
    pytest.param("\n" * 999 + "x", id="many lines"),
    pytest.param("[exec kill] $x \\ {a} %s <b>&amp;</b>", id="markup of others"),
    pytest.param("\u202egnirts \u2066\u200b\u0000\u001b[2J", id="controls"),
    pytest.param("🙂🏴‍☠️👨‍👩‍👧" * 60, id="pictures"),
    pytest.param("Z" + "\u0336" * 900, id="marks upon marks"),
    pytest.param("مرحبا שלום " * 80, id="from right to left"),
]


def lock(left: float = 60, **more: object) -> ShowLock:
    words = {"around": Around(), "reason": "Look at the board.", "talk_to": "Mrs Jones"} | more
    return ShowLock(left=left, **words)  # type: ignore[arg-type]


@pytest.mark.parametrize(("dark", "colours"), [(False, LIGHT), (True, DARK)], ids=["light", "dark"])
def test_every_monitor_is_covered_and_says_why(desk: Desk, dark: bool, colours: object) -> None:
    assert desk.part_behind() > 0
    with window(desk, lock(around=Around(dark=dark))):
        picture = until(lambda: desk.part_behind() == 0 and desk.picture(), "the lock over all")
    ground, text = (DARK if dark else LIGHT).ground, (DARK if dark else LIGHT).text
    for monitor in (LEFT, RIGHT):
        assert 0.8 < all_of(picture, monitor, ground) < 0.99, monitor
        assert all_of(picture, monitor, text) > 0.005, monitor


def test_nothing_typed_or_clicked_reaches_what_is_behind(desk: Desk) -> None:
    desk.type_until_heard("a")
    before = desk.heard()
    with window(desk, lock()):
        until(lambda: desk.part_behind() == 0, "the lock")
        for key in ("b", "Return", "alt+F4", "alt+Tab", "ctrl+alt+Right", "ctrl+alt+d", "super+e", "Escape", "alt+F2"):
            desk.xdotool("key", key)
        desk.xdotool("mousemove", "300", "250", "click", "1", "click", "3")
        wait_a_little()
        assert desk.part_behind() == 0
        assert desk.heard() == before
        assert desk.xdotool("get_desktop") == "0"
    desk.type_until_heard("c")  # and it is free again afterwards


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(("windowunmap",), id="taken off"),
        pytest.param(("windowmove", "%@", "4000", "4000"), id="moved away"),
        pytest.param(("windowsize", "%@", "10", "10"), id="made small"),
        pytest.param(("windowlower",), id="put behind"),
    ],
)
def test_another_program_does_not_get_it_away(desk: Desk, attack: tuple[str, ...]) -> None:
    with window(desk, lock()):
        until(lambda: desk.part_behind() == 0, "the lock")
        before = desk.heard()
        desk.xdotool("search", "--class", "^Lollipop$", *attack)
        until(lambda: desk.part_behind() == 0, "the lock to be back")
        wait_a_little()
        desk.xdotool("key", "d")
        wait_a_little()
        assert desk.heard() == before


def test_it_ends_by_itself_without_anybody(desk: Desk) -> None:
    with window(desk, lock(left=1.5)) as locked:
        locked.let_go()
        until(lambda: desk.part_behind() == 0, "the lock without its keeper")
        until(locked.gone, "its end")
    assert desk.part_behind() > 0


def test_it_goes_when_another_keeper_took_its_turn(desk: Desk) -> None:
    file = turn.turn_file(desk.environment)
    with window(desk, lock(around=Around(turn=turn.take(file)))) as locked:
        turn.take(file)
        wait_a_little()
        assert not locked.gone()  # while its own keeper is there, that one decides
        locked.let_go()
        until(locked.gone, "its end")


def test_it_is_told_anew(desk: Desk) -> None:
    with window(desk, lock()) as locked:
        before = desk.picture().crop(LEFT)
        locked.tell(lock(reason="Please go to the hall.", left=3000))
        until(lambda: desk.picture().crop(LEFT) != before, "other words")
        locked.tell(lock(left=0))
        until(locked.gone, "its end")


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_it_stands_and_all_is_on_screen(desk: Desk, text: str) -> None:
    show = lock(reason=text[:1000], talk_to=text[:200], text=text[:1000], sender=text[:200])
    with window(desk, show) as locked:
        picture = until(lambda: desk.part_behind() == 0 and desk.picture(), "the lock")
        assert not locked.gone()
    for left, top, right, bottom in (LEFT, RIGHT):
        assert all_of(picture, (left, top, right, top + 4), LIGHT.ground) == 1  # nothing runs over the edge
        assert all_of(picture, (left, bottom - 4, right, bottom), LIGHT.ground) == 1


def test_keys_of_the_lock_itself_do_nothing(desk: Desk) -> None:
    with window(desk, lock(left=3)) as locked:
        press_until(desk, "Return", lambda: desk.part_behind() == 0, "the lock")
        assert not locked.gone()
