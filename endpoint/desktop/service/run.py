"""The run of this machine and of the service (Linux)."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def boot() -> str:
    """Differs from start to start of the machine."""
    return _BOOT.read_text(encoding="ascii").strip()


def until_told(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run `work` until it ends, or the system says that it has to."""
    asyncio.run(_run(work))


async def _run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    running = asyncio.create_task(work())
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running
