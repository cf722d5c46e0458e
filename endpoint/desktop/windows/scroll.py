"""A part of a window that is read by moving it up and down, where it is higher than there is room for."""

import tkinter as tk

from endpoint.desktop.windows.look import Look

_BY_KEY = {"Up": -1, "Down": 1, "Prior": -8, "Next": 8}


class Scroll:
    """Put what is to be read into `inside`, then call `fit`."""

    def __init__(self, parent: tk.Frame, look: Look) -> None:
        ground = str(parent["bg"])
        self._look = look
        self._outside = tk.Frame(parent, bg=ground)
        self._canvas = tk.Canvas(self._outside, bg=ground, highlightthickness=0, yscrollincrement=look.body)
        self.inside = tk.Frame(self._canvas, bg=ground)
        self._canvas.create_window(0, 0, window=self.inside, anchor="nw")

    def fit(self, width: int, highest: int) -> None:
        """Show it, at most so high; with a bar where there is more."""
        self.inside.update_idletasks()
        height = self.inside.winfo_reqheight()
        self._canvas.configure(width=width, height=min(height, highest), scrollregion=(0, 0, width, height))
        self._canvas.pack(side="left", fill="both")
        if height > highest:
            self._bar()
        self._outside.pack()

    def _bar(self) -> None:
        colours, wide = self._look.colours, round(self._look.body * 0.8)
        bar = tk.Scrollbar(
            self._outside,
            command=self._canvas.yview,
            width=wide,
            bg=colours.accent,
            activebackground=colours.pressed,
            troughcolor=colours.line,
            relief="flat",
            borderwidth=0,
            elementborderwidth=0,
            highlightthickness=0,
            takefocus=False,
        )
        self._canvas.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y", padx=(wide // 2, 0))
        top = self._canvas.winfo_toplevel()
        for key, by in _BY_KEY.items():
            top.bind(f"<Key-{key}>", lambda _, by=by: self._canvas.yview_scroll(by, "units"))  # type: ignore[misc]
        for button, by in ((4, -2), (5, 2)):
            top.bind(f"<Button-{button}>", lambda _, by=by: self._canvas.yview_scroll(by, "units"))  # type: ignore[misc]
