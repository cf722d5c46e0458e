"""What the Lollipop sign offers: telling somebody, what is watched here, and who looks now."""

import tkinter as tk
from collections.abc import Callable
from typing import Literal

from endpoint.desktop.windows.area import Area
from endpoint.desktop.windows.look import go_back, go_on
from endpoint.desktop.windows.window import Window
from endpoint.desktop.windows.wire import Chosen, ShowMenu


class Menu(Window[ShowMenu]):
    def draw(self, page: tk.Frame) -> None:
        look, words = self.look, self.words
        card = self.card(page)
        who = self.around.watched_by
        looking = words.looking.format(self.named(who)) if who else words.nobody_looks
        entries: tuple[tuple[str, Callable[[], None]], ...] = (
            (words.confide, lambda: self._choose("confide")),
            (words.watched_here, lambda: self._choose("watched")),
            (words.close, self.over),
        )
        buttons = [look.button(card, text, first=number == 0) for number, (text, _) in enumerate(entries)]
        for button, (_, command) in zip(buttons, entries, strict=True):
            button.configure(command=command)
            button.pack(fill="x", pady=look.space // 3)
            button.bind("<Down>", go_on)
            button.bind("<Up>", go_back)
        look.label(card, looking, fg=look.colours.soft, wraplength=look.body * 18).pack(
            anchor="w", pady=(look.space, 0)
        )
        self.root.bind("<Escape>", lambda _: self.over())
        self.take_keys(buttons[0])

    def place(self) -> None:
        """Near what was clicked, whole, on that monitor."""
        at = next((area for area in self.monitors if area.holds(self.show.x, self.show.y)), self.monitors[0])
        self.root.update_idletasks()
        width, height = self.root.winfo_reqwidth(), self.root.winfo_reqheight()
        x = min(max(self.show.x - width // 2, at.x), at.x + at.width - width)
        y = min(max(self.show.y - height - 8, at.y), at.y + at.height - height)
        self.root.geometry(Area(x, y, width, height).geometry)

    def _choose(self, what: Literal["confide", "watched"]) -> None:
        self.say(Chosen(what=what))
        self.leave()
