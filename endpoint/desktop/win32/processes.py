"""Processes by their ids (Windows), as far as the service needs them, in psutil's words."""

import contextlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import PureWindowsPath
from typing import NamedTuple

import psutil

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api


class _Whose(NamedTuple):
    real: int


class Program:
    """A process. psutil's own would ask for its time of start, which a service may not know of each."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def exe(self) -> str:
        """Raises psutil.NoSuchProcess."""
        if file := api.program_file(self.pid):
            return file
        raise psutil.NoSuchProcess(self.pid)

    def name(self) -> str:
        """Raises psutil.NoSuchProcess."""
        return PureWindowsPath(self.exe()).name

    def uids(self) -> _Whose:
        """Raises psutil.NoSuchProcess."""
        number = api.session_number(self.pid)
        if number is None:
            raise psutil.NoSuchProcess(self.pid)
        return _Whose(number)

    def kill(self, seconds: float) -> bool:
        """Is it gone?"""
        handle = api.open_process(api.END | api.WAIT, False, self.pid)
        if not handle:
            return not api.program_file(self.pid)
        try:
            api.end_process(handle, 1)
            return bool(api.wait_for(handle, round(seconds * 1000)) != api.STILL_THERE)
        finally:
            api.close(handle)


def be_nice() -> None:
    """Whatever else this process may do has the processor first."""
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)


def existing(pids: Iterable[int]) -> Iterator[Program]:
    return (Program(pid) for pid in pids if api.session_number(pid) is not None)


def end(processes: Iterable[Program], patience: float = 3.0) -> list[Program]:
    """Those that are still there. Windows has no way to ask that all of them heed."""
    return [one for one in processes if not one.kill(patience)]
