"""What a system must offer to the helper's part in a session: `linux.py` does it for X11. Everything runs on the loop's
thread; an iterator goes on until the session ends."""

import sys
from collections.abc import AsyncIterator
from enum import Enum, auto
from typing import NamedTuple, Protocol


class SessionEnded(Exception):  # noqa: N818 - the ordinary end, not a mistake
    """The pupil's session, or the screen it was on, is gone: there is nothing left to watch."""


class Window(NamedTuple):
    """What has the keyboard. `id` differs from window to window, 0 is none; `application` is as in the task list."""

    id: int = 0
    application: str = ""
    title: str = ""


class Does(Enum):
    """What a key, or a click, does to what is being typed."""

    WRITE = auto()
    ERASE = auto()
    ERASE_WORD = auto()
    ENTER = auto()
    MOVE = auto()  # the place of typing, or may have: an arrow, Tab, a click, Ctrl with a letter


class Stroke(NamedTuple):
    """`secret` is what the system knows to go into a field for a password."""

    does: Does
    text: str = ""
    secret: bool = False


class Platform(Protocol):
    """One graphical session. Each call may raise SessionEnded."""

    def user(self) -> str:
        """Who is logged on, as the system knows them."""

    def idle(self) -> float:
        """For how many seconds nobody touched keyboard or mouse."""

    def title(self) -> str:
        """Of the window in front, asked of the system now."""

    def fronts(self) -> AsyncIterator[Window]:
        """The window in front, first and after each change of window or title."""

    def strokes(self) -> AsyncIterator[Stroke]:
        """What is typed, as the layout in force reads it."""

    def changed(self) -> bool:
        """Has anything worth a picture happened on the screens since this was asked before?"""

    def close(self) -> None: ...


def here() -> Platform:
    """This system's. Raises SessionEnded where there is no graphical session."""
    if sys.platform == "win32":
        from endpoint.desktop.session.windows import Windows  # noqa: PLC0415 - it cannot be imported elsewhere

        return Windows()
    from endpoint.desktop.session.linux import X11  # noqa: PLC0415 - the same

    return X11()
