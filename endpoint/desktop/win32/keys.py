"""Every key and click of a session (Windows), by the hooks that the system has for it."""

import asyncio
import ctypes
import queue
import sys
import threading
from collections.abc import AsyncIterator
from ctypes import POINTER, Structure, byref, cast, wintypes
from typing import Any

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.session.platform import Does, SessionEnded, Stroke
from endpoint.desktop.win32 import api
from endpoint.desktop.win32.meant import meant
from endpoint.desktop.win32.password import Passwords

KEYS, _MOUSE = 13, 14  # WH_KEYBOARD_LL, WH_MOUSE_LL
_KEY_DOWN, _SYSTEM_KEY_DOWN = 0x100, 0x104
_BUTTONS_DOWN = frozenset((0x201, 0x204, 0x207))
_SHIFT, _CTRL, _ALT, _CAPITAL, _WINDOWS_KEYS = 0x10, 0x11, 0x12, 0x14, (0x5B, 0x5C)
_PACKET = 0xE7
_KEEP_DEAD_KEYS = 4  # ToUnicodeEx leaves the state of the keyboard as it is: from Windows 10, 1607
_DOWN, _ON = 0x8000, 1
_QUIT = 0x12
_MOST = 2000  # strokes that wait

Hook = ctypes.WINFUNCTYPE(ctypes.c_ssize_t, ctypes.c_int, wintypes.WPARAM, wintypes.LPARAM)


class Key(Structure):
    """KBDLLHOOKSTRUCT"""

    _fields_ = (*((name, wintypes.DWORD) for name in ("number", "scan", "flags", "time")), ("more", ctypes.c_void_p))


class _Event:
    """A key or a click, as it was when it came."""

    def __init__(self, number: int = 0, text: str = "", *, shortcut: bool = False, click: bool = False) -> None:
        self.number, self.text, self.shortcut, self.click = number, text, shortcut, click


async def strokes() -> AsyncIterator[Stroke]:
    """Raises SessionEnded where the system lets nobody listen."""
    listening = _Listening(asyncio.get_running_loop())
    try:
        while (stroke := await listening.strokes.get()) is not None:
            yield stroke
        raise SessionEnded("the system lets nobody hear keys here")
    finally:
        listening.end()


class _Listening:
    """Two threads: one is told of keys and does nothing else, for the system waits for it; the other asks whether
    it is a password, which may take a program some time to say."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.strokes: asyncio.Queue[Stroke | None] = asyncio.Queue()
        self._loop = loop
        self._events: queue.Queue[_Event | None] = queue.Queue(_MOST)
        self._texts = _Texts()
        self._hooks = [Hook(self._key), Hook(self._click)]  # held, or Python would take them away
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        threading.Thread(target=self._read, daemon=True).start()

    def end(self) -> None:
        if self._thread.native_id:
            _post_to_thread(self._thread.native_id, _QUIT, 0, 0)

    def _listen(self) -> None:
        own = own_module(None)
        set_ = [set_hook(which, hook, own, 0) for which, hook in zip((KEYS, _MOUSE), self._hooks, strict=True)]
        message = wintypes.MSG()
        if set_[0]:
            while next_message(byref(message), None, 0, 0) > 0:
                pass
        for one in set_:
            if one:
                _unhook(one)
        self._put(None)

    def _key(self, code: int, what: int, data: int) -> int:
        if code == 0 and what in {_KEY_DOWN, _SYSTEM_KEY_DOWN}:
            key = cast(data, POINTER(Key)).contents
            self._put(_Event(key.number, self._texts.of(key.number, key.scan), shortcut=_shortcut()))
        return int(next_hook(None, code, what, data))

    def _click(self, code: int, what: int, data: int) -> int:
        if code == 0 and what in _BUTTONS_DOWN:
            self._put(_Event(click=True))
        return int(next_hook(None, code, what, data))

    def _put(self, event: _Event | None) -> None:
        """Nobody types so fast that there is no room; if something does, it is lost."""
        try:
            self._events.put_nowait(event)
        except queue.Full:
            return

    def _read(self) -> None:
        passwords = Passwords()
        while (event := self._events.get()) is not None:
            stroke = Stroke(Does.MOVE) if event.click else meant(event.number, event.text, shortcut=event.shortcut)
            if stroke:
                self._tell(Stroke(stroke.does, stroke.text, secret=passwords.asked()))
        self._tell(None)

    def _tell(self, stroke: Stroke | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self.strokes.put_nowait, stroke)
        except RuntimeError:  # the loop ended
            return


class _Texts:
    """What keys write, by the layout of the window in front."""

    def of(self, number: int, scan: int) -> str:
        if number == _PACKET:
            return chr(scan)
        state = (ctypes.c_ubyte * 256)()
        for one in (_SHIFT, _CTRL, _ALT):
            state[one] = 0x80 if _is_down(one) else 0
        state[_CAPITAL] = _key_toggle(_CAPITAL) & _ON
        layout = _layout(api.thread_of(api.foreground(), None))
        text = ctypes.create_unicode_buffer(8)
        count = _to_text(number, scan, state, text, len(text), _KEEP_DEAD_KEYS, layout)
        return str(text[:count]) if count > 0 else ""


def _is_down(number: int) -> bool:
    return bool(api.key_state(number) & _DOWN)


def _shortcut() -> bool:
    """Ctrl and Alt together are AltGr, which writes."""
    return _is_down(_CTRL) != _is_down(_ALT) or any(map(_is_down, _WINDOWS_KEYS))


def _call(library: str, name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(ctypes.WinDLL(library), name)
    function.restype, function.argtypes = result, arguments
    return function


_INT, _HANDLE, _DWORD = ctypes.c_int, wintypes.HANDLE, wintypes.DWORD
own_module = _call("kernel32", "GetModuleHandleW", _HANDLE, wintypes.LPCWSTR)
set_hook = _call("user32", "SetWindowsHookExW", _HANDLE, _INT, Hook, _HANDLE, _DWORD)
next_hook = _call("user32", "CallNextHookEx", ctypes.c_ssize_t, _HANDLE, _INT, wintypes.WPARAM, wintypes.LPARAM)
_unhook = _call("user32", "UnhookWindowsHookEx", wintypes.BOOL, _HANDLE)
next_message = _call(
    "user32", "GetMessageW", wintypes.BOOL, POINTER(wintypes.MSG), wintypes.HWND, wintypes.UINT, wintypes.UINT
)
_post_to_thread = _call(
    "user32", "PostThreadMessageW", wintypes.BOOL, _DWORD, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM
)
_layout = _call("user32", "GetKeyboardLayout", _HANDLE, _DWORD)
_key_toggle = _call("user32", "GetKeyState", ctypes.c_short, _INT)
_to_text = _call(
    *("user32", "ToUnicodeEx", _INT, wintypes.UINT, wintypes.UINT, ctypes.c_void_p, wintypes.LPWSTR, _INT),
    *(wintypes.UINT, _HANDLE),
)
