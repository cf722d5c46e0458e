"""What the school allows on its computers, besides pages: which programs run, and USB storage."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable

from appliance.helpers.protocol import State
from appliance.model import Notice
from endpoint.desktop.service import machine
from endpoint.desktop.service.applications import Applications
from endpoint.desktop.service.system import Stick, Usb, end, user_name
from endpoint.desktop.service.words import closed, stick

_AGAIN = 60.0  # seconds after which the same program is told again

Tell = Callable[[Notice, str, str], None]
Show = Callable[[str], Awaitable[None]]


class Guards:
    """`tell` the box, `show` the pupil."""

    def __init__(self, usb: Usb, tell: Tell, show: Show) -> None:
        self._applications, self._usb = Applications(), usb
        self._tell, self._show = tell, show
        self._told: dict[tuple[str, str], float] = {}
        self._how = ""
        self._tasks: set[asyncio.Task[None]] = set()

    async def look(self, fresh: Iterable[int], state: State, uids: Collection[int]) -> None:
        """Each few seconds, with the processes that are new."""
        if found := list(self._applications.blocked(fresh, state.watch.blocked, uids)):
            self._later(self._close(found, state))
        if state.watch.usb != self._how:
            self._usb.forget()
            self._how = state.watch.usb
        for one in self._usb.plugged_in():
            self._plugged_in(one, state)

    async def _close(self, processes: list[machine.Process], state: State) -> None:
        whose = {(_name(one), _user(one)) for one in processes}
        await asyncio.to_thread(end, processes)
        for name, user in whose:
            if name and time.monotonic() - self._told.get((name, user), -_AGAIN) >= _AGAIN:
                self._told[name, user] = time.monotonic()
                self._tell(Notice.APPLICATION_CLOSED, name, user)
                await self._show(closed(name, state))

    def _plugged_in(self, one: Stick, state: State) -> None:
        said = f"{one.title}, {one.size / 10**9:.1f} GB"
        match state.watch.usb:
            case "say":
                self._tell(Notice.USB_SEEN, said, "")
            case "block":
                if self._usb.take_off(one):
                    self._tell(Notice.USB_BLOCKED, said, "")
                    self._later(self._show(stick(state)))
                else:
                    self._tell(Notice.USB_SEEN, f"{said}; it could not be blocked", "")
            case _:
                pass

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _name(process: machine.Process) -> str:
    try:
        return str(process.name())[:200]
    except machine.Error:
        return ""


def _user(process: machine.Process) -> str:
    try:
        return user_name(process.uids().real)
    except machine.Error:
        return ""
