"""The part in the session as a whole: senses, orders and windows around one line to the service.

Nothing is looked at, read or told before the service has said what the school watches. When the line ends, so does this
process: the service keeps one in each session, and listens to no other.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from appliance.errors import WireError
from appliance.helpers.protocol import Answer, AupAnswer, Beat, Front, LoggedOn, Order, State, Typed, Watch
from endpoint.desktop.link import SessionLine
from endpoint.desktop.session.front import front_of, has_mark, is_confide, may_read, title_of
from endpoint.desktop.session.orders import Orders, Shows
from endpoint.desktop.session.platform import Platform, SessionEnded, Window
from endpoint.desktop.session.recording import Camera, Recorder
from endpoint.desktop.session.senses import keep
from endpoint.desktop.session.typed import Passage, Typing

_log = logging.getLogger(__name__)
_TICK_SECONDS = 1.0
_BEAT_TICKS = 20
_AT_ONCE = 16
_LONGEST_NAME = 200
_NOTHING = Watch(typed=False, titles=False, pictures=False)


class Windows(Shows, Protocol):
    """What the session needs of the windows."""

    def hold(self, state: State) -> None: ...


class Session:
    """`windows` is made with what hears how rules were answered."""

    def __init__(
        self, platform: Platform, line: SessionLine, windows: Callable[[Callable[[AupAnswer], None]], Windows]
    ) -> None:
        self._platform, self._line = platform, line
        self._watch = _NOTHING
        self._covered = False  # by a lock or the rules: what is typed then goes into no window
        self._window = Window()
        self._told_front: Front | None = None
        self._typing = Typing()
        self._worker = ThreadPoolExecutor(1, "pictures")
        self._camera = Camera(self._blind, self._worker)
        self._recorder = Recorder(self._camera, platform.changed)
        self._windows = windows(self._answered)
        self._orders = Orders(self._camera, self._recorder, self._windows, line.send_picture)
        self._doing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until the line or the session ends. Raises neither."""
        senses = {"front": self._see_fronts, "keys": self._read, "ring": self._recorder.run, "clock": self._tick}
        try:
            await self._line.send(LoggedOn(user=self._platform.user()[:_LONGEST_NAME]))
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(keep(name, sense)) for name, sense in senses.items()]
                await self._listen()
                for task in tasks:
                    task.cancel()
        except* (WireError, SessionEnded) as ended:
            _log.info("the session ends: %s", ended.exceptions[0])
        finally:
            await self._close()

    async def _listen(self) -> None:
        while message := await self._line.receive():
            match message:
                case State():
                    self._hold(message)
                case Order() if len(self._doing) < _AT_ONCE:
                    self._start(self._do(message))
                case _:
                    pass

    def _hold(self, state: State) -> None:
        self._watch = state.watch
        self._told_front = None  # the box may have been away, and have forgotten it
        if not state.watch.pictures:
            self._recorder.ring.empty()
        covered = state.lock is not None or state.rules is not None
        if not may_read(self._window, state.watch):
            self._typing.forget()
        elif covered and not self._covered:
            self._start(self._tell_before_the_end(self._typing.flush()))
        self._covered = covered
        self._windows.hold(state)

    async def _do(self, order: Order) -> None:
        await self._send(await self._orders.answer(order))

    def _answered(self, answer: AupAnswer) -> None:
        self._start(self._send(answer))

    async def _send(self, message: Answer | AupAnswer) -> None:
        try:
            await self._line.send(message)
        except WireError as error:
            _log.info("an answer did not get through: %s", error)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    # --- senses -------------------------------------------------------------------------------------------------------

    async def _see_fronts(self) -> None:
        async for window in self._platform.fronts():
            self._window = window
            if is_confide(window):
                self._recorder.ring.empty()
            await self._tell(self._typing.front(window))

    async def _read(self) -> None:
        async for stroke in self._platform.strokes():
            if stroke.secret or self._covered or not may_read(self._window, self._watch):
                await self._tell(self._typing.flush())
            else:
                await self._tell(self._typing.stroke(stroke, self._window, time.monotonic()))

    async def _tick(self) -> None:
        """At most one window a second is told, and what was typed before a pause."""
        ticks = 0
        while True:
            if ticks % _BEAT_TICKS == 0:
                await self._line.send(Beat(idle=self._platform.idle()))
            await self._tell_front()
            await self._tell(self._typing.pause(time.monotonic()))
            await asyncio.sleep(_TICK_SECONDS)
            ticks += 1

    async def _tell_front(self) -> None:
        front = front_of(self._window, self._watch)
        if self._watch is not _NOTHING and front != self._told_front:
            await self._line.send(front)
            self._told_front = front

    async def _tell(self, passages: list[Passage]) -> None:
        for passage in passages:
            if may_read(passage.window, self._watch):
                await self._line.send(self._typed(passage))

    async def _tell_before_the_end(self, passages: list[Passage]) -> None:
        try:
            await self._tell(passages)
        except WireError as error:
            _log.info("the last words did not get through: %s", error)

    def _typed(self, passage: Passage) -> Typed:
        return Typed(
            number=0,
            ago=max(0.0, time.monotonic() - passage.at),
            application=passage.window.application[:_LONGEST_NAME],
            text=passage.text,
            title=title_of(passage.window, self._watch),
            user=self._platform.user()[:_LONGEST_NAME],
        )

    def _blind(self) -> bool:
        """Asked of the display each time, for it may not have told yet."""
        return not self._watch.pictures or has_mark(self._platform.title())

    async def _close(self) -> None:
        self._orders.close()
        for task in tuple(self._doing):
            task.cancel()
        await self._tell_before_the_end(self._typing.flush())
        self._worker.shutdown(wait=False, cancel_futures=True)
        self._line.close()
        self._platform.close()
