"""The line to the box, for as long as the service runs: knocks again and again, sends what waits, and beats."""

import asyncio
import contextlib
import heapq
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Protocol

from appliance.errors import ConfigError, WireError
from appliance.helpers.protocol import BEAT_SECONDS, Beat, FromBox, FromDevice, Refused, Taken
from endpoint.desktop.service.config import load
from endpoint.desktop.service.identity import Identity
from endpoint.desktop.service.knocking import Connection, RefusedError, knock
from endpoint.desktop.service.queue import Queue, Weight

LONGEST_WAIT = 60.0
_WELL_AFTER = 60.0  # seconds: a line that held for so long counts as good

_log = logging.getLogger(__name__)


class Served(Protocol):
    """Who is told what the box says."""

    async def welcomed(self) -> None:
        """The line is there."""

    async def heard(self, message: FromBox) -> None:
        """Anything but `Taken`, which the queue has seen."""

    async def away(self) -> None:
        """The line is gone."""

    async def sent_away(self) -> None:
        """This device is not the school's any more."""


def waits(chance: Callable[[], float] = random.random) -> Iterator[float]:
    """Seconds between tries: from 1 to 60, spread so that a school's devices do not all come at once."""
    wait = 1.0
    while True:
        yield wait * (0.5 + chance() / 2)
        wait = min(wait * 2, LONGEST_WAIT)


class Box:
    """`idle` says for how long nobody touched the device."""

    def __init__(
        self, config: Path, identity: Identity, queue: Queue, served: Served, idle: Callable[[], float]
    ) -> None:
        self._config, self._identity, self._queue = config, identity, queue
        self._served, self._idle = served, idle
        self._connection: Connection | None = None
        self._unsent: list[tuple[int, int]] = []
        self._more = asyncio.Event()
        self._away_since = time.monotonic()

    @property
    def here(self) -> bool:
        return self._connection is not None

    def away_for(self) -> float:
        return 0.0 if self._connection else time.monotonic() - self._away_since

    async def send(self, message: FromDevice) -> bool:
        """At once, or not at all: whether it is on its way."""
        return await self._send(lambda connection: connection.send(message))

    async def send_frame(self, frame: bytes) -> bool:
        return await self._send(lambda connection: connection.send_frame(frame))

    async def _send(self, how: Callable[[Connection], Awaitable[None]]) -> bool:
        if self._connection is None:
            return False
        try:
            await how(self._connection)
        except WireError:
            return False
        return True

    def queued(self, number: int, weight: Weight) -> None:
        """Something more is to be sent."""
        heapq.heappush(self._unsent, (-weight, number))
        self._more.set()

    async def run(self) -> None:
        pauses = waits()
        while True:
            began = time.monotonic()
            await self._once()
            if time.monotonic() - began > _WELL_AFTER:
                pauses = waits()
            await asyncio.sleep(next(pauses))

    async def _once(self) -> None:
        try:
            config = load(self._config)
            if self._identity.may_knock(config.code):
                await self._talk(await knock(config, self._identity))
        except RefusedError as error:
            _log.warning("The box refuses this device: %s", error)
            if not error.again:
                self._identity.forget(config.code)
                await self._served.sent_away()
        except (WireError, ConfigError, OSError) as error:
            _log.warning("No line to the box: %s", error)

    async def _talk(self, connection: Connection) -> None:
        refused: tuple[BaseException, ...] = ()
        self._connection = connection
        self._unsent = [(-weight, number) for number, weight in self._queue.waiting().items()]
        heapq.heapify(self._unsent)
        self._more.set()
        try:
            await self._served.welcomed()
            async with asyncio.TaskGroup() as tasks:
                for work in (self._hear, self._pass_on, self._beat):
                    tasks.create_task(work(connection))
        except* WireError as group:
            _log.warning("The line to the box ended: %s", "; ".join(map(str, group.exceptions)))
        except* RefusedError as group:
            refused = group.exceptions
        finally:
            self._connection, self._away_since = None, time.monotonic()
            await self._served.away()
            with contextlib.suppress(OSError):
                await connection.close()
        if refused:
            raise refused[0]

    async def _hear(self, connection: Connection) -> None:
        while True:
            message = await connection.receive()
            match message:
                case Taken():
                    self._queue.taken(message.numbers)
                case Refused():
                    raise RefusedError(message)
                case _:
                    await self._served.heard(message)

    async def _pass_on(self, connection: Connection) -> None:
        """What waits, the gravest first, and of one kind the oldest."""
        while True:
            await self._more.wait()
            while self._unsent:
                if (frame := self._queue.frame(heapq.heappop(self._unsent)[1])) is not None:
                    await connection.send_frame(frame)
            self._more.clear()

    async def _beat(self, connection: Connection) -> None:
        while True:
            await connection.send(Beat(idle=self._idle()))
            await asyncio.sleep(BEAT_SECONDS)
