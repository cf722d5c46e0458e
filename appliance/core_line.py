"""A line to `core` of a process that holds the policy: a worker, or `helpers`. It hears the news, says that there is
something in the spool and how the process is doing.

Without `core` the process goes on: with what it heard last, and its spool as memory.
"""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

from appliance.errors import CoreAwayError, WireError
from appliance.wire import Connection, FromCore, Goodbye, Hello, InForce, News, Pulse, Role, Spooled, ToCore

logger = logging.getLogger(__name__)

RING_WITHIN = 0.01
PULSE_EVERY = 1.0
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0
_MOST_WAITING = 1024 * 1024


class CoreLine:
    """`enforce` puts news in force before it returns; a role overrides `heard`, `connected` and `lost`."""

    role: Role = "worker"

    def __init__(self, name: str, socket: Path, enforce: Callable[[News], None], pulse: Callable[[], Pulse]) -> None:
        self._name = name
        self._socket = socket
        self._enforce = enforce
        self._pulse = pulse
        self._connection: Connection[FromCore] | None = None
        self._ringing = False
        self._heard_at = time.monotonic()

    @property
    def silent_for(self) -> float:
        """For how many seconds there is no line to `core`; 0 while there is one."""
        return 0.0 if self._connection else time.monotonic() - self._heard_at

    def ring(self) -> None:
        """There is something new in the spool. Many in a short time ring once."""
        if not self._ringing and self._connection:
            self._ringing = True
            asyncio.get_running_loop().call_later(RING_WITHIN, self._ring_now)

    def _ring_now(self) -> None:
        self._ringing = False
        self.send(Spooled())

    def send(self, message: ToCore) -> bool:
        """False where there is no line, or too much waits on it."""
        if self._connection is None or self._connection.backlog >= _MOST_WAITING:
            return False
        self._connection.send(message)
        return True

    def connected(self) -> None:
        """There is a line, and nothing was heard on it yet."""

    def heard(self, message: FromCore) -> None:
        """Anything but news."""

    def lost(self) -> None:
        """The line broke, or never was: what was asked is not answered any more."""

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
        connection.send(Hello(role=self.role, name=self._name, pid=os.getpid()))
        connection.send(Spooled())
        self.connected()
        pulses = asyncio.create_task(self._pulses())
        try:
            while (message := await connection.receive()) is not None:
                if isinstance(message, News):
                    self._enforce(message)
                    connection.send(InForce(version=message.version))
                else:
                    self.heard(message)
        finally:
            pulses.cancel()

    async def _pulses(self) -> None:
        while True:
            self.send(self._pulse())
            await asyncio.sleep(PULSE_EVERY)

    def _hang_up(self) -> None:
        if self._connection:
            self._connection.close()
            self._heard_at = time.monotonic()
        self._connection = None
        self.lost()

    async def goodbye(self) -> None:
        """Say that we end on purpose."""
        if self._connection:
            self.send(Goodbye())
            with contextlib.suppress(OSError):
                await self._connection.drain()
