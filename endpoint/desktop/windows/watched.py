"""What the school watches on this computer: shown at the first log-on, and again when asked."""

import tkinter as tk

from endpoint.desktop.windows.legible import legible
from endpoint.desktop.windows.scroll import Scroll
from endpoint.desktop.windows.window import Window
from endpoint.desktop.windows.wire import ShowWatched

_PICTURE = 64


class WatchedPage(Window[ShowWatched]):
    def draw(self, page: tk.Frame) -> None:
        look, words, area = self.look, self.words, self.monitors[0]
        wide = min(round(area.width * 0.85), look.body * 44)
        card = self.card(page)
        look.label(card, words.watched_title, 1.7, bold=True, wraplength=wide).pack(anchor="w")
        lead = words.watched_lead.format(self.named(self.show.school))
        look.label(card, lead, wraplength=wide, fg=look.colours.soft).pack(
            anchor="w", pady=(look.space // 2, look.space)
        )
        lines = Scroll(card, look)
        for picture, sentence in words.watch(self.show.watch):
            self._row(lines.inside, picture, sentence, wide)
        lines.fit(wide + look.body, round(area.height * 0.66))
        foot = tk.Frame(card, bg=look.colours.surface)
        foot.pack(fill="x", pady=(look.space, 0))
        button = look.button(foot, words.read_it, first=True)
        button.configure(command=self._read)
        button.pack(side="right")
        again = look.label(foot, words.find_again, fg=look.colours.soft, wraplength=round(wide * 0.6))
        again.pack(side="left", fill="x")
        self.root.bind("<Escape>", lambda _: self._read())
        self.take_keys(button)

    def _row(self, inside: tk.Frame, picture: str, sentence: str, wide: int) -> None:
        look = self.look
        row = tk.Frame(inside, bg=look.colours.surface)
        tk.Label(row, image=look.picture(f"{picture}-{_PICTURE}") or "", bg=look.colours.surface).pack(
            side="left", padx=(0, look.body)
        )
        text = legible(sentence, 2000, 12)
        look.label(row, text, 1.1, wraplength=wide - _PICTURE - look.body * 2).pack(side="left")
        row.pack(anchor="w", pady=look.space // 4)

    def _read(self) -> None:
        if self.armed:
            self.over()
