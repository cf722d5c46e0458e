"""Who is at the other end of the line between service and session."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Peer(NamedTuple):
    """The process at the other end, as the system knows it; `uid` is whose it is, on Windows which session it is in."""

    pid: int
    uid: int
