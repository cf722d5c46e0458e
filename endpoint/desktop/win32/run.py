"""The run of this machine and of the service (Windows)."""

import asyncio
import contextlib
import sys
import time
import winreg
from collections.abc import Callable, Coroutine
from typing import Any

if sys.platform != "win32":
    raise ImportError("only on Windows")

from endpoint.desktop.win32 import api, control, installed

_PLACE = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
_SLACK = 10  # seconds by which the start may seem to move


def boot() -> str:
    """Differs from start to start of the machine: Windows counts them. Where it does not, it is when that was."""
    with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _PLACE) as key:
        return f"start {winreg.QueryValueEx(key, 'BootId')[0]}"
    return str(round((time.time() - api.ticks_long() / 1000) / _SLACK))


def until_told(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run `work` until it ends, or the system says that it has to; by hand, until Ctrl+C."""
    installed.settle()
    if not control.as_service(lambda told: asyncio.run(_run(work, told))):
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(work())


async def _run(work: Callable[[], Coroutine[Any, Any, None]], told: control.Told) -> None:
    running = asyncio.create_task(work())
    loop = asyncio.get_running_loop()
    told.then(lambda: loop.call_soon_threadsafe(running.cancel))
    with contextlib.suppress(asyncio.CancelledError):
        await running
