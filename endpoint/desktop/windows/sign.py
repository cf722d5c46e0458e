"""The Lollipop sign that is always there: in the desktop's tray, or as a tab at the screen's edge where there is none.

It is drawn by python-xlib in the session's own process: a process for it would take 25 MB. pystray would draw it in the
tray too, but on plain X11 it hears no clicks, does not notice a tray that comes later, and cannot stand anywhere else.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from PIL import Image
from Xlib import X, Xutil, error
from Xlib.display import Display
from Xlib.ext import shape
from Xlib.protocol import event

_PICTURE = Path(__file__).with_name("pictures") / "lollipop-64.png"  # not by `look`, which loads Tk: 3 MB
_TAB = 44
_EACH = 1.0  # seconds: is there a tray, and is the tab still on top?
_DOCK = 0
_SMALLEST = 22
_TO_BE_MAPPED = 1  # https://specifications.freedesktop.org/xembed-spec/
_GROUND = "#1d2b2a"
_SEEN = 96  # of 255


class Sign:
    """`clicked` is called with the place on screen. Needs a running loop."""

    def __init__(self, clicked: Callable[[int, int], None]) -> None:
        self._clicked = clicked
        self._display = Display()
        self._display.set_error_handler(lambda *_: None)  # a tray may be gone at any moment
        screen = self._display.screen()
        self._screen, self._root = screen, screen.root
        self._tray_atom = self._display.intern_atom(f"_NET_SYSTEM_TRAY_S{self._display.get_default_screen()}")
        self._opcode = self._display.intern_atom("_NET_SYSTEM_TRAY_OPCODE")
        self._picture = Image.open(_PICTURE).convert("RGBA")
        self._tray = -1
        self._window: Any = None
        self._drawn: tuple[int, int] | None = None
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._display.fileno(), self._hear)
        self._look_around()

    @property
    def in_tray(self) -> bool:
        return self._tray > 0

    def close(self) -> None:
        self._timer.cancel()
        self._loop.remove_reader(self._display.fileno())
        with suppress(error.ConnectionClosedError, OSError):
            self._display.close()

    def _look_around(self) -> None:
        self._timer = self._loop.call_later(_EACH, self._look_around)
        try:
            owner = self._display.get_selection_owner(self._tray_atom)
            tray = owner.id if owner else 0
            if tray != self._tray:
                self._move(tray)
            elif not self.in_tray:
                self._window.configure(stack_mode=X.Above, x=self._screen.root.get_geometry().width - _TAB)
            self._display.flush()
            self._hear()
        except (error.ConnectionClosedError, OSError):
            self._timer.cancel()
            self._loop.remove_reader(self._display.fileno())

    def _move(self, tray: int) -> None:
        """A new window: a tray that ends may take the one that it had with it."""
        if self._tray >= 0:
            self._window.destroy()
        self._tray = tray
        self._window = self._made()
        if tray:
            self._dock()
        else:
            self._window.map()

    def _made(self) -> Any:  # python-xlib has no types
        whole = self._root.get_geometry()
        window = self._root.create_window(
            whole.width - _TAB,
            round(whole.height * 0.7),
            _TAB,
            _TAB,
            0,
            self._screen.root_depth,
            X.InputOutput,
            X.CopyFromParent,
            background_pixel=self._screen.white_pixel,
            override_redirect=True,
            event_mask=X.ExposureMask | X.StructureNotifyMask | X.ButtonPressMask,
        )
        window.set_wm_name("Lollipop")
        window.set_wm_class("lollipop", "Lollipop")
        window.set_wm_normal_hints(flags=Xutil.PMinSize, min_width=_SMALLEST, min_height=_SMALLEST)
        embedded = self._display.intern_atom("_XEMBED_INFO")
        window.change_property(embedded, embedded, 32, (0, _TO_BE_MAPPED))
        return window

    def _dock(self) -> None:
        """https://specifications.freedesktop.org/systemtray-spec/"""
        data = (32, (X.CurrentTime, _DOCK, self._window.id, 0, 0))
        self._display.send_event(
            self._tray, event.ClientMessage(window=self._tray, client_type=self._opcode, data=data)
        )

    def _hear(self) -> None:
        while self._display.pending_events():
            heard = self._display.next_event()
            if heard.type == X.ButtonPress and heard.detail == 1:
                self._clicked(heard.root_x, heard.root_y)
            elif heard.type in {X.Expose, X.ConfigureNotify} and self._is_news(heard):
                with suppress(error.XError):  # it went with its tray: a new one is made in a moment
                    self._draw()

    def _is_news(self, heard: Any) -> bool:
        """Does it have to be drawn again? Not where it only went before another window."""
        anew = heard.type == X.Expose or (heard.width, heard.height) != self._drawn
        return bool(heard.window == self._window and anew)

    def _draw(self) -> None:
        size = self._window.get_geometry()
        side = max(min(size.width, size.height), 8)
        picture = Image.new("RGBA", (size.width, size.height))
        icon = self._picture.resize((side, side), Image.Resampling.LANCZOS)
        picture.paste(icon, ((size.width - side) // 2, (size.height - side) // 2))
        self._cut_out(picture)
        gc = self._window.create_gc()
        self._window.put_pil_image(
            gc, 0, 0, Image.alpha_composite(Image.new("RGBA", picture.size, _GROUND), picture).convert("RGB")
        )
        gc.free()
        self._drawn = size.width, size.height
        self._display.flush()

    def _cut_out(self, picture: Image.Image) -> None:
        """Round, as the sign is, on whatever ground the tray has."""
        if not self._display.has_extension("SHAPE"):
            return
        mask = self._window.create_pixmap(*picture.size, 1)
        gc = mask.create_gc(foreground=1, background=0)
        mask.put_pil_image(gc, 0, 0, picture.getchannel("A").point(lambda alpha: 255 * (alpha > _SEEN)).convert("1"))
        self._window.shape_mask(shape.SO.Set, shape.SK.Bounding, 0, 0, mask)
        gc.free()
        mask.free()
