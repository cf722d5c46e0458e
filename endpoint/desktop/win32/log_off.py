"""End a session (Windows)."""

import asyncio
import ctypes
import sys

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api
from endpoint.desktop.win32.desks import Desk

_POLL_SECONDS, _POLLS = 0.5, 10


async def log_off(desk: Desk) -> str:
    """Why it could not be done, or an empty string."""
    if not api.log_off_session(None, desk.uid, False):
        return f"The session did not end: {ctypes.FormatError(ctypes.get_last_error())}"
    for _ in range(_POLLS):
        if not desk.lasts:
            return ""
        await asyncio.sleep(_POLL_SECONDS)
    return "The session did not end."
