"""Calls of Windows with their types, as far as the helper makes them."""

import ctypes
import sys
from ctypes import POINTER, Structure, c_void_p, wintypes
from typing import Any

if sys.platform != "win32":
    raise ImportError("only on Windows")

_DWORD, _HANDLE, _BOOL, _HWND = wintypes.DWORD, wintypes.HANDLE, wintypes.BOOL, wintypes.HWND
_WORDS, _INT, _NUMBER = wintypes.LPWSTR, ctypes.c_int, POINTER(wintypes.DWORD)

QUERY, END, WAIT = 0x1000, 0x0001, 0x0010_0000  # PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_TERMINATE, SYNCHRONIZE
STILL_THERE = 0x102  # WAIT_TIMEOUT
_LONGEST_PATH = 32_768


class LastInput(Structure):
    _fields_ = (("size", _DWORD), ("at", _DWORD))


class ThreadWindows(Structure):
    """GUITHREADINFO"""

    _fields_ = (
        ("size", _DWORD),
        ("flags", _DWORD),
        *((name, _HWND) for name in ("active", "focus", "capture", "menu", "moving", "caret")),
        ("place", wintypes.RECT),
    )


class SessionInfo(Structure):
    """WTS_SESSION_INFOW"""

    _fields_ = (("number", _DWORD), ("station", wintypes.LPWSTR), ("state", _INT))


class Startup(Structure):
    """STARTUPINFOW"""

    _fields_ = (
        ("size", _DWORD),
        ("reserved", _WORDS),
        ("desktop", _WORDS),
        ("title", _WORDS),
        *((name, _DWORD) for name in ("x", "y", "width", "height", "columns", "rows", "fill", "flags")),
        ("show", wintypes.WORD),
        ("reserved_size", wintypes.WORD),
        ("reserved_bytes", c_void_p),
        *((name, _HANDLE) for name in ("input", "output", "error")),
    )


class Started(Structure):
    """PROCESS_INFORMATION"""

    _fields_ = (("process", _HANDLE), ("thread", _HANDLE), ("pid", _DWORD), ("tid", _DWORD))


def _call(library: str, name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(ctypes.WinDLL(library, use_last_error=True), name)
    function.restype, function.argtypes = result, arguments
    return function


foreground = _call("user32", "GetForegroundWindow", _HWND)
text_length = _call("user32", "GetWindowTextLengthW", _INT, _HWND)
text_of = _call("user32", "GetWindowTextW", _INT, _HWND, _WORDS, _INT)
class_of = _call("user32", "GetClassNameW", _INT, _HWND, _WORDS, _INT)
style_of = _call("user32", "GetWindowLongW", wintypes.LONG, _HWND, _INT)
thread_of = _call("user32", "GetWindowThreadProcessId", _DWORD, _HWND, _NUMBER)
windows_of = _call("user32", "GetGUIThreadInfo", _BOOL, _DWORD, POINTER(ThreadWindows))
last_input = _call("user32", "GetLastInputInfo", _BOOL, POINTER(LastInput))
key_state = _call("user32", "GetAsyncKeyState", ctypes.c_short, _INT)
cursor = _call("user32", "GetCursorPos", _BOOL, POINTER(wintypes.POINT))
to_front = _call("user32", "SetForegroundWindow", _BOOL, _HWND)
metrics = _call("user32", "GetSystemMetrics", _INT, _INT)
ticks = _call("kernel32", "GetTickCount", _DWORD)
ticks_long = _call("kernel32", "GetTickCount64", ctypes.c_uint64)

open_process = _call("kernel32", "OpenProcess", _HANDLE, _DWORD, _BOOL, _DWORD)
close = _call("kernel32", "CloseHandle", _BOOL, _HANDLE)
image_of = _call("kernel32", "QueryFullProcessImageNameW", _BOOL, _HANDLE, _DWORD, _WORDS, _NUMBER)
session_of = _call("kernel32", "ProcessIdToSessionId", _BOOL, _DWORD, _NUMBER)
console_session = _call("kernel32", "WTSGetActiveConsoleSessionId", _DWORD)
end_process = _call("kernel32", "TerminateProcess", _BOOL, _HANDLE, wintypes.UINT)
wait_for = _call("kernel32", "WaitForSingleObject", _DWORD, _HANDLE, _DWORD)

sessions = _call(
    "wtsapi32", "WTSEnumerateSessionsW", _BOOL, _HANDLE, _DWORD, _DWORD, POINTER(POINTER(SessionInfo)), _NUMBER
)
about_session = _call(
    "wtsapi32", "WTSQuerySessionInformationW", _BOOL, _HANDLE, _DWORD, _INT, POINTER(wintypes.LPWSTR), _NUMBER
)
free = _call("wtsapi32", "WTSFreeMemory", None, c_void_p)
log_off_session = _call("wtsapi32", "WTSLogoffSession", _BOOL, _HANDLE, _DWORD, _BOOL)
token_of = _call("wtsapi32", "WTSQueryUserToken", _BOOL, _DWORD, POINTER(_HANDLE))
environment_of = _call("userenv", "CreateEnvironmentBlock", _BOOL, POINTER(c_void_p), _HANDLE, _BOOL)
free_environment = _call("userenv", "DestroyEnvironmentBlock", _BOOL, c_void_p)
start_as = _call(
    *("advapi32", "CreateProcessAsUserW", _BOOL, _HANDLE, wintypes.LPCWSTR, _WORDS, c_void_p, c_void_p, _BOOL, _DWORD),
    *(c_void_p, wintypes.LPCWSTR, POINTER(Startup), POINTER(Started)),
)
descriptor_of = _call(
    *("advapi32", "ConvertStringSecurityDescriptorToSecurityDescriptorW", _BOOL, wintypes.LPCWSTR, _DWORD),
    *(POINTER(c_void_p), _NUMBER),
)
set_security = _call("advapi32", "SetFileSecurityW", _BOOL, wintypes.LPCWSTR, _DWORD, c_void_p)
free_local = _call("kernel32", "LocalFree", c_void_p, c_void_p)
drives = _call("kernel32", "GetLogicalDrives", _DWORD)
drive_type = _call("kernel32", "GetDriveTypeW", wintypes.UINT, wintypes.LPCWSTR)
volume = _call(
    *("kernel32", "GetVolumeInformationW", _BOOL, wintypes.LPCWSTR, _WORDS, _DWORD, c_void_p, c_void_p, c_void_p),
    *(c_void_p, _DWORD),
)
open_file = _call(
    *("kernel32", "CreateFileW", _HANDLE, wintypes.LPCWSTR, _DWORD, _DWORD, c_void_p, _DWORD, _DWORD, _HANDLE),
)
control_device = _call(
    *("kernel32", "DeviceIoControl", _BOOL, _HANDLE, _DWORD, c_void_p, _DWORD, c_void_p, _DWORD, _NUMBER, c_void_p),
)
NO_FILE = _HANDLE(-1).value

screen = _call("user32", "GetDC", _HANDLE, _HWND)
free_screen = _call("user32", "ReleaseDC", _INT, _HWND, _HANDLE)
canvas = _call("gdi32", "CreateCompatibleDC", _HANDLE, _HANDLE)
free_canvas = _call("gdi32", "DeleteDC", _BOOL, _HANDLE)
bitmap = _call("gdi32", "CreateCompatibleBitmap", _HANDLE, _HANDLE, _INT, _INT)
choose = _call("gdi32", "SelectObject", _HANDLE, _HANDLE, _HANDLE)
free_object = _call("gdi32", "DeleteObject", _BOOL, _HANDLE)
shrink = _call("gdi32", "StretchBlt", _BOOL, _HANDLE, *[_INT] * 4, _HANDLE, *[_INT] * 4, _DWORD)
bits_of = _call("gdi32", "GetBitmapBits", wintypes.LONG, _HANDLE, wintypes.LONG, c_void_p)

start_com = _call("ole32", "CoInitializeEx", ctypes.c_long, c_void_p, _DWORD)
make_com = _call("ole32", "CoCreateInstance", ctypes.c_long, c_void_p, c_void_p, _DWORD, c_void_p, POINTER(c_void_p))


def program_file(pid: int) -> str:
    """The file of the program that runs as `pid`; empty where it is gone, or is none of ours to see."""
    handle = open_process(QUERY, False, pid)
    if not handle:
        return ""
    try:
        text, size = ctypes.create_unicode_buffer(_LONGEST_PATH), wintypes.DWORD(_LONGEST_PATH)
        return text.value if image_of(handle, 0, text, ctypes.byref(size)) else ""
    finally:
        close(handle)


def session_number(pid: int) -> int | None:
    """Which session a process is in."""
    number = wintypes.DWORD()
    return number.value if session_of(pid, ctypes.byref(number)) else None
