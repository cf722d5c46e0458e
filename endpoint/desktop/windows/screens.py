"""Where this session's monitors are, under X11."""

from contextlib import suppress
from typing import TYPE_CHECKING

from Xlib import X, error
from Xlib.display import Display

from endpoint.desktop.windows.area import Area

if TYPE_CHECKING:
    import tkinter as tk  # the keeper's process has no use for it


class Screens:
    """Holds a connection to the display. `monitors` may change at any time."""

    def __init__(self) -> None:
        self._display = Display()
        self._display.set_error_handler(lambda *_: None)  # a window may be gone when it is asked for

    def close(self) -> None:
        self._display.close()

    def whole(self) -> Area:
        """All monitors together."""
        root = self._display.screen().root.get_geometry()  # asked anew: a monitor may have been plugged in
        return Area(0, 0, root.width, root.height)

    def monitors(self) -> tuple[Area, ...]:
        """The one at the left top first; those that show the same count once."""
        areas = {Area(one.x, one.y, one.width, one.height) for one in self._reported() if one.width and one.height}
        return tuple(sorted(areas, key=lambda area: (area.x, area.y, -area.width))) or (self.whole(),)

    def hold_keys(self) -> None:
        """Keys that would lead away from a window over everything: here, whoever grabs the keyboard has them all."""

    def above(self, root: "tk.Tk") -> None:
        """Before all other windows."""
        root.lift()

    def give_keys(self, window: int) -> None:
        """The keyboard, to this window of ours, which no window manager knows: Tk would not do it."""
        with suppress(error.XError):  # it went just now
            outside = self._display.create_resource_object("window", window).query_tree().parent  # Tk wraps it
            outside.set_input_focus(X.RevertToParent, X.CurrentTime)
            self._display.sync()

    def _reported(self) -> list[Area]:
        try:
            return list(self._display.xinerama_query_screens().screens)
        except (AttributeError, error.XError):  # no such extension
            return []
