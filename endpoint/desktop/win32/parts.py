"""Starts the helper's part in a session (Windows): as the pupil, on the pupil's desktop, without a window."""

import asyncio
import contextlib
import ctypes
import subprocess
import sys
from collections.abc import Iterator, Sequence
from ctypes import byref, c_void_p, wintypes

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api
from endpoint.desktop.win32.desks import Desk
from endpoint.desktop.win32.places import INSTALLED

_POLL_SECONDS = 0.5
_UNICODE_ENVIRONMENT, _NO_WINDOW = 0x400, subprocess.CREATE_NO_WINDOW
_DESKTOP = "winsta0\\default"


class Part:
    """A process that was started, for as long as it is held here."""

    def __init__(self, handle: int, pid: int) -> None:
        self.pid, self.returncode = pid, None if handle else 1
        self._handle = handle

    async def wait(self) -> int:
        while self.returncode is None:
            if api.wait_for(self._handle, 0) != api.STILL_THERE:
                self.returncode = 0
                api.close(self._handle)
            else:
                await asyncio.sleep(_POLL_SECONDS)
        return self.returncode

    def terminate(self) -> None:
        """It ends by itself with its line: Windows would have it end at once."""

    def kill(self) -> None:
        if self.returncode is None:
            api.end_process(self._handle, 1)


async def start_part(command: Sequence[str], desk: Desk) -> Part | None:
    """None where it cannot be started. A service that somebody runs by hand may do it in their own session only."""
    with contextlib.suppress(OSError), _token(desk.uid) as token, _environment(token) as environment:
        startup, started = api.Startup(desktop=_DESKTOP), api.Started()
        startup.size = ctypes.sizeof(startup)
        line = ctypes.create_unicode_buffer(subprocess.list2cmdline(command))
        flags = _UNICODE_ENVIRONMENT | _NO_WINDOW
        where = str(INSTALLED)
        _check(
            api.start_as(
                token, None, line, None, None, False, flags, environment, where, byref(startup), byref(started)
            )
        )
        api.close(started.thread)
        return Part(started.process, started.pid)
    return None


@contextlib.contextmanager
def _token(session: int) -> Iterator[wintypes.HANDLE]:
    """Whoever is logged on there. Raises OSError."""
    token = wintypes.HANDLE()
    _check(api.token_of(session, byref(token)))
    try:
        yield token
    finally:
        api.close(token)


@contextlib.contextmanager
def _environment(token: wintypes.HANDLE) -> Iterator[c_void_p]:
    """Theirs. Python heeds none of it: the file beside it that says where modules are cuts it off. Raises OSError."""
    block = c_void_p()
    _check(api.environment_of(byref(block), token, False))
    try:
        yield block
    finally:
        api.free_environment(block)


def _check(worked: int) -> None:
    if not worked:
        raise ctypes.WinError(ctypes.get_last_error())
