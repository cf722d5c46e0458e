"""The worker's line to `core`: it hears of bans and of what the school says itself, and says that there is something in
the spool and how it is doing.

Without `core` the worker goes on: with what it heard last, and its spool as memory.
"""

import asyncio
import contextlib
import itertools
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

from appliance.errors import CoreAwayError, WireError
from appliance.wire import (
    Connection,
    FromCore,
    Goodbye,
    Hello,
    InForce,
    News,
    ProxySignedIn,
    ProxySignIn,
    Pulse,
    Said,
    Spooled,
)

logger = logging.getLogger(__name__)

RING_WITHIN = 0.01
PULSE_EVERY = 1.0
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0
_MOST_WAITING = 1024 * 1024


class CoreLink:
    """`enforce` puts what it is given in force, bans for open connections too, before it returns."""

    def __init__(self, worker: str, socket: Path, enforce: Callable[[News], None], pulse: Callable[[], Pulse]) -> None:
        self._worker = worker
        self._socket = socket
        self._enforce = enforce
        self._pulse = pulse
        self._connection: Connection[FromCore] | None = None
        self._ringing = False
        self._heard_at = time.monotonic()
        self._asked: dict[int, Callable[[ProxySignedIn | None], None]] = {}
        self._numbers = itertools.count(1)

    @property
    def silent_for(self) -> float:
        """For how many seconds there is no line to `core`; 0 while there is one."""
        return 0.0 if self._connection else time.monotonic() - self._heard_at

    def prove(self, client: str, name: str, password: str, then: Callable[[ProxySignedIn | None], None]) -> None:
        """Ask whether name and password fit, and tell `then`: None where `core` is away."""
        if self._connection is None:
            then(None)
            return
        number = next(self._numbers)
        self._asked[number] = then
        self._send(ProxySignIn(number=number, client=client, name=name, password=password))

    def ring(self) -> None:
        """There is something new in the spool. Many in a short time ring once."""
        if not self._ringing and self._connection:
            self._ringing = True
            asyncio.get_running_loop().call_later(RING_WITHIN, self._ring_now)

    def _ring_now(self) -> None:
        self._ringing = False
        self._send(Spooled())

    def _send(self, message: Said) -> None:
        if self._connection and self._connection.backlog < _MOST_WAITING:
            self._connection.send(message)

    async def run(self) -> None:
        """Connect, and again whenever the line breaks, until cancelled."""
        pause = _FIRST_PAUSE
        while True:
            try:
                self._connection = await Connection.open(self._socket, FromCore)
                pause = _FIRST_PAUSE
                await self._talk(self._connection)
            except (CoreAwayError, WireError) as error:
                logger.debug("%s", error)
            finally:
                self._hang_up()
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _talk(self, connection: Connection[FromCore]) -> None:
        connection.send(Hello(role="worker", name=self._worker, pid=os.getpid()))
        connection.send(Spooled())
        pulses = asyncio.create_task(self._pulses())
        try:
            while (message := await connection.receive()) is not None:
                if isinstance(message, News):
                    self._enforce(message)
                    connection.send(InForce(version=message.version))
                elif isinstance(message, ProxySignedIn) and (then := self._asked.pop(message.number, None)):
                    then(message)
        finally:
            pulses.cancel()

    async def _pulses(self) -> None:
        while True:
            self._send(self._pulse())
            await asyncio.sleep(PULSE_EVERY)

    def _hang_up(self) -> None:
        if self._connection:
            self._connection.close()
            self._heard_at = time.monotonic()
        self._connection = None
        asked, self._asked = self._asked, {}
        for then in asked.values():
            then(None)

    async def goodbye(self) -> None:
        """Say that we end on purpose."""
        if self._connection:
            self._send(Goodbye())
            with contextlib.suppress(OSError):
                await self._connection.drain()
