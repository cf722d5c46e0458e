"""Keeps the ring, and follows it for a recording.

While nobody records, one rough picture is taken each three seconds, and only where the display says that something
changed: 12 ms of a processor each, so at most 0.4 % of one. More often would show more of what came before an order,
and be the dearest thing that the helper does. A recording takes two a second, each twice as dear.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from typing import Literal

from appliance.helpers.protocol import Picture, TakeRecording
from endpoint.desktop.session.ring import Moment, Ring
from endpoint.desktop.session.screens import FRAME, NoPicture, Shot, as_frame, frames, rough

IDLE_SECONDS, RECORDING_SECONDS = 3.0, 0.5
DISTRUST_SECONDS = 10.0  # some graphics drivers draw without a word to the display
LONGEST_SECONDS = 120.0

type Kind = Literal["still", "frame", "thumbnail"]


class Blind(NoPicture):
    """Nothing may be pictured now. The sentence gives no reason, for it would tell who turned to Confide."""

    def __init__(self) -> None:
        super().__init__("Nothing on this screen may be pictured just now.")


class Camera:
    """Takes pictures beside the loop, one after the other, and none while `blind` says so, before or after."""

    def __init__(self, blind: Callable[[], bool], worker: Executor) -> None:
        self._blind, self._worker = blind, worker

    async def take[T](self, take: Callable[[], T]) -> T:
        """Raises NoPicture."""
        self.check()
        taken = await self.beside(take)
        self.check()
        return taken

    async def beside[T](self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def check(self) -> None:
        """Raises Blind."""
        if self._blind():
            raise Blind


class Recorder:
    def __init__(
        self, camera: Camera, changed: Callable[[], bool], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.ring = Ring()
        self._camera, self._changed, self._clock = camera, changed, clock
        self._recordings = 0
        self._taken = -DISTRUST_SECONDS
        self._hurry = asyncio.Event()

    async def run(self) -> None:
        """Keeps the ring until it is cancelled."""
        while True:
            await self._look()
            self._hurry.clear()
            try:
                async with asyncio.timeout(RECORDING_SECONDS if self._recordings else IDLE_SECONDS):
                    await self._hurry.wait()
            except TimeoutError:
                continue

    async def record(self, order: TakeRecording) -> AsyncIterator[tuple[float, Shot, bool]]:
        """When each frame was taken, the frame, and whether it is the last one; at the end all screens once more. Where
        the end may not be pictured, no frame is the last. Raises NoPicture where there was none at all."""
        begun = self._clock()
        ends = begun + min(LONGEST_SECONDS, order.seconds) - min(order.before, order.seconds)
        seen, any_yet = begun - order.before, False
        with self._faster():
            moments = self.ring.since(seen)
            while True:
                for moment in moments:
                    seen = max(seen, moment.at)
                    async for shot in self._in_size(moment):
                        any_yet = True
                        yield moment.at, shot, False
                if self._clock() >= ends:
                    break
                await asyncio.sleep(min(RECORDING_SECONDS, max(0.0, ends - self._clock())))
                moments = self.ring.after(seen)
        try:
            last = await self._camera.take(frames)
        except NoPicture:
            if any_yet:
                return
            raise
        for shot in last:
            yield self._clock(), shot, shot is last[-1]

    async def _look(self) -> None:
        now = self._clock()
        if not (self._changed() or now - self._taken >= DISTRUST_SECONDS):
            return
        try:
            shots = await self._camera.take(frames if self._recordings else rough)
        except Blind:
            self.ring.empty()
            self._taken = -DISTRUST_SECONDS
        else:
            self._taken = now
            self.ring.add(shots, now)

    async def _in_size(self, moment: Moment) -> AsyncIterator[Shot]:
        for shot in moment.shots:
            small = shot.width <= FRAME[0] and shot.height <= FRAME[1]
            yield shot if small else await self._camera.beside(partial(as_frame, shot))

    @contextmanager
    def _faster(self) -> Iterator[None]:
        self._recordings += 1
        self._hurry.set()
        try:
            yield
        finally:
            self._recordings -= 1


def header(order: str, kind: Kind, shot: Shot, ago: float, *, sequence: int = 0, last: bool = True) -> Picture:
    """Of a picture for the service, which numbers it."""
    return Picture(
        number=0,
        order=order,
        kind=kind,
        ago=max(0.0, ago),
        format=shot.format,
        width=shot.width,
        height=shot.height,
        screen=shot.screen,
        sequence=sequence,
        last=last,
    )
