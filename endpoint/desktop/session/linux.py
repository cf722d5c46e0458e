"""A session under X11. Wayland shows no program what others do, so there a helper sees nothing: a school chooses "on
Xorg" at the log-on. X11 has no word for a field that takes a password; `front` and `terminals` do what can be done."""

import os
import pwd
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from Xlib import X, display, error
from Xlib.ext import damage, res

from endpoint.desktop.session.linux_keys import keys
from endpoint.desktop.session.platform import SessionEnded, Stroke, Window
from endpoint.desktop.session.terminals import is_terminal, password_asked
from endpoint.desktop.session.x_events import GONE, end, stirs, waiting

_LONGEST_COMM = 15  # the kernel cuts names
_LONGEST_TITLE = 16_384  # in words of four bytes: Confide's mark may stand at the end of a long one
_WINDOW_EVENTS = X.PropertyChangeMask | X.StructureNotifyMask
_ENDED = -1  # a window manager may leave what was in front as it was
_TOO_SMALL = 2500  # square pixels: a caret that blinks or a clock is no news


class X11:
    def __init__(self, name: str | None = None) -> None:
        """Raises SessionEnded where there is no display, or it does not let us in."""
        try:
            self._asking, self._telling, self._pictures = (display.Display(name) for _ in range(3))
        except GONE as wrong:
            raise SessionEnded(f"there is no X display: {wrong}") from wrong
        for one in (self._asking, self._telling, self._pictures):
            one.set_error_handler(_shrug)
        self._root = self._asking.screen().root
        self._front = Window()
        self._damage = self._watch_pictures()

    def user(self) -> str:
        return user_name(os.getuid())

    def idle(self) -> float:
        return _asked(lambda: float(self._root.screensaver_query_info().idle) / 1000, 0.0)

    def title(self) -> str:
        found = self._active()
        return self._title(self._asking.create_resource_object("window", found)) if found else ""

    def front(self) -> Window:
        found = self._active()
        self._front = self._described(found) if found else Window()
        return self._front

    async def fronts(self) -> AsyncIterator[Window]:
        self._listen_to(self._root.id)
        telling = {_ENDED, *map(self._atom, ("_NET_ACTIVE_WINDOW", "_NET_WM_NAME", "WM_NAME"))}
        last = None
        async for _ in stirs(self._telling):
            told = [event for event in waiting(self._telling) if _names(event) in telling]
            if last is None or told:
                self._listen_to(self._active())
                if self.front() != last:
                    last = self._front
                    yield last

    async def strokes(self) -> AsyncIterator[Stroke]:
        async for stroke in keys(self._asking.get_display_name()):
            secret = is_terminal(self._front.application) and password_asked()
            yield Stroke(stroke.does, stroke.text, secret)

    def changed(self) -> bool:
        """Where the display cannot tell, everything is taken to change."""
        if not self._damage:
            return True
        told = self._pictures.extension_event.DamageNotify
        areas = [event.area for event in waiting(self._pictures) if event.type == told]
        self._pictures.damage_subtract(self._damage)
        self._pictures.flush()
        return any(area.width * area.height > _TOO_SMALL for area in areas)

    def close(self) -> None:
        for one in (self._asking, self._telling, self._pictures):
            end(one)

    # --- windows ----------------------------------------------------------------------------------------------------

    def _active(self) -> int:
        return _asked(lambda: self._number(self._root, "_NET_ACTIVE_WINDOW"), 0)

    def _listen_to(self, window: int) -> None:
        """Its properties; 0 is none. Nobody minds a window that is gone."""
        if window:
            self._telling.create_resource_object("window", window).change_attributes(event_mask=_WINDOW_EVENTS)
            self._telling.flush()

    def _described(self, number: int) -> Window:
        window = self._asking.create_resource_object("window", number)
        return Window(number, _asked(lambda: self._application(window), ""), self._title(window))

    def _title(self, window: Any) -> str:
        return _asked(lambda: self._text(window, "_NET_WM_NAME") or self._text(window, "WM_NAME"), "")

    def _text(self, window: Any, name: str) -> str:
        found = window.get_property(self._atom(name), X.AnyPropertyType, 0, _LONGEST_TITLE)
        if found is None or found.format != 8:  # noqa: PLR2004 - bits
            return ""
        latin = found.property_type == self._atom("STRING")
        raw = found.value if isinstance(found.value, bytes) else bytes(found.value, "latin-1")
        return raw.decode("latin-1" if latin else "utf-8", errors="replace")

    def _number(self, window: Any, name: str) -> int:
        found = window.get_property(self._atom(name), X.AnyPropertyType, 0, 1)
        return int(found.value[0]) if found and found.format == 32 and len(found.value) else 0  # noqa: PLR2004 - bits

    def _atom(self, name: str) -> int:
        return int(self._asking.intern_atom(name))

    def _application(self, window: Any) -> str:
        return process_name(self._pid(window)) or (window.get_wm_class() or ("", ""))[1]

    def _pid(self, window: Any) -> int:
        """As the display knows it; what a program says of itself only where that fails."""
        if self._asking.has_extension("X-Resource"):
            asked = [{"client": window.id, "mask": res.LocalClientPIDMask}]
            for one in self._asking.res_query_client_ids(asked).ids:
                return int(one.value[0])
        return self._number(window, "_NET_WM_PID")

    def _watch_pictures(self) -> int:
        """0 where the display cannot tell what changes."""
        if not self._pictures.has_extension("DAMAGE"):
            return 0
        self._pictures.damage_query_version()
        found: int = self._pictures.screen().root.damage_create(damage.DamageReportBoundingBox)
        self._pictures.flush()
        return found


def _names(event: Any) -> int | None:
    """Which property changed; a window that ended is one more."""
    if event.type == X.DestroyNotify:
        return _ENDED
    return int(event.atom) if event.type == X.PropertyNotify else None


def user_name(uid: int) -> str:
    """The number where the system has no name for it, as the service does."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def process_name(pid: int) -> str:
    """As in the task list; empty where there is none."""
    try:
        name = Path(f"/proc/{pid}/comm").read_text(errors="replace").rstrip("\n")
        if len(name) < _LONGEST_COMM:
            return name
        whole = Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return ""
    return whole if whole.startswith(name) else name


def _asked[T](ask: Callable[[], T], otherwise: T) -> T:
    """A window may be gone by the time that it is asked about."""
    try:
        return ask()
    except GONE as wrong:
        raise SessionEnded(str(wrong)) from wrong
    except error.XError:
        return otherwise


def _shrug(*_: object) -> None:
    """A request without an answer failed: its window is gone."""
