"""“Somebody is looking at this screen”: small, at the top, for as long as it is so. It steps aside for the mouse."""

import tkinter as tk

from endpoint.desktop.windows.area import Area
from endpoint.desktop.windows.window import Window
from endpoint.desktop.windows.wire import ShowMark


class Mark(Window[ShowMark]):
    _at_foot = False

    def draw(self, page: tk.Frame) -> None:
        look = self.look
        page.configure(bg=look.colours.on_mark)
        inside = tk.Frame(page, bg=look.colours.mark, padx=look.space, pady=look.space // 4)
        inside.pack(padx=2, pady=2)
        self._eye(inside)
        text = self.words.looking.format(self.named(self.around.watched_by))
        look.label(inside, text, bold=True, fg=look.colours.on_mark).pack(side="left")
        self.root.bind("<Enter>", self._step_aside)

    def place(self) -> None:
        area = self.monitors[0]
        self.root.update_idletasks()
        width, height = self.root.winfo_reqwidth(), self.root.winfo_reqheight()
        y = area.height - height if self._at_foot else 0
        self.root.geometry(Area(area.x + (area.width - width) // 2, area.y + y, width, height).geometry)

    def _eye(self, inside: tk.Frame) -> None:
        size = self.look.body
        eye = tk.Canvas(inside, width=size * 1.5, height=size, bg=self.look.colours.mark, highlightthickness=0)
        ink = self.look.colours.on_mark
        eye.create_polygon(
            2, size / 2, size * 0.72, 1, size * 1.42, size / 2, size * 0.72, size - 1,
            smooth=True, fill="#ffffff", outline=ink, width=2,
        )  # fmt: skip
        middle, round_ = size * 0.72, size * 0.19
        eye.create_oval(middle - round_, size / 2 - round_, middle + round_, size / 2 + round_, fill=ink)
        eye.pack(side="left", padx=(0, self.look.space // 2))

    def _step_aside(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self.root:
            self._at_foot = not self._at_foot
            self.place()
