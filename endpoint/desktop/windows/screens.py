"""Where this session's monitors are. X11's way; another system's belongs here too."""

from contextlib import suppress
from dataclasses import dataclass

from Xlib import X, error
from Xlib.display import Display


@dataclass(frozen=True)
class Area:
    x: int
    y: int
    width: int
    height: int

    @property
    def geometry(self) -> str:
        """As Tk writes it."""
        return f"{self.width}x{self.height}+{self.x}+{self.y}"

    def holds(self, x: int, y: int) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


class Screens:
    """Holds a connection to the display. `monitors` may change at any time."""

    def __init__(self) -> None:
        self._display = Display()
        self._display.set_error_handler(lambda *_: None)  # a window may be gone when it is asked for

    def whole(self) -> Area:
        """All monitors together."""
        root = self._display.screen().root.get_geometry()  # asked anew: a monitor may have been plugged in
        return Area(0, 0, root.width, root.height)

    def monitors(self) -> tuple[Area, ...]:
        """The one at the left top first; those that show the same count once."""
        areas = {Area(one.x, one.y, one.width, one.height) for one in self._reported() if one.width and one.height}
        return tuple(sorted(areas, key=lambda area: (area.x, area.y, -area.width))) or (self.whole(),)

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
