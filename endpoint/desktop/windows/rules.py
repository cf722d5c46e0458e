"""The rules of use: read, accepted or not, before anything else."""

import tkinter as tk
from collections.abc import Callable

from endpoint.desktop.windows.area import Area
from endpoint.desktop.windows.cover import Cover
from endpoint.desktop.windows.ends import now
from endpoint.desktop.windows.legible import legible
from endpoint.desktop.windows.look import go_back, go_on
from endpoint.desktop.windows.scroll import Scroll
from endpoint.desktop.windows.wire import Answered, ShowRules

DECLINED_FOR = 30.0  # seconds for which it stays after a no: the log-off comes
_LONGEST_TEXT = 20_000
_LARGE_SCREEN = 1000


class RulesPage(Cover[ShowRules]):
    def draw_on(self, page: tk.Frame, area: Area, first: bool) -> None:
        if not first:
            sign = self.look.picture("sign-144")
            tk.Label(page, image=sign or "", bg=self.look.colours.ground).place(relx=0.5, rely=0.5, anchor="center")
            return
        self.watched(page)
        card = tk.Frame(page, bg=self.look.colours.surface, padx=self.look.space * 3, pady=self.look.space * 2)
        self._wide = min(round(area.width * 0.85), self.look.body * 44)
        self._head(card)
        foot = tk.Frame(card, bg=self.look.colours.surface)
        self._foot = foot
        self._ask()
        foot.update_idletasks()
        card.update_idletasks()
        self._read(
            card, round(area.height * 0.9) - card.winfo_reqheight() - foot.winfo_reqheight() - self.look.space * 3
        )
        foot.pack(fill="x", pady=(self.look.space * 2, 0))
        card.place(relx=0.5, rely=0.47, anchor="center")

    def over(self) -> None:
        self.leave()

    def _head(self, card: tk.Frame) -> None:
        title = legible(self.show.rules.title, 200, 2)
        self.look.label(card, title, 1.7, bold=True, wraplength=self._wide).pack(anchor="w", pady=(0, self.look.space))

    def _read(self, card: tk.Frame, highest: int) -> None:
        look, rules = self.look, self.show.rules
        text = Scroll(card, look)
        wide = self._wide - look.body * 2
        if rules.text:
            words = legible(rules.text, _LONGEST_TEXT, 500)
            look.label(text.inside, words, 1.1, wraplength=wide).pack(anchor="w", pady=(0, look.space))
        size = 96 if self.monitors[0].height >= _LARGE_SCREEN else 64
        for point in rules.points:
            row = tk.Frame(text.inside, bg=look.colours.surface)
            picture = look.picture(f"{point.picture}-{size}") if point.picture else None
            if picture:
                tk.Label(row, image=picture, bg=look.colours.surface).pack(side="left", padx=(0, look.body))
            beside = wide - (size + look.body if picture else 0)
            look.label(row, legible(point.text, 1000, 12), 1.2, wraplength=beside).pack(side="left")
            row.pack(anchor="w", pady=look.space // 4)
        text.fit(self._wide, max(highest, look.body * 4))

    def _ask(self) -> None:
        words = self.words
        self._footer(
            words.if_decline,
            (words.accept, lambda: self._said(accepted=True), True),
            (words.decline, self._sure, False),
        )
        self.root.focus_force()

    def _sure(self) -> None:
        if self.armed:
            words = self.words
            self._footer(words.sure, (words.go_back, self._ask, True), (words.log_me_off, self._declined, False))

    def _declined(self) -> None:
        if self.armed:
            self._footer(self.words.declined)
            self.ends = now() + DECLINED_FOR
            self.say(Answered(accepted=False))

    def _said(self, accepted: bool) -> None:
        if self.armed:
            self.say(Answered(accepted=accepted))
            self.leave()

    def _footer(self, text: str, *buttons: tuple[str, Callable[[], None], bool]) -> None:
        """What is asked, and what can be said to it. Arrows go from one to the other like Tab."""
        look = self.look
        self.since = now()
        for child in self._foot.winfo_children():
            child.destroy()
        hint = text == self.words.if_decline
        colour = look.colours.soft if hint else look.colours.text
        line = look.label(self._foot, text, 1.0 if hint else 1.3, bold=not hint, fg=colour, wraplength=self._wide)
        line.pack(anchor="w", pady=(0, look.space))
        for word, command, first in buttons:
            button = look.button(self._foot, word, first=first)
            button.configure(command=command)
            button.pack(side="left", padx=(0, look.body))
            button.bind("<Right>", go_on)
            button.bind("<Left>", go_back)
