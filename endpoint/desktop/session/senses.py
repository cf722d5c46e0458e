"""Keeps each sense going by itself: one that fails starts again after a while, and the others never hear of it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from appliance.errors import WireError
from endpoint.desktop.session.platform import SessionEnded

_log = logging.getLogger(__name__)
FIRST_SECONDS, LONGEST_SECONDS = 1.0, 60.0


async def keep(name: str, sense: Callable[[], Awaitable[None]], first: float = FIRST_SECONDS) -> None:
    """Until the session or its line ends (SessionEnded, WireError), or it is cancelled."""
    wait = first
    while True:
        begun = time.monotonic()
        try:
            await sense()
        except (SessionEnded, WireError):
            raise
        except Exception:  # noqa: BLE001 - whatever one sense stumbles over, the others go on
            _log.exception("%s failed, and starts again in %.0f seconds", name, wait)
        await asyncio.sleep(wait)
        wait = first if time.monotonic() - begun > 2 * LONGEST_SECONDS else min(LONGEST_SECONDS, wait * 2)
