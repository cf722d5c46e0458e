"""One device's connection, once it is known: its life, and what it is told."""

import asyncio
import time
from collections.abc import Awaitable

from msgspec.structs import replace

from appliance.clock import steady
from appliance.helper_wire import HelperPerson
from appliance.helpers.entry import Came
from appliance.helpers.hearing import Hearing
from appliance.helpers.line import Line
from appliance.helpers.orders import Open, new_id
from appliance.helpers.protocol import (
    BEAT_SECONDS,
    SILENT_SECONDS,
    Beat,
    Order,
    SendThumbnails,
    encode,
)
from appliance.helpers.shared import Shared
from appliance.helpers.state import At, Standing, compose
from appliance.helpers.watching import THUMBNAIL_EVERY, THUMBNAIL_SECONDS

OWED_SECONDS = 30.0
_BEAT = encode(Beat())


class Session:
    def __init__(self, shared: Shared, came: Came, line: Line) -> None:
        self.helper = came.helper
        self.line = line
        self.heard = Hearing(shared, came, line, self.show)
        self.standing: Standing | None = None
        self._shared = shared
        self._version = int(time.time() * 1000)
        self._beat_at = steady() + BEAT_SECONDS
        self._thumbnails_until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    # --- its life ---

    async def run(self) -> None:
        """Until the connection ends, by either end."""
        self.heard.tell_core()
        self.show()
        try:
            while (frame := await self.line.receive(SILENT_SECONDS)) is not None:
                await self.heard.take(frame)
        finally:
            self.heard.stop()
            for task in self._tasks:
                task.cancel()

    def look_after(self, now: float) -> None:
        """Now and then: a sign of life, what ended by itself, and what could not be taken."""
        if now >= self._beat_at:
            self._beat_at = now + BEAT_SECONDS
            self.line.send_text(_BEAT)
        if self.standing and self.standing.ends is not None and now >= self.standing.ends:
            self.show()
        if self.heard.owed_since is not None and now - self.heard.owed_since >= OWED_SECONDS:
            self.line.abort()  # it comes back, and sends again what it still has

    # --- what it is told ---

    def show(self) -> None:
        """What holds here, where it is not what the device knows."""
        now = steady()
        _, blind_until = self._shared.blind.get(self.helper.id, (0.0, 0.0))
        watched_by, watched_until = self._shared.watching.by(self.helper.id, now)
        if not watched_by:
            self.heard.thumbnail = None
        at = At(
            helper=self.helper,
            device=self.heard.device(),
            rules=self.heard.rules,
            blind_until=blind_until,
            watched_by=watched_by,
            watched_until=watched_until,
        )
        shared = self._shared
        standing = compose(at, shared.held, shared.settings, shared.always, now, time.time())
        if self.standing is None or standing.what != self.standing.what:
            self._version += 1
            self.line.send(replace(standing.state, version=self._version))
        self.standing = standing

    def order(self, begun: Open) -> None:
        self.line.send(begun.order(steady()))
        self._later(self._arrive(begun))

    async def _arrive(self, begun: Open) -> None:
        if await self.line.reached():
            begun.arrived = steady() - begun.since

    def want_thumbnails(self, now: float) -> None:
        """For as long as somebody looks."""
        if self._thumbnails_until - now < THUMBNAIL_SECONDS / 2:
            self._thumbnails_until = now + THUMBNAIL_SECONDS
            do = SendThumbnails(every=THUMBNAIL_EVERY, seconds=THUMBNAIL_SECONDS)
            self.line.send(Order(id=new_id(), within=THUMBNAIL_SECONDS, do=do))
        self.show()

    def meet(self, message: HelperPerson) -> None:
        self.heard.meet(message)
        self.show()

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
