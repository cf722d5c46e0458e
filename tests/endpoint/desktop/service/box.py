"""A box that speaks the protocol of helpers, with two schools' certificates: for tests of what devices do."""

import asyncio
import contextlib
import os
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from appliance import ca
from appliance.config import Home
from appliance.helpers import libraries
from appliance.helpers.protocol import (
    SUBPROTOCOL,
    Beat,
    Challenge,
    FromBox,
    FromDevice,
    Knock,
    Picture,
    Proof,
    Refused,
    State,
    Taken,
    Told,
    Typed,
    Watch,
    Welcome,
    encode,
    from_device,
    picture_in,
    to_sign,
)

SECONDS = 20.0


class School:
    """A certificate authority, a code, and which keys enrolled."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.folder = folder / name
        authority = ca.make(Home(self.folder), name, datetime.now(UTC))
        self.ca = self.folder / "trusted.pem"
        self.ca.write_text(authority.pem(), encoding="ascii")
        self.code = f"CODE-{name}"
        self.enrolled: dict[str, bytes] = {}
        self._certificate = self._leaf(authority)

    def _leaf(self, authority: ca.Authority) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = authority.sign("127.0.0.1", key.public_key(), datetime.now(UTC))
        path = self.folder / "box.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(secret + leaf.public_bytes(serialization.Encoding.PEM))
        return path

    def tls(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificate)
        return context


class Box:
    """Keeps what devices say. With `takes` false, nothing is ever `Taken`."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.port = 0
        self.takes = True
        self.state = State(
            version=1,
            school=school.name,
            talk_to="Ms Hart",
            language="en",
            confide="https://confide.test/",
            watch=Watch(usb="say"),
        )
        self.heard: list[FromDevice] = []
        self.pictures: list[tuple[Picture, bytes]] = []
        self.libraries: dict[str, bytes] = {}
        self.knocks = 0
        self._lines: set[ServerConnection] = set()
        self._server: Server | None = None
        self._news = asyncio.Condition()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        self._server = await serve(
            self._line,
            "127.0.0.1",
            self.port,
            ssl=self.school.tls(),
            subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]
            compression=None,
            process_request=self._get,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]
        try:
            yield
        finally:
            self._server.close(close_connections=True)
            await self._server.wait_closed()

    @property
    def connected(self) -> int:
        return len(self._lines)

    async def tell(self, message: FromBox) -> None:
        for line in tuple(self._lines):
            await line.send(encode(message))

    async def hang_up(self) -> None:
        for line in tuple(self._lines):
            await line.close()

    async def until(self, holds: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Wait until what was heard makes it so."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(holds)

    def all[T](self, kind: type[T]) -> list[T]:
        return [one for one in self.heard if isinstance(one, kind)]

    async def first[T](self, kind: type[T], fits: Callable[[T], bool] = lambda _: True) -> T:
        await self.until(lambda: any(map(fits, self.all(kind))))
        return next(filter(fits, self.all(kind)))

    async def _line(self, line: ServerConnection) -> None:
        self.knocks += 1
        with contextlib.suppress(Exception):
            if not await self._let_in(line):
                return
            self._lines.add(line)
            await self._told()
            await line.send(encode(self.state))
            async for frame in line:
                await self._hear(line, frame)
        self._lines.discard(line)
        await self._told()

    async def _let_in(self, line: ServerConnection) -> bool:
        knock = from_device(str(await line.recv()))
        assert isinstance(knock, Knock)
        helper = knock.helper or f"helper-{len(self.school.enrolled) + 1}"
        key = self.school.enrolled.get(knock.helper) if knock.helper else knock.key
        if key is None or (not knock.helper and knock.code != self.school.code):
            await line.send(encode(Refused(why="This device is not known here.", again=False)))
            return False
        nonce = os.urandom(32)
        await line.send(encode(Challenge(school=self.school.name, nonce=nonce)))
        proof = from_device(str(await line.recv()))
        assert isinstance(proof, Proof)
        try:
            signed = to_sign(self.school.name, knock.helper or knock.code, key, nonce)
            VerifyKey(key).verify(signed, proof.signature)
        except BadSignatureError:
            await line.send(encode(Refused(why="The signature is wrong.", again=False)))
            return False
        self.school.enrolled[helper] = key
        await line.send(encode(Welcome(helper=helper)))
        return True

    async def _hear(self, line: ServerConnection, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            header, image = picture_in(frame)
            self.pictures.append((header, image))
            number = header.number
        else:
            message = from_device(frame)
            self.heard.append(message)
            number = message.number if isinstance(message, Typed | Told) else 0
        if number and self.takes:
            await line.send(encode(Taken(numbers=(number,))))
        await self._told()

    async def _told(self) -> None:
        async with self._news:
            self._news.notify_all()

    def _get(self, _: ServerConnection, request: Request) -> Response | None:
        if not request.path.startswith(libraries.PATH):
            return None
        header = request.headers.get("Authorization", "")
        key = self.school.enrolled.get(libraries.asks(header), b"")
        digest = request.path.removeprefix(libraries.PATH)
        file = self.libraries.get(digest)
        if file is None or not libraries.may_have(header, self.school.name, digest, key):
            return Response(HTTPStatus.NOT_FOUND, "Not Found", Headers({"Content-Length": "0"}), b"")
        headers = Headers({"Content-Length": str(len(file)), "Connection": "close"})
        return Response(HTTPStatus.OK, "OK", headers, file)


BEAT = Beat()
