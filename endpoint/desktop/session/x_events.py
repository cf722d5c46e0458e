"""Waiting for an X display on the loop, without a thread."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from Xlib import display, error

from endpoint.desktop.session.platform import SessionEnded

GONE = (error.ConnectionClosedError, error.DisplayError, OSError)


async def stirs(of: display.Display) -> AsyncIterator[None]:
    """Once at first, then whenever the display said something; whoever iterates takes it with `waiting`. Nobody else
    may ask this display anything, for that would swallow the sign."""
    while True:
        yield
        await _readable(of.fileno())


def waiting(of: display.Display) -> list[Any]:
    """Raises SessionEnded where the display is gone."""
    try:
        return [of.next_event() for _ in range(of.pending_events())]
    except GONE as wrong:
        raise SessionEnded(f"the display is gone: {wrong}") from wrong


def end(of: display.Display) -> None:
    """Also of a display that is gone: python-xlib leaves its socket open then."""
    with contextlib.suppress(*GONE):
        of.close()
    of.display.socket.close()


async def _readable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    stirred = asyncio.Event()
    loop.add_reader(descriptor, stirred.set)
    try:
        await stirred.wait()
    finally:
        loop.remove_reader(descriptor)
