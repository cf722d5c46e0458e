"""One window's process: hears what to show on its standard input, says what happens on its standard output."""

import queue
import sys
import threading
import tkinter as tk
from contextlib import suppress
from os import environ
from typing import Any, BinaryIO

from appliance.errors import WireError
from endpoint.desktop.windows import turn
from endpoint.desktop.windows.lock import Lock
from endpoint.desktop.windows.mark import Mark
from endpoint.desktop.windows.menu import Menu
from endpoint.desktop.windows.message import Note
from endpoint.desktop.windows.notice import Notice
from endpoint.desktop.windows.rules import RulesPage
from endpoint.desktop.windows.watched import WatchedPage
from endpoint.desktop.windows.window import Window
from endpoint.desktop.windows.wire import LONGEST_LINE, Said, Show, line_of, show_in

KINDS: dict[str, type[Window[Any]]] = {
    "lock": Lock,
    "message": Note,
    "rules": RulesPage,
    "notice": Notice,
    "watched": WatchedPage,
    "mark": Mark,
    "menu": Menu,
}
_TICK = 100  # milliseconds


def say(said: Said) -> None:
    """Nobody may be there to hear it."""
    with suppress(OSError):
        sys.stdout.buffer.write(line_of(said))
        sys.stdout.buffer.flush()


class Ear:
    """Reads lines as they come, on a thread; None once there will be no more."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._heard: queue.SimpleQueue[Show | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def first(self) -> Show | None:
        return self._heard.get()

    def waiting(self) -> list[Show | None]:
        return [self._heard.get() for _ in range(self._heard.qsize())]

    def _listen(self) -> None:
        for line in iter(lambda: self._source.readline(LONGEST_LINE), b""):
            with suppress(WireError):
                self._heard.put(show_in(line))
        self._heard.put(None)


class Running:
    """The window between its ticks."""

    def __init__(self, root: tk.Tk, window: Window[Any], ear: Ear) -> None:
        self._root, self._window, self._ear = root, window, ear
        self._alone = False

    def tick(self) -> None:
        self._root.after(_TICK, self.tick)  # first: whatever goes wrong below, there is a next one
        for heard in self._ear.waiting():
            if heard is None:
                self._alone = True
            else:
                self._window.told(heard)
        if self._alone and self._must_go():
            self._window.leave()
        else:
            self._window.beat()

    def _must_go(self) -> bool:
        window = self._window
        return not window.outlives or turn.passed(turn.turn_file(dict(environ)), window.around.turn)


def run(which: str) -> int:
    kind = KINDS.get(which)
    if kind is None:
        print(f"There is no such window: {which}. There are: {', '.join(KINDS)}.", file=sys.stderr)  # noqa: T201
        return 2
    root = tk.Tk(className="Lollipop")
    root.withdraw()  # it may wait here for long, to be shown at once
    ear = Ear(sys.stdin.buffer)
    show = ear.first()
    if show is None or type(show).__struct_config__.tag != which:
        return 2
    Running(root, kind(root, show, say), ear).tick()
    root.mainloop()
    return 0
