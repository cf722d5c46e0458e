"""A service of Windows: told to start and to end by the system, and started again by it."""

import ctypes
import logging
import sys
import threading
from collections.abc import Callable
from ctypes import POINTER, Structure, byref, c_void_p, wintypes
from typing import Any

if sys.platform != "win32":
    raise ImportError("only on Windows")

NAME = "LollipopHelper"
_log = logging.getLogger(__name__)
_OWN_PROCESS, _RUNNING, _STOPPED, _STOPPING = 0x10, 4, 1, 3
_TAKES_STOP, _TAKES_SHUTDOWN = 1, 4
_STOP, _SHUTDOWN = 1, 5
_BY_HAND = 1063  # ERROR_FAILED_SERVICE_CONTROLLER_CONNECT
_CONNECT, _CHANGE_AND_START = 1, 0x0012
_ON_FAILURE, _ALSO_WITHOUT_CRASH = 2, 4
_RESTART, _AFTER, _FORGOTTEN_AFTER = 1, 1000, 86_400  # milliseconds, seconds
_END_MILLISECONDS = 20_000

_DWORD = wintypes.DWORD
_Main = ctypes.WINFUNCTYPE(None, _DWORD, POINTER(wintypes.LPWSTR))
_Handler = ctypes.WINFUNCTYPE(_DWORD, _DWORD, _DWORD, c_void_p, c_void_p)


class _Entry(Structure):
    _fields_ = (("name", wintypes.LPWSTR), ("main", _Main))


class _Status(Structure):
    _fields_ = tuple((name, _DWORD) for name in ("kind", "state", "takes", "error", "own_error", "point", "hint"))


class _Action(Structure):
    _fields_ = (("what", ctypes.c_int), ("delay", _DWORD))


class _Failure(Structure):
    """SERVICE_FAILURE_ACTIONSW"""

    _fields_ = (
        ("forgotten_after", _DWORD),
        ("reboot", wintypes.LPWSTR),
        ("command", wintypes.LPWSTR),
        ("count", _DWORD),
        ("actions", POINTER(_Action)),
    )


def _call(name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(ctypes.WinDLL("advapi32", use_last_error=True), name)
    function.restype, function.argtypes = result, arguments
    return function


_dispatch = _call("StartServiceCtrlDispatcherW", wintypes.BOOL, POINTER(_Entry))
_register = _call("RegisterServiceCtrlHandlerExW", wintypes.HANDLE, wintypes.LPCWSTR, _Handler, c_void_p)
_say = _call("SetServiceStatus", wintypes.BOOL, wintypes.HANDLE, POINTER(_Status))
_manager = _call("OpenSCManagerW", wintypes.HANDLE, wintypes.LPCWSTR, wintypes.LPCWSTR, _DWORD)
_open = _call("OpenServiceW", wintypes.HANDLE, wintypes.HANDLE, wintypes.LPCWSTR, _DWORD)
_change = _call("ChangeServiceConfig2W", wintypes.BOOL, wintypes.HANDLE, _DWORD, c_void_p)
_close = _call("CloseServiceHandle", wintypes.BOOL, wintypes.HANDLE)


class Told:
    """That the system wants the service to end: it may come before anybody listens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._came = False
        self._then: Callable[[], object] | None = None

    def then(self, do: Callable[[], object]) -> None:
        with self._lock:
            self._then = do
        if self._came:
            do()

    def come(self) -> None:
        with self._lock:
            self._came = True
        if self._then:
            self._then()


class _Service:
    """`work` is done on a thread that the system gives, until it is told to end."""

    def __init__(self, work: Callable[[Told], None]) -> None:
        self._work, self._told = work, Told()
        self._handle: int | None = None
        self._handler, self.main = _Handler(self._heard), _Main(self._main)

    def _main(self, _count: int, _arguments: object) -> None:
        self._handle = _register(NAME, self._handler, None)
        self._status(_RUNNING)
        _start_again_on_failure()
        try:
            self._work(self._told)
        except BaseException:  # noqa: BLE001 - it is the last place that can say so
            _log.exception("the service failed")
            self._status(_STOPPED, error=1)
        else:
            self._status(_STOPPED)

    def _heard(self, what: int, _kind: int, _data: object, _context: object) -> int:
        if what in {_STOP, _SHUTDOWN}:
            self._status(_STOPPING)
            self._told.come()
        return 0

    def _status(self, state: int, error: int = 0) -> None:
        takes = _TAKES_STOP | _TAKES_SHUTDOWN if state == _RUNNING else 0
        hint = _END_MILLISECONDS if state == _STOPPING else 0
        _say(self._handle, byref(_Status(_OWN_PROCESS, state, takes, error, 0, 0, hint)))


def as_service(work: Callable[[Told], None]) -> bool:
    """Whether the system started this process as a service; then `work` is over when this returns. Raises OSError."""
    service = _Service(work)
    if _dispatch((_Entry * 2)(_Entry(NAME, service.main), _Entry())):
        return True
    if ctypes.get_last_error() == _BY_HAND:
        return False
    raise ctypes.WinError(ctypes.get_last_error())


def _start_again_on_failure() -> None:
    """After a second, each time: an installer made on Linux cannot say so."""
    manager = _manager(None, None, _CONNECT)
    service = _open(manager, NAME, _CHANGE_AND_START)
    actions = (_Action * 3)(*[_Action(_RESTART, _AFTER)] * 3)
    failure = _Failure(_FORGOTTEN_AFTER, None, None, len(actions), actions)
    if not service or not _change(service, _ON_FAILURE, byref(failure)):
        _log.warning("Windows will not start this service again: %s", ctypes.FormatError(ctypes.get_last_error()))
    _change(service, _ALSO_WITHOUT_CRASH, byref(wintypes.BOOL(True)))
    for one in (service, manager):
        if one:
            _close(one)
