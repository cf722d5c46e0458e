"""How windows look: the console's colours (webui/static/lollipop.css), one family of letters, sizes that follow the
screen. Every pair of text and ground has a contrast of 7 or more; nothing for pupils is below 18 points."""

import tkinter as tk
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tkinter import font

PICTURES = Path(__file__).with_name("pictures")
SMALLEST_POINTS = 18
_FAMILIES = ("Andika", "Atkinson Hyperlegible", "Lexend", "Noto Sans", "Cantarell", "Ubuntu", "Segoe UI", "DejaVu Sans")


@dataclass(frozen=True)
class Colours:
    ground: str
    surface: str
    line: str
    text: str
    soft: str
    accent: str
    on_accent: str
    pressed: str
    focus: str
    mark: str = "#ffd23f"
    on_mark: str = "#1d2b2a"


LIGHT = Colours(
    ground="#eef3ef",
    surface="#ffffff",
    line="#c9d3cf",
    text="#1d2b2a",
    soft="#3f4d4b",
    accent="#0f5f59",
    on_accent="#ffffff",
    pressed="#0a4743",
    focus="#b35a00",
)
DARK = Colours(
    ground="#141b1b",
    surface="#1d2727",
    line="#33403f",
    text="#ebeee9",
    soft="#c3cdca",
    accent="#7fd1c7",
    on_accent="#0c2320",
    pressed="#a5e2da",
    focus="#ffd23f",
)


def body_pixels(height: int, pixels_per_point: float) -> int:
    """Size of letters on a screen of this height."""
    return max(round(SMALLEST_POINTS * pixels_per_point), round(height / 38))


class Look:
    """For one window, on a screen of this height."""

    def __init__(self, root: tk.Misc, dark: bool, height: int) -> None:
        self.colours = DARK if dark else LIGHT
        self.height = height
        self._root = root
        self.body = body_pixels(height, min(root.winfo_fpixels("1p"), 2.0))
        self._kept: dict[str, tk.PhotoImage] = {}  # Tk forgets a picture that Python does not hold

    @property
    def space(self) -> int:
        return self.body // 2

    @cached_property
    def family(self) -> str:
        here = set(font.families(self._root))
        return next((family for family in _FAMILIES if family in here), "TkDefaultFont")

    def letters(self, times: float = 1.0, bold: bool = False) -> tuple[str, int, str]:
        return self.family, -round(self.body * times), "bold" if bold else "normal"

    def picture(self, name: str) -> tk.PhotoImage | None:
        """One of ours; None for a name that is not."""
        if name not in self._kept:
            path = PICTURES / f"{name}.png"
            if not name.replace("-", "").isalnum() or not path.is_file():
                return None
            self._kept[name] = tk.PhotoImage(master=self._root, file=str(path))
        return self._kept[name]

    def label(
        self, parent: tk.Misc, text: str = "", times: float = 1.0, bold: bool = False, **more: object
    ) -> tk.Label:
        """Text on its parent's ground."""
        options = {"fg": self.colours.text, "bg": str(parent["bg"]), "justify": "left", "anchor": "w"} | more
        return tk.Label(parent, text=text, font=self.letters(times, bold), **options)  # type: ignore[arg-type]

    def button(self, parent: tk.Misc, text: str, first: bool = False) -> tk.Button:
        """`first` is what most will choose. Where the keyboard is shows as a thick ring."""
        colours = self.colours
        button = tk.Button(
            parent,
            text=text,
            font=self.letters(bold=True),
            fg=colours.on_accent if first else colours.text,
            bg=colours.accent if first else colours.surface,
            activeforeground=colours.on_accent if first else colours.text,
            activebackground=colours.pressed if first else colours.line,
            highlightbackground=colours.accent if first else colours.line,
            highlightcolor=colours.focus,
            highlightthickness=max(self.body // 6, 3),
            relief="flat",
            borderwidth=0,
            padx=self.body,
            pady=self.space // 2,
            cursor="hand2",
            takefocus=True,
        )
        for key in ("<Return>", "<KP_Enter>"):
            button.bind(key, lambda _: button.invoke())
        return button


def go_on(event: "tk.Event[tk.Misc]") -> None:
    """As Tab does, for the arrow keys."""
    following = event.widget.tk_focusNext()
    if following:
        following.focus_set()


def go_back(event: "tk.Event[tk.Misc]") -> None:
    before = event.widget.tk_focusPrev()
    if before:
        before.focus_set()
