"""The lock: every screen, with the reason, how long still, and whom to talk to."""

import tkinter as tk

from endpoint.desktop.windows.area import Area
from endpoint.desktop.windows.cover import Cover
from endpoint.desktop.windows.legible import legible
from endpoint.desktop.windows.wire import ShowLock

_SMALLER = (1.0, 0.8, 0.65)  # until it fits; then the reason is cut
_LONGEST_REASON = 600


class Lock(Cover[ShowLock]):
    outlives = True

    def draw(self, page: tk.Frame) -> None:
        self._times: list[tk.Label] = []
        super().draw(page)

    def draw_on(self, page: tk.Frame, area: Area, first: bool) -> None:  # noqa: ARG002
        self.watched(page)
        for times in _SMALLER:
            middle = self._words_at(page, area, times, _LONGEST_REASON)
            if middle.winfo_reqheight() <= area.height * 0.92:
                return
            self._forget(middle)
        self._words_at(page, area, _SMALLER[-1], _LONGEST_REASON // 3)

    def tick(self) -> None:
        super().tick()
        opens = self.words.opens(self.left)
        for label in self._times:
            if label["text"] != opens:
                label.configure(text=opens)

    def over(self) -> None:
        self.leave()

    def _forget(self, middle: tk.Frame) -> None:
        middle.destroy()
        self._times.pop()

    def _words_at(self, page: tk.Frame, area: Area, times: float, longest: int) -> tk.Frame:
        look, words, show = self.look, self.words, self.show
        wide = min(round(area.width * 0.8), look.body * 40)
        middle = tk.Frame(page, bg=look.colours.ground)
        sign = look.picture("sign-144" if times == 1.0 else "sign-72")
        tk.Label(middle, image=sign or "", bg=look.colours.ground).pack(pady=(0, look.space))

        def line(text: str, size: float, bold: bool = False, **more: object) -> tk.Label:
            label = look.label(
                middle, text, max(size * times, 1.0), bold, wraplength=wide, justify="center", anchor="center", **more
            )
            label.pack(pady=round(look.space * 0.6 * times))
            return label

        line(words.locked, 2.0, bold=True)
        line(legible(show.reason, longest, 8), 1.4)
        if show.text:
            self._message(middle, wide, times, longest)
        self._times.append(line(words.opens(self.left), 1.4, bold=True, fg=look.colours.accent))
        if show.talk_to:
            line(words.talk_to.format(self.named(show.talk_to)), 1.4)
        line(words.confide_later, 1.0, fg=look.colours.soft)
        middle.place(relx=0.5, rely=0.48, anchor="center")
        middle.update_idletasks()
        return middle

    def _message(self, middle: tk.Frame, wide: int, times: float, longest: int) -> None:
        look, show = self.look, self.show
        card = tk.Frame(middle, bg=look.colours.surface, padx=look.space * 2, pady=look.space)
        head = look.label(card, self.words.says.format(self.named(show.sender)), bold=True, fg=look.colours.accent)
        head.pack(anchor="w")
        text = legible(show.text, longest, 8)
        look.label(card, text, max(1.2 * times, 1.0), wraplength=wide - look.space * 4).pack(anchor="w")
        card.pack(pady=look.space, fill="x")
