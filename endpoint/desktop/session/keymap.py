"""What a key writes, by libxkbcommon: it has the keymap as the X server has it, every alphabet, and dead keys and the
Compose key as other programs know them. Loaded by hand, for there is no package of it that needs no compiler."""

import ctypes
import os
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_uint16, c_uint32, c_void_p

_COMPOSING, _COMPOSED, _CANCELLED = 1, 2, 3
_COMPOSE_LOCALE = b"en_US.UTF-8"  # the table that nearly every UTF-8 locale has


class KeymapError(Exception):
    """The layout of the keyboard cannot be known."""


def _typed(library: ctypes.CDLL, name: str, result: object, *arguments: object) -> None:
    function = getattr(library, name)
    function.restype, function.argtypes = result, list(arguments)


def _load(name: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(name)
    except OSError as error:
        raise KeymapError(f"{name} is not installed, so that nothing typed can be read: {error}") from error


class _Libraries:
    def __init__(self) -> None:
        self.xcb, self.xkb, self.x11 = _load("libxcb.so.1"), _load("libxkbcommon.so.0"), _load("libxkbcommon-x11.so.0")
        _typed(self.xcb, "xcb_connect", c_void_p, c_char_p, POINTER(c_int))
        _typed(self.xcb, "xcb_connection_has_error", c_int, c_void_p)
        _typed(self.xcb, "xcb_disconnect", None, c_void_p)
        version = [c_uint16, c_uint16, c_int, POINTER(c_uint16), POINTER(c_uint16), c_void_p, c_void_p]
        _typed(self.x11, "xkb_x11_setup_xkb_extension", c_int, c_void_p, *version)
        _typed(self.x11, "xkb_x11_get_core_keyboard_device_id", c_int, c_void_p)
        _typed(self.x11, "xkb_x11_keymap_new_from_device", c_void_p, c_void_p, c_void_p, c_int, c_int)
        _typed(self.xkb, "xkb_context_new", c_void_p, c_int)
        _typed(self.xkb, "xkb_state_new", c_void_p, c_void_p)
        _typed(self.xkb, "xkb_state_update_mask", c_int, c_void_p, *[c_uint32] * 6)
        _typed(self.xkb, "xkb_state_key_get_one_sym", c_uint32, c_void_p, c_uint32)
        _typed(self.xkb, "xkb_keysym_to_utf32", c_uint32, c_uint32)
        _typed(self.xkb, "xkb_compose_table_new_from_locale", c_void_p, c_void_p, c_char_p, c_int)
        _typed(self.xkb, "xkb_compose_state_new", c_void_p, c_void_p, c_int)
        _typed(self.xkb, "xkb_compose_state_feed", c_int, c_void_p, c_uint32)
        _typed(self.xkb, "xkb_compose_state_get_status", c_int, c_void_p)
        _typed(self.xkb, "xkb_compose_state_get_utf8", c_int, c_void_p, c_char_p, c_size_t)
        for kind in ("context", "keymap", "state", "compose_table", "compose_state"):
            _typed(self.xkb, f"xkb_{kind}_unref", None, c_void_p)


class Keymap:
    """The layouts of one display, as they were when this was made or read again."""

    def __init__(self, display: str) -> None:
        """Raises KeymapError."""
        self._c = _Libraries()
        self._context = self._c.xkb.xkb_context_new(0)
        self._connection = self._c.xcb.xcb_connect(os.fsencode(display), byref(c_int()))
        table = self._c.xkb.xkb_compose_table_new_from_locale(self._context, _COMPOSE_LOCALE, 0)
        self._compose = self._c.xkb.xkb_compose_state_new(table, 0) if table else None
        self._keymap = self._state = None
        if self._c.xcb.xcb_connection_has_error(self._connection):
            raise KeymapError(f"the display {display} does not answer")
        wanted, none = (1, 0), byref(c_uint16())
        if not self._c.x11.xkb_x11_setup_xkb_extension(self._connection, *wanted, 0, none, none, None, None):
            raise KeymapError(f"the display {display} has no XKB")
        self.read_again()

    def read_again(self) -> None:
        """After a change of layout. Raises KeymapError."""
        device = self._c.x11.xkb_x11_get_core_keyboard_device_id(self._connection)
        keymap = self._c.x11.xkb_x11_keymap_new_from_device(self._context, self._connection, device, 0)
        if not keymap:
            raise KeymapError("the display does not tell its layout")
        self._forget()
        self._keymap, self._state = keymap, self._c.xkb.xkb_state_new(keymap)

    def keysym(self, keycode: int, modifiers: int, group: int) -> int:
        self._c.xkb.xkb_state_update_mask(self._state, modifiers, 0, 0, 0, 0, group)
        return int(self._c.xkb.xkb_state_key_get_one_sym(self._state, keycode))

    def writes(self, keysym: int) -> str:
        """What comes of this key after those before: nothing yet after a dead one. Control characters are no text."""
        composed = self._composed(keysym) if self._compose else None
        if composed is not None:
            return composed
        code = self._c.xkb.xkb_keysym_to_utf32(keysym)
        return chr(code) if chr(code).isprintable() else ""

    def close(self) -> None:
        self._forget()
        if self._compose:
            self._c.xkb.xkb_compose_state_unref(self._compose)
            self._compose = None
        self._c.xkb.xkb_context_unref(self._context)
        self._c.xcb.xcb_disconnect(self._connection)

    def _composed(self, keysym: int) -> str | None:
        """None where the key stands for itself."""
        self._c.xkb.xkb_compose_state_feed(self._compose, keysym)
        status = self._c.xkb.xkb_compose_state_get_status(self._compose)
        if status == _COMPOSED:
            text = ctypes.create_string_buffer(64)
            self._c.xkb.xkb_compose_state_get_utf8(self._compose, text, len(text))
            return text.value.decode(errors="replace")
        return "" if status in {_COMPOSING, _CANCELLED} else None

    def _forget(self) -> None:
        if self._state:
            self._c.xkb.xkb_state_unref(self._state)
            self._c.xkb.xkb_keymap_unref(self._keymap)
        self._state = self._keymap = None
