"""Sessions of this computer (Windows): who is logged on, at the screen or from afar."""

import ctypes
import sys
from collections.abc import Collection, Iterable, Iterator
from ctypes import POINTER, byref, wintypes
from typing import NamedTuple

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api

_USER_NAME = 5  # WTSUserName
_ACTIVE, _DISCONNECTED = 0, 4
_MOST = 8


class Desk(NamedTuple):
    """One session. `uid` is its number, by which the system knows whose a process is."""

    uid: int
    display: str
    user: str

    @property
    def lasts(self) -> bool:
        """Is this person still logged on here?"""
        return user_name(self.uid) == self.user


class Desks:
    def __init__(self) -> None:
        self.here: tuple[Desk, ...] = ()

    def look(self, fresh: Iterable[int], own: Collection[int]) -> tuple[Desk, ...]:  # noqa: ARG002 - Linux needs them
        self.here = tuple(_desks())[:_MOST]
        return self.here

    def front(self) -> Desk | None:
        """The one at the computer's own screen, else the last that began."""
        number = api.console_session()
        at_screen = tuple(desk for desk in self.here if desk.uid == number)
        return next(reversed(at_screen or self.here), None)


def user_name(number: int) -> str:
    """Who is logged on in this session; empty where nobody is."""
    text, size = wintypes.LPWSTR(), wintypes.DWORD()
    if not api.about_session(None, number, _USER_NAME, byref(text), byref(size)):
        return ""
    try:
        return text.value or ""
    finally:
        api.free(text)


def _desks() -> Iterator[Desk]:
    """Session 0 is the services' own."""
    found, count = POINTER(api.SessionInfo)(), wintypes.DWORD()
    if not api.sessions(None, 0, 1, byref(found), byref(count)):
        return
    try:
        for one in found[: count.value]:
            if one.number and one.state in {_ACTIVE, _DISCONNECTED} and (user := user_name(one.number)):
                yield Desk(one.number, one.station or "", user)
    finally:
        api.free(ctypes.cast(found, ctypes.c_void_p))
