"""A message from a grown-up: over everything, until it is put away."""

import tkinter as tk

from endpoint.desktop.windows.legible import legible
from endpoint.desktop.windows.scroll import Scroll
from endpoint.desktop.windows.window import Window
from endpoint.desktop.windows.wire import ShowNote


class Note(Window[ShowNote]):
    outlives = True

    def draw(self, page: tk.Frame) -> None:
        look, words, show, area = self.look, self.words, self.show, self.monitors[0]
        wide = min(round(area.width * 0.7), look.body * 28)
        card = self.card(page)
        look.label(card, words.message_from, fg=look.colours.soft).pack(anchor="w")
        look.label(card, self.named(show.sender), 1.4, bold=True, wraplength=wide).pack(anchor="w")
        tk.Frame(card, bg=look.colours.line, height=2).pack(fill="x", pady=look.space)
        text = Scroll(card, look)
        look.label(text.inside, legible(show.text), 1.2, wraplength=wide).pack(anchor="w")
        text.fit(wide, round(area.height * 0.55))
        foot = tk.Frame(card, bg=look.colours.surface)
        foot.pack(fill="x", pady=(look.space * 2, 0))
        look.label(foot, words.waiting(show.waiting), fg=look.colours.soft).pack(side="left")
        button = look.button(foot, words.ok, first=True)
        button.configure(command=self._read)
        button.pack(side="right")
        self.root.bind("<Escape>", lambda _: self._read())
        self.take_keys(button)

    def _read(self) -> None:
        if self.armed:
            self.over()
