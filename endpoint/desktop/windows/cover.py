"""A window over every monitor that holds keyboard and mouse: nothing behind it is seen or reached."""

import tkinter as tk
from collections.abc import Callable
from contextlib import suppress

from endpoint.desktop.windows.area import Area
from endpoint.desktop.windows.window import Window
from endpoint.desktop.windows.wire import Said, Show

_LOOK_AROUND = 10  # ticks: a monitor may be plugged in


class Cover[S: Show](Window[S]):
    """`draw` is given one page for each monitor, the first of them with `first`."""

    def __init__(self, root: tk.Tk, show: S, say: Callable[[Said], None]) -> None:
        self._ticks = 0
        self._area = Area(0, 0, 0, 0)
        super().__init__(root, show, say)
        root.bind("<Unmap>", self._taken_off)
        root.protocol("WM_DELETE_WINDOW", lambda: None)
        self.screens.hold_keys()
        self._hold_input()

    def draw_on(self, page: tk.Frame, area: Area, first: bool) -> None:
        raise NotImplementedError

    def draw(self, page: tk.Frame) -> None:
        whole = self.screens.whole()
        for number, area in enumerate(self.monitors):
            part = tk.Frame(page, bg=self.look.colours.ground)
            part.place(x=area.x - whole.x, y=area.y - whole.y, width=area.width, height=area.height)
            self.draw_on(part, area, first=number == 0)

    def place(self) -> None:
        self._area = self.screens.whole()
        self.root.geometry(self._area.geometry)

    def tick(self) -> None:
        self._ticks += 1
        if self._ticks % _LOOK_AROUND == 0:
            self._look_around()
        root, area = self.root, self._area
        if (root.winfo_rootx(), root.winfo_rooty(), root.winfo_width(), root.winfo_height()) != (
            area.x,
            area.y,
            area.width,
            area.height,
        ):
            self.place()
        self.screens.above(root)
        self._hold_input()

    def watched(self, page: tk.Frame) -> None:
        """Who looks at this screen, at the foot of it: the mark that says so otherwise is behind."""
        who = self.around.watched_by
        if who:
            label = self.look.label(page, self.words.looking.format(self.named(who)), fg=self.look.colours.soft)
            label.place(relx=0.5, rely=0.985, anchor="s")

    def _hold_input(self) -> None:
        """Somebody else may hold it, such as an open menu: then again with the next tick."""
        with suppress(tk.TclError):
            self.root.grab_set_global()
        if self.root.focus_get() is None:
            self.root.focus_force()

    def _taken_off(self, event: "tk.Event[tk.Misc]") -> None:
        """Another program took it off the screen, and with it what it held."""
        if event.widget is self.root:
            self.root.grab_release()
            self.root.deiconify()
            self.screens.above(self.root)

    def _look_around(self) -> None:
        monitors, whole = self.screens.monitors(), self.screens.whole()
        if monitors != self.monitors or whole != self._area:
            self.monitors = monitors
            self._fresh()
            self.place()
