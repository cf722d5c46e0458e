"""The log-off that comes in ten seconds."""

import tkinter as tk

from endpoint.desktop.windows.legible import legible
from endpoint.desktop.windows.scroll import Scroll
from endpoint.desktop.windows.window import Window
from endpoint.desktop.windows.wire import ShowNotice


class Notice(Window[ShowNotice]):
    outlives = True

    def draw(self, page: tk.Frame) -> None:
        look, words, area = self.look, self.words, self.monitors[0]
        wide = min(round(area.width * 0.7), look.body * 28)
        card = self.card(page)
        self._time = look.label(card, words.log_off(self.left), 1.6, bold=True, wraplength=wide)
        self._time.pack(anchor="w")
        if self.show.text:
            text = Scroll(card, look)
            look.label(text.inside, legible(self.show.text), 1.2, wraplength=wide).pack(anchor="w", pady=look.space)
            text.fit(wide, round(area.height * 0.5))
        look.label(card, words.save_work, 1.2, fg=look.colours.accent, bold=True).pack(anchor="w")

    def tick(self) -> None:
        super().tick()
        self._time.configure(text=self.words.log_off(self.left))
