"""What is typed while the box is away longer than a minute: read here with the box's last libraries, and only what is
found is kept.

The compiled libraries take more memory than the whole helper may, so a process reads what was gathered and ends
(`reading.py`). Until then it waits in memory only, at most `MOST` passages and for `EVERY` seconds.
"""

import asyncio
import sys
from collections import deque
from pathlib import Path
from typing import NamedTuple

import msgspec

from appliance.errors import WireError
from appliance.helpers.protocol import Typed
from endpoint.desktop.service.moments import Moment, between

AWAY_AFTER = 60.0
EVERY = 300.0
MOST = 1_000
ENOUGH = 200  # passages after which nobody waits for the time
_SECONDS = 60.0


class Passage(NamedTuple):
    at: Moment
    typed: Typed


class Unread:
    """Passages that nobody looked at yet, the oldest first. The oldest go where there are too many."""

    def __init__(self) -> None:
        self._passages: deque[Passage] = deque(maxlen=MOST)

    def add(self, passage: Passage) -> None:
        self._passages.append(passage)

    def due(self, at: Moment) -> bool:
        waiting = self._passages
        return bool(waiting) and (len(waiting) >= ENOUGH or between(waiting[0].at, at) >= EVERY)

    def all(self) -> tuple[Passage, ...]:
        """They are nobody's here any more."""
        passages = tuple(self._passages)
        self._passages.clear()
        return passages


async def found_in(passages: tuple[Passage, ...], libraries: bytes) -> tuple[Passage, ...]:
    """Those in which the libraries find something. Raises WireError when the reading process fails."""
    asked = msgspec.msgpack.encode((libraries, [one.typed.text for one in passages]))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "endpoint.desktop.service.reading",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    try:
        async with asyncio.timeout(_SECONDS):
            said, _ = await process.communicate(asked)
        return tuple(passages[place] for place in msgspec.msgpack.decode(said, type=list[int]))
    except (TimeoutError, OSError, msgspec.DecodeError, IndexError) as error:
        raise WireError(f"what was typed could not be read: {error}") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
