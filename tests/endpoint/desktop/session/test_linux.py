"""Windows, idleness and changes, as a real display tells them."""

import asyncio
import gc
import getpass
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoint.desktop.session.linux import X11, process_name
from endpoint.desktop.session.platform import SessionEnded, Window
from tests.endpoint.desktop.session.pupil import eventually, gathered, program
from tests.endpoint.desktop.windows.desk import MISSING, Desk, desk


@pytest.fixture
def x11(screen: Desk) -> Iterator[X11]:
    session = X11(screen.display)
    yield session
    session.close()


async def test_the_window_in_front_is_told_with_its_program_and_each_new_title(screen: Desk, x11: X11) -> None:
    async with gathered(x11.fronts()) as seen:
        with program(screen, "writer", "Fy stori ŵ") as writer:
            await eventually(lambda: seen and seen[-1][1:] == ("writer", "Fy stori ŵ"), "the writer's window")
            writer.tell("title", "Another day")
            await eventually(lambda: seen[-1].title == "Another day", "its new title")
            with program(screen, "games", "Chess"):
                await eventually(lambda: seen[-1].application == "games", "the other program")
                assert len({window.id for window in seen if window.application}) == 2
                writer.to_front()
                await eventually(lambda: seen[-1].application == "writer", "the writer again")
        await eventually(lambda: seen[-1].application == "", "nothing in front")


async def test_a_window_that_is_gone_is_none(screen: Desk, x11: X11) -> None:
    with program(screen):
        await eventually(lambda: x11.front().application == "writer", "the writer")
        number = x11.front().id
    await eventually(lambda: not x11.front().application, "its end")
    assert x11._described(number) == Window(number)


async def test_idle_is_since_the_last_key(screen: Desk, x11: X11) -> None:
    screen.xdotool("key", "a")
    assert x11.idle() < 1.5
    await eventually(lambda: x11.idle() > 1.5, "idleness")
    screen.xdotool("key", "a")
    assert x11.idle() < 1.5


async def test_a_screen_that_stands_still_has_not_changed(screen: Desk, x11: X11) -> None:
    with program(screen) as writer:
        await eventually(lambda: not x11.changed(), "a quiet screen")
        writer.tell("colour", "#00aa00")
        await eventually(x11.changed, "a change")
        await eventually(lambda: not x11.changed(), "a quiet screen again")


def test_the_user_is_who_runs_it(screen: Desk, x11: X11) -> None:
    assert x11.user() == getpass.getuser()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # python-xlib leaves its sockets behind
def test_without_a_display_there_is_no_session() -> None:
    with pytest.raises(SessionEnded, match="no X display"):
        X11(":4123")
    gc.collect()


async def test_the_end_of_the_display_ends_what_watches_it(tmp_path: Path) -> None:
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    with desk(tmp_path) as short:
        session = X11(short.display)
        fronts = session.fronts()
        await anext(fronts)
        following = asyncio.ensure_future(anext(fronts))
        await asyncio.sleep(0)
    with pytest.raises(SessionEnded):
        await following
    session.close()


def test_a_process_has_its_name_in_the_task_list() -> None:
    assert process_name(os.getpid()).startswith("py")
    assert process_name(2**22 + 1) == ""
