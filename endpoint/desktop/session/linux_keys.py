"""Every key of an X11 session, by the RECORD extension, read by the layout in force when it is pressed."""

from collections.abc import AsyncIterator
from typing import Any

from Xlib import XK, X, display
from Xlib.ext import record
from Xlib.protocol import rq

from endpoint.desktop.session.keymap import Keymap
from endpoint.desktop.session.platform import Does, SessionEnded, Stroke
from endpoint.desktop.session.x_events import GONE, end, stirs, waiting

XK.load_keysym_group("xkb")
_SHORTCUTS = X.ControlMask | X.Mod1Mask | X.Mod4Mask  # Ctrl, Alt, Windows; AltGr is another
_MODIFIERS, _GROUP_AT, _GROUPS = 0xFF, 13, 3
_WHEEL = range(4, 8)
_MOVES = frozenset(
    XK.string_to_keysym(name)
    for name in ("Left", "Right", "Up", "Down", "Home", "End", "Prior", "Next", "Tab", "ISO_Left_Tab", "Delete")
)
_MODIFIER_KEYS = (*range(0xFFE1, 0xFFEF), *range(0xFE01, 0xFE14), XK.XK_Num_Lock, XK.XK_Mode_switch)
_ENTERS = frozenset((XK.XK_Return, XK.XK_KP_Enter))


async def keys(name: str) -> AsyncIterator[Stroke]:
    """Raises SessionEnded, and KeymapError where the layout cannot be known."""
    recording, keymap = _Recording(name), Keymap(name)
    try:
        async for _ in stirs(recording.data):
            events, layout_changed = recording.take()
            if layout_changed:
                keymap.read_again()
            for event in events:
                if stroke := meant(event, keymap):
                    yield stroke
    finally:
        keymap.close()
        recording.close()


def meant(event: Any, keymap: Keymap) -> Stroke | None:
    """None for what types nothing and moves nothing."""
    if event.type == X.ButtonPress:
        return None if event.detail in _WHEEL else Stroke(Does.MOVE)
    keysym = keymap.keysym(event.detail, event.state & _MODIFIERS, event.state >> _GROUP_AT & _GROUPS)
    if keysym in _MODIFIER_KEYS:
        return None
    if event.state & _SHORTCUTS:
        return Stroke(Does.ERASE_WORD if keysym == XK.XK_BackSpace else Does.MOVE)
    if keysym == XK.XK_BackSpace:
        return Stroke(Does.ERASE)
    if keysym in _ENTERS or keysym in _MOVES:
        return Stroke(Does.ENTER if keysym in _ENTERS else Does.MOVE)
    text = keymap.writes(keysym)
    return Stroke(Does.WRITE, text) if text else None


class _Recording:
    """Of what keyboard and mouse send, before any program has it. `data` says when there is more."""

    def __init__(self, name: str) -> None:
        """Raises SessionEnded."""
        self._seen: list[Any] = []
        try:
            self.data, control = display.Display(name), display.Display(name)
            context = control.record_create_context(0, [record.AllClients], [_of(X.KeyPress), _of(X.ButtonPress)])
            control.sync()
            record.EnableContext(  # `record_enable_context` would wait for its end
                self._heard,
                self.data.display,
                defer=True,
                opcode=self.data.display.get_extension_major(record.extname),
                context=context,
            )
            self.data.flush()
        except GONE as wrong:
            raise SessionEnded(f"the display is gone: {wrong}") from wrong
        self._control = control

    def take(self) -> tuple[list[Any], bool]:
        """Keys and clicks since the last time, and whether the layout changed."""
        layout_changed = any(event.type == X.MappingNotify for event in waiting(self.data))
        seen, self._seen = self._seen, []
        return seen, layout_changed

    def close(self) -> None:
        for one in (self._control, self.data):
            end(one)

    def _heard(self, reply: Any) -> None:
        data = reply.data if reply.category == record.FromServer and not reply.client_swapped else b""
        while data:
            event, data = rq.EventField(None).parse_binary_value(data, self.data.display, None, None)
            self._seen.append(event)


def _of(event: int) -> dict[str, object]:
    nothing, no_requests = (0, 0), (0, 0, 0, 0)
    return {
        "core_requests": nothing,
        "core_replies": nothing,
        "ext_requests": no_requests,
        "ext_replies": no_requests,
        "delivered_events": nothing,
        "device_events": (event, event),
        "errors": nothing,
        "client_started": False,
        "client_died": False,
    }
