"""Keys that are pressed at a real display, read by its layout."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from endpoint.desktop.session.linux_keys import keys
from endpoint.desktop.session.platform import Does, Stroke
from tests.endpoint.desktop.session.pupil import eventually, gathered, typed
from tests.endpoint.desktop.windows.desk import Desk

_Q, _SCROLL_LOCK = 24, 78


def layout(desk: Desk, *words: str) -> None:
    subprocess.run(["setxkbmap", *words], env=desk.environment, check=True, timeout=10)


def pressed(desk: Desk, *keycodes: int) -> None:
    """By their place on the keyboard; xdotool would choose a layout of its own."""
    display = Display(desk.display)
    for keycode in keycodes:
        for way in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(display, way, keycode)
            display.sync()
    display.close()


@asynccontextmanager
async def heard(desk: Desk) -> AsyncIterator[list[Stroke]]:
    """What is heard; the first key is pressed again and again until somebody listens, and left out."""
    async with gathered(keys(desk.display)) as strokes:
        while not strokes:
            await typed(desk, "Home")
        await typed(desk, "End")
        await eventually(lambda: len(strokes) > 1, "both keys")
        strokes.clear()
        yield strokes


def written(strokes: list[Stroke]) -> str:
    return "".join(stroke.text for stroke in strokes)


@pytest.mark.parametrize(
    ("words", "pressed", "text"),
    [
        pytest.param(
            ["gb"], ["shift+3", "shift+2", "shift+apostrophe", "a", "shift+b", "space"], '£"@aB ', id="British"
        ),
        pytest.param(["gb"], ["ISO_Level3_Shift+4"], "€", id="AltGr"),
        pytest.param(["fr"], ["eacute", "agrave", "a", "ccedilla"], "éàaç", id="French"),
        pytest.param(["fr"], ["dead_circumflex", "e"], "ê", id="a dead key"),
        pytest.param(
            ["gb", "-variant", "extd"],
            ["ISO_Level3_Shift+6", "w", "ISO_Level3_Shift+6", "y", "ISO_Level3_Shift+e"],
            "ŵŷé",
            id="Welsh",
        ),
        pytest.param(["pl"], ["ISO_Level3_Shift+a", "ISO_Level3_Shift+l"], "ął", id="Polish"),
        pytest.param(["ua"], ["Cyrillic_de", "Ukrainian_yi"], "дї", id="Ukrainian"),
        pytest.param(["ara"], ["Arabic_sheen", "Arabic_seen"], "شس", id="Arabic"),
        pytest.param(["gb"], ["Caps_Lock", "a", "Caps_Lock", "a"], "Aa", id="Caps Lock"),
        pytest.param(["gb"], ["KP_Add"], "+", id="the number pad"),
    ],
)
async def test_a_key_writes_what_it_writes_in_the_layout(
    screen: Desk, words: list[str], pressed: list[str], text: str
) -> None:
    layout(screen, "-layout", *words)
    async with heard(screen) as strokes:
        await typed(screen, *pressed)
        await eventually(lambda: len(written(strokes)) >= len(text), f"{text}, not {strokes}", 5)
    assert written(strokes) == text


async def test_a_change_of_layout_is_followed(screen: Desk) -> None:
    layout(screen, "-layout", "gb")
    async with heard(screen) as strokes:
        await typed(screen, "q")
        await eventually(lambda: written(strokes) == "q", "q")
        layout(screen, "-layout", "fr")
        pressed(screen, _Q)
        await eventually(lambda: written(strokes) == "qa", "the French key in the place of q")


async def test_the_second_of_two_layouts_is_read_when_it_is_chosen(screen: Desk) -> None:
    layout(screen, "-layout", "gb,ru", "-option", "grp:sclk_toggle")
    async with heard(screen) as strokes:
        pressed(screen, _Q, _SCROLL_LOCK, _Q, _SCROLL_LOCK, _Q)
        await eventually(lambda: len(written(strokes)) == 3, f"three letters of {strokes}")
    assert written(strokes) == "qйq"


async def test_what_is_no_letter_is_what_it_does(screen: Desk) -> None:
    layout(screen, "-layout", "gb")
    async with heard(screen) as strokes:
        await typed(screen, "BackSpace", "ctrl+BackSpace", "Return", "Left", "ctrl+v", "alt+f", "F5")
        screen.xdotool("click", "4")
        screen.xdotool("click", "1")
        await eventually(lambda: len(strokes) == 7, f"seven, not {strokes}")
    assert [stroke.does for stroke in strokes] == [
        Does.ERASE,
        Does.ERASE_WORD,
        Does.ENTER,
        *[Does.MOVE] * 4,
    ]
