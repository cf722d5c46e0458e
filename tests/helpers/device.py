"""A simulated helper: the real protocol over real TLS, with real frames. For whoever needs a device that answers.

    async with Device.enrolled(box, code="ABCD…") as device: …

`box` is where it connects (`Where`). What the box says is in `device.said` in its order, and the last `State` in
`device.state`. Orders are answered as `device.answers` says; pictures that it takes are real WebP.
"""

import asyncio
import contextlib
import io
import itertools
import random
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from nacl.signing import SigningKey
from PIL import Image
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from appliance.helpers.protocol import (
    BEAT_SECONDS,
    PATH,
    SUBPROTOCOL,
    Answer,
    Beat,
    Challenge,
    Do,
    FromBox,
    FromDevice,
    Front,
    Knock,
    LoggedOn,
    Order,
    Picture,
    Proof,
    Refused,
    SendThumbnails,
    State,
    Taken,
    TakePicture,
    TakeRecording,
    Typed,
    Welcome,
    encode,
    encode_picture,
    from_box,
    to_sign,
)
from appliance.model import HelperKind

WITHIN = 10.0


class Where(NamedTuple):
    """A box: `ca` is the school's certificate (PEM), `name` what its certificate says."""

    host: str
    port: int
    ca: str
    name: str = "127.0.0.1"

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.ca)


class RefusedError(Exception):
    """The box would not have it."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.why)
        self.refused = refused


def picture(width: int = 320, height: int = 180, colour: str = "navy", form: str = "webp") -> bytes:
    """A real image."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, form, quality=50)
    return file.getvalue()


@dataclass
class Device:
    """`helper` and `key` are what it keeps when it was enrolled. `from_address` is where it stands on loopback."""

    box: Where
    helper: str = ""
    key: SigningKey = field(default_factory=SigningKey.generate)
    name: str = "pc-7"
    kind: HelperKind = HelperKind.DESKTOP
    macs: tuple[str, ...] = ()
    origin: str | None = None
    from_address: str = "127.0.0.1"
    answers: bool = True
    screen: Callable[[], bytes] = picture
    said: list[FromBox] = field(default_factory=list)
    unsettled: dict[int, str | bytes] = field(default_factory=dict)
    school: str = ""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(int(time.time() * 1000))
        self._news = asyncio.Condition()
        self._talk: asyncio.Task[None] | None = None
        self._beats: asyncio.Task[None] | None = None
        self.context: ssl.SSLContext | None = None
        self.socket: ClientConnection | None = None
        self.ended = asyncio.Event()
        self.thumbnails: asyncio.Task[None] | None = None

    # --- coming and going ---

    @classmethod
    @asynccontextmanager
    async def enrolled(cls, box: Where, code: str, **about: Any) -> AsyncIterator[Self]:
        device = cls(box, **about)
        try:
            await device.connect(code=code)
            yield device
        finally:
            await device.leave()

    async def connect(self, code: str = "") -> None:
        """Knock, prove, and be welcome. Raises RefusedError."""
        socket = await self.open()
        answer = await self.prove(code)
        if isinstance(answer, Refused):
            await socket.close()
            raise RefusedError(answer)
        self.ended = asyncio.Event()
        self._talk = asyncio.create_task(self._listen(socket))
        self._beats = asyncio.create_task(self._beat())
        await self.until(lambda said: isinstance(said, State))
        for waits in list(self.unsettled.values()):
            await socket.send(waits)

    async def open(self) -> ClientConnection:
        """The WebSocket, and nothing said on it."""
        self.context = self.context or self.box.context()
        self.socket = await connect(
            f"wss://{self.box.name}:{self.box.port}{PATH}",
            host=self.box.host,
            port=self.box.port,
            ssl=self.context,
            server_hostname=self.box.name,
            origin=Origin(self.origin) if self.origin else None,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            compression=None,
            ping_interval=None,
            close_timeout=1,
            proxy=None,
            local_addr=(self.from_address, 0),
            max_size=2**20,
        )
        return self.socket

    async def prove(self, code: str = "") -> Welcome | Refused:
        """Knock and proof; the box's last word on them."""
        await self.say(self.knock(code))
        challenge = await self._next()
        if isinstance(challenge, Refused):
            return challenge
        assert isinstance(challenge, Challenge)
        self.school = challenge.school
        await self.say(Proof(signature=self.sign(challenge, code)))
        answer = await self._next()
        assert isinstance(answer, Welcome | Refused)
        if isinstance(answer, Welcome):
            self.helper = answer.helper
        return answer

    def knock(self, code: str = "") -> Knock:
        return Knock(
            kind=self.kind,
            version="1.0",
            key=bytes(self.key.verify_key),
            name=self.name,
            system="Debian 12",
            helper="" if code else self.helper,
            code=code,
            macs=self.macs,
        )

    def sign(self, challenge: Challenge, code: str = "") -> bytes:
        signed = to_sign(challenge.school, code or self.helper, bytes(self.key.verify_key), challenge.nonce)
        return bytes(self.key.sign(signed).signature)

    async def leave(self) -> None:
        for task in (self._talk, self._beats, self.thumbnails):
            if task:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if self.socket:
            await self.socket.close()

    # --- saying things ---

    def number(self) -> int:
        return next(self._numbers)

    async def say(self, message: FromDevice) -> None:
        assert self.socket
        await self.socket.send(encode(message))

    async def log_on(self, user: str) -> None:
        await self.say(LoggedOn(user=user))

    async def front(self, title: str, application: str = "notepad", url: str = "") -> None:
        await self.say(Front(application=application, title=title, url=url))

    async def type(self, text: str, application: str = "notepad", **about: Any) -> int:
        """Gives the number, once the message is on its way."""
        number = self.number()
        told = Typed(number=number, ago=about.pop("ago", 0.0), application=application, text=text, **about)
        await self.keep(number, encode(told))
        return number

    async def send_picture(self, order: str, image: bytes | None = None, **about: Any) -> int:
        """A `still` of its screen, if nothing else is said."""
        number = about.pop("number", None) or self.number()
        image = picture() if image is None else image
        said: dict[str, Any] = {"kind": "still", "ago": 0.0, "format": "webp", "width": 320, "height": 180} | about
        await self.keep(number, encode_picture(Picture(number=number, order=order, **said), image))
        return int(number)

    async def send_thumbnail(self, colour: str = "") -> None:
        """What is on its `screen`, or of one colour."""
        assert self.socket
        header = Picture(number=0, order="", kind="thumbnail", ago=0.0, format="webp", width=320, height=180)
        await self.socket.send(encode_picture(header, picture(colour=colour) if colour else self.screen()))

    async def keep(self, number: int, frame: str | bytes) -> None:
        """Send it, and again on each connection until it is taken."""
        assert self.socket
        self.unsettled[number] = frame
        await self.socket.send(frame)

    # --- hearing things ---

    @property
    def state(self) -> State:
        return next(one for one in reversed(self.said) if isinstance(one, State))

    @property
    def orders(self) -> list[Order]:
        return [one for one in self.said if isinstance(one, Order)]

    async def until(self, holds: Callable[[FromBox], bool], since: int = 0) -> FromBox:
        """The first thing that the box said, after `since` others, for which it holds."""

        def found() -> Iterator[FromBox]:
            return (one for one in self.said[since:] if holds(one))

        async with asyncio.timeout(WITHIN), self._news:
            await self._news.wait_for(lambda: any(True for _ in found()))
            return next(found())

    async def until_state(self, holds: Callable[[State], bool]) -> State:
        """A state for which it holds, now or later."""
        found = await self.until(lambda one: isinstance(one, State) and holds(one))
        assert isinstance(found, State)
        return found

    async def until_taken(self, *numbers: int) -> None:
        async with asyncio.timeout(WITHIN), self._news:
            await self._news.wait_for(lambda: not self.unsettled.keys() & set(numbers))

    async def until_ended(self) -> None:
        async with asyncio.timeout(WITHIN):
            await self.ended.wait()

    async def _next(self) -> FromBox:
        assert self.socket
        async with asyncio.timeout(WITHIN):
            return from_box(str(await self.socket.recv()))

    async def _listen(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self._hear(from_box(str(await socket.recv())))
        self.ended.set()

    async def _beat(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(BEAT_SECONDS * random.uniform(0.5, 1))
                await self.say(Beat(idle=1.0))

    async def _hear(self, message: FromBox) -> None:
        async with self._news:
            self.said.append(message)
            if isinstance(message, Taken):
                for number in message.numbers:
                    self.unsettled.pop(number, None)
            self._news.notify_all()
        if isinstance(message, Order) and self.answers:
            await self._do(message.id, message.do)

    async def _do(self, order: str, do: Do) -> None:
        match do:
            case TakePicture():
                await self.send_picture(order)
            case TakeRecording():
                for sequence in range(4):
                    shown = picture(colour=("navy", "teal", "olive", "maroon")[sequence])
                    await self.send_picture(order, shown, kind="frame", sequence=sequence, last=sequence == 3)
            case SendThumbnails():
                if self.thumbnails:
                    self.thumbnails.cancel()
                self.thumbnails = asyncio.create_task(self._show(do))
        await self.say(Answer(order=order, done=True))

    async def _show(self, do: SendThumbnails) -> None:
        until = time.monotonic() + do.seconds
        with contextlib.suppress(ConnectionClosed):
            while time.monotonic() < until:
                await self.send_thumbnail()
                await asyncio.sleep(do.every)
