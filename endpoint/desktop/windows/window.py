"""What all windows have in common: they say that they are shown, look around each tenth of a second, and end."""

import tkinter as tk
from collections.abc import Callable
from typing import ClassVar

from endpoint.desktop.windows.area import Area
from endpoint.desktop.windows.ends import now
from endpoint.desktop.windows.legible import name
from endpoint.desktop.windows.look import Look
from endpoint.desktop.windows.system import Screens
from endpoint.desktop.windows.wire import Around, PutAway, Said, Show, Shown
from endpoint.desktop.windows.words import WORDS, Words

FOREVER = float("inf")
ARMED_AFTER = 1.2  # seconds: who is typing must not put away what has just come


class Window[S: Show]:
    """One kind of window, over everything else. `draw` makes what is in it; it is called again when it is told anew."""

    outlives: ClassVar[bool] = False  # whoever started it

    show: S

    def __init__(self, root: tk.Tk, show: S, say: Callable[[Said], None]) -> None:
        self.root, self.say = root, say
        self.screens = Screens()
        self.monitors = self.screens.monitors()
        self.since = now()
        self._keys: tk.Misc | None = None
        self._take(show)
        root.overrideredirect(True)
        self._fresh()
        self.place()
        root.deiconify()
        self.screens.above(root)
        root.update_idletasks()
        root.after(1, lambda: say(Shown()))

    # --- what a kind of window says of itself

    def draw(self, page: tk.Frame) -> None:
        raise NotImplementedError

    def place(self) -> None:
        """Where on screen. By default in the middle of the first monitor."""
        self.middle(self.monitors[0])

    def tick(self) -> None:
        self.screens.above(self.root)
        if self._keys and self.root.winfo_viewable():
            self._have_keys(self._keys)

    def over(self) -> None:
        """Its time is over."""
        self.say(PutAway())
        self.leave()

    # --- what all do

    @property
    def around(self) -> Around:
        return self.show.around

    @property
    def left(self) -> float:
        return self.ends - now()

    @property
    def armed(self) -> bool:
        return now() - self.since >= ARMED_AFTER

    def told(self, show: S) -> None:
        """The same kind, anew: what stays as it is does not flicker."""
        before, self.show = self.show, show
        self._take(show)
        if self.seen(before) != self.seen(show):
            self._fresh()
            self.place()
        self.say(Shown())

    def seen(self, show: S) -> object:
        """What of it is drawn once and must be drawn again when it changes: all but the time that is left."""
        return {name: getattr(show, name) for name in show.__struct_fields__ if name != "left"}

    def beat(self) -> None:
        if now() >= self.ends:
            self.over()
        else:
            self.tick()

    def leave(self) -> None:
        self.root.destroy()

    def named(self, who: str) -> str:
        return name(who)

    def middle(self, area: Area) -> None:
        """As large as what is in it, in the middle of a monitor."""
        self.root.update_idletasks()
        width = min(self.root.winfo_reqwidth(), area.width)
        height = min(self.root.winfo_reqheight(), area.height)
        x, y = area.x + (area.width - width) // 2, area.y + (area.height - height) // 2
        self.root.geometry(Area(x, y, width, height).geometry)

    def card(self, page: tk.Frame) -> tk.Frame:
        """Room with a frame around it, for a window that stands before others."""
        colours, space = self.look.colours, self.look.space
        page.configure(bg=colours.accent)
        top = tk.Frame(page, bg=colours.mark, height=max(space // 2, 4))
        top.pack(fill="x")
        inside = tk.Frame(page, bg=colours.surface, padx=space * 3, pady=space * 2)
        inside.pack(fill="both", expand=True, padx=3, pady=(0, 3))
        return inside

    def take_keys(self, widget: tk.Misc) -> None:
        """The keyboard comes here, to this part, as soon as the window is on screen; who takes it away may have it."""
        self._keys = widget

    def _have_keys(self, widget: tk.Misc) -> None:
        if self.root.focus_displayof() is None:
            self.screens.give_keys(self.root.winfo_id())
        else:
            widget.focus_set()
            self._keys = None

    def _take(self, show: S) -> None:
        self.show = show
        self.words: Words = WORDS[show.around.language]
        self.ends = now() + getattr(show, "left", FOREVER)

    def _fresh(self) -> None:
        for child in self.root.winfo_children():
            child.destroy()
        self.look = Look(self.root, self.around.dark, self.monitors[0].height)
        self.root.configure(bg=self.look.colours.ground)
        page = tk.Frame(self.root, bg=self.look.colours.ground)
        page.pack(fill="both", expand=True)
        self.draw(page)
