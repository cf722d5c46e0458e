"""The way to the first account without a screen at the box: a page on a stick that is plugged in while nobody has one.

Whoever may put a stick into the box stands before it, as whoever reads its screen does. What is written holds for
minutes, as what the screen shows; plugged in again, the stick gets a fresh one.
"""

import asyncio
import logging
from collections.abc import Callable
from html import escape
from pathlib import Path

from appliance.config import Home, load
from appliance.errors import LollipopError
from appliance.first_run import FIRST_STICK
from appliance.front.service import address_of, addresses
from appliance.machine.sticks import Sticks, plugged
from appliance.wire import AskFirstLink, Call, FirstLink

_EVERY = 3.0
_BLOCKS = Path("/sys/class/block")
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<title>Lollipop: the first step</title>
<h1>Welcome to Lollipop</h1>
<p>Open this page on a computer in the school’s network, within ten minutes:</p>
<p><a href="{0}">{0}</a></p>
<p>The browser warns of a certificate that it does not know: go on all the same. If the link is too old, put the
stick into the box once more, and wait until its light is still.</p>
"""
log = logging.getLogger("lollipop.machine")


class FirstStick:
    """`find` gives the link: empty where somebody has an account, None where nobody can say yet."""

    def __init__(self, home: Home, sticks: Sticks, find: Callable[[], str | None] | None = None) -> None:
        self._sticks = sticks
        self._find = find or (lambda: first_link(home))
        self._known: frozenset[str] = frozenset()

    async def run(self, turn: asyncio.Lock) -> None:
        """Until it is cancelled. Debian is asked for sticks only when something was plugged in or pulled out. In its
        `turn`, so that no stick is opened twice at a time."""
        blocks, settled = frozenset[str](), False
        while True:
            now = _blocks()
            if now != blocks or not settled:
                try:
                    async with turn:
                        settled = await self.look()
                except (LollipopError, OSError) as error:
                    log.warning("sticks: %s", error)
                    settled = True
            blocks = now
            await asyncio.sleep(_EVERY)

    async def look(self) -> bool:
        """Write to those that are new. Whether nothing is left to do. Raises ToolError."""
        names = frozenset(one.name for one in await plugged())
        fresh = names - self._known
        link = await asyncio.to_thread(self._find) if fresh else ""
        self._known = names if link is not None else names & self._known
        for name in sorted(fresh) if link else ():
            await self._write(name, link or "")
        return link is not None

    async def _write(self, name: str, link: str) -> None:
        try:
            async with self._sticks.opened(name, write=True) as folder:
                path = folder / FIRST_STICK
                path.unlink(missing_ok=True)
                path.write_text(_PAGE.format(escape(link)), encoding="utf-8")
        except (LollipopError, OSError) as error:  # it is shut, full or broken: another may do
            log.warning("%s: %s", name, error)
        self._sticks.forget()


def first_link(home: Home) -> str | None:
    """As on the screen at the box."""
    try:
        address = address_of(load(home), addresses())
        with Call(home.core_socket, "front") as core:
            answer = core.ask(AskFirstLink())
            core.hang_up()
    except (LollipopError, OSError):
        return None
    token = answer.token if isinstance(answer, FirstLink) else ""
    if token and not address:
        return None
    return f"{address}/sign-in/{token}" if token else ""


def _blocks() -> frozenset[str]:
    try:
        return frozenset(path.name for path in _BLOCKS.iterdir())
    except OSError:
        return frozenset()
