"""What the box asks of a session: pictures, a recording, thumbnails, a message. Each is done once, and answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from appliance.errors import WireError
from appliance.helpers.protocol import (
    Answer,
    CloseTabs,
    Do,
    LogOff,
    Order,
    Picture,
    Renew,
    SendThumbnails,
    ShowMessage,
    TakePicture,
    TakeRecording,
)
from endpoint.desktop.session.recording import Camera, Recorder, header
from endpoint.desktop.session.screens import NoPicture, stills, thumbnail
from endpoint.desktop.windows import FullError

_REMEMBERED = 200
_OFTENEST_SECONDS, _LONGEST_SECONDS = 1.0, 600.0  # of thumbnails


class Shows(Protocol):
    """What the orders need of the windows."""

    async def message(self, message: ShowMessage) -> None: ...

    async def log_off_notice(self, text: str) -> None: ...


class Undone(Exception):  # noqa: N818 - an answer, not a mistake
    """The order cannot be done; the sentence is for a grown-up."""


class Orders:
    """`send` takes a picture with its header on its way."""

    def __init__(
        self,
        camera: Camera,
        recorder: Recorder,
        shows: Shows,
        send: Callable[[Picture, bytes], Awaitable[None]],
    ) -> None:
        self._camera, self._recorder, self._shows, self._send = camera, recorder, shows, send
        self._answers: dict[str, asyncio.Task[Answer]] = {}
        self._thumbnails: asyncio.Task[None] | None = None

    async def answer(self, order: Order) -> Answer:
        """One that came before is answered as before."""
        if order.id not in self._answers:
            self._answers[order.id] = asyncio.create_task(self._in_time(order))
            self._forget()
        return await asyncio.shield(self._answers[order.id])

    def close(self) -> None:
        for task in (*self._answers.values(), self._thumbnails):
            if task:
                task.cancel()

    async def _in_time(self, order: Order) -> Answer:
        try:
            async with asyncio.timeout(order.within):
                await self._do(order.id, order.do)
        except TimeoutError:
            return Answer(order=order.id, done=False, why="The device was too slow.")
        except WireError:
            return Answer(order=order.id, done=False, why="The picture did not get through.")
        except (NoPicture, Undone) as why:
            return Answer(order=order.id, done=False, why=str(why))
        return Answer(order=order.id, done=True)

    async def _do(self, order: str, do: Do) -> None:
        match do:
            case TakePicture():
                await self._picture(order)
            case TakeRecording():
                await self._recording(order, do)
            case SendThumbnails():
                self._start_thumbnails(order, do)
            case ShowMessage():
                await self._message(do)
            case LogOff():
                await self._shows.log_off_notice(do.text)
            case CloseTabs():
                raise Undone("Only a browser helper can close tabs.")
            case Renew():
                raise Undone("Not by the part in the pupil's session.")

    async def _picture(self, order: str) -> None:
        shots = await self._camera.take(stills)
        taken = time.monotonic()
        for shot in shots:
            ago = time.monotonic() - taken
            await self._send(header(order, "still", shot, ago, last=shot is shots[-1]), shot.image)

    async def _message(self, do: ShowMessage) -> None:
        try:
            await self._shows.message(do)
        except FullError as error:
            raise Undone(str(error)) from error

    async def _recording(self, order: str, do: TakeRecording) -> None:
        sequence = 0
        async for at, shot, last in self._recorder.record(do):
            ago = time.monotonic() - at
            await self._send(header(order, "frame", shot, ago, sequence=sequence, last=last), shot.image)
            sequence += 1

    def _start_thumbnails(self, order: str, do: SendThumbnails) -> None:
        """In place of those that are being sent."""
        if self._thumbnails:
            self._thumbnails.cancel()
        self._thumbnails = asyncio.create_task(self._send_thumbnails(order, do))

    async def _send_thumbnails(self, order: str, do: SendThumbnails) -> None:
        every = max(_OFTENEST_SECONDS, do.every)
        for _ in range(max(1, int(min(do.seconds, _LONGEST_SECONDS) / every))):
            try:
                shot = await self._camera.take(thumbnail)
                await self._send(header(order, "thumbnail", shot, 0.0), shot.image)
            except NoPicture:  # the box sees that it grows old
                pass
            except WireError:
                return
            await asyncio.sleep(every)

    def _forget(self) -> None:
        """The oldest, once it is done."""
        while len(self._answers) > _REMEMBERED and self._answers[(oldest := next(iter(self._answers)))].done():
            del self._answers[oldest]
