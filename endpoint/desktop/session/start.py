"""Starts the part in the session: the display, the line to the service, the windows."""

import asyncio
import ctypes
import logging
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from appliance.errors import WireError
from endpoint.desktop import link
from endpoint.desktop.session.app import Session
from endpoint.desktop.session.platform import SessionEnded, here
from endpoint.desktop.windows import Windows

_log = logging.getLogger(__name__)
_TRIES, _TRY_SECONDS = 20, 0.5
_M_MMAP_THRESHOLD, _MEGABYTE = -3, 1024 * 1024


def main() -> NoReturn:
    """Ends the process: with 0 where the session or the service ended. At once, for an orderly end of Python would take
    a lock's window with it; that stays until the next process here takes its turn, or its time is over."""
    code = _lived()
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)


def _lived() -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    _give_back_memory()
    try:
        asyncio.run(_run(Path(os.environ.get("LOLLIPOP_HELPER_LINE", link.SOCKET))))
    except (WireError, SessionEnded) as error:
        print(error, file=sys.stderr)  # noqa: T201 - for whoever starts it by hand
        return 1
    return 0


async def _run(socket: Path) -> None:
    platform = here()
    session = Session(platform, await _connected(socket), Windows)
    running = asyncio.ensure_future(session.run())
    if sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        _log.info("the service ends this session's part")


async def _connected(socket: Path) -> link.SessionLine:
    """Raises WireError where the service does not answer for ten seconds."""
    for _ in range(_TRIES - 1):
        try:
            return await link.connect(socket)
        except WireError:
            await asyncio.sleep(_TRY_SECONDS)
    return await link.connect(socket)


def _give_back_memory() -> None:
    """Pictures take 8 MB each for a moment: without this, glibc keeps the memory of those that went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _MEGABYTE)
