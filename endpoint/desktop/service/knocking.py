"""The connection to the box: over TLS that trusts the school's authority only, and with the device's key.

Raises `WireError` for whatever may pass by itself, and `RefusedError` where the box said no.
"""

import asyncio
import platform
import socket
import ssl
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from appliance.errors import LollipopError, WireError
from appliance.helpers.protocol import (
    LONGEST_TEXT_FRAME,
    PATH,
    SILENT_SECONDS,
    SUBPROTOCOL,
    Challenge,
    FromBox,
    FromDevice,
    Knock,
    Proof,
    Refused,
    Welcome,
    encode,
    from_box,
)
from appliance.model import HelperKind
from endpoint.desktop.service import machine
from endpoint.desktop.service.config import Config
from endpoint.desktop.service.identity import Enrolment, Identity

VERSION = "1"
_OPEN_SECONDS = 15.0
_NO_MAC = "00:00:00:00:00:00"
_MOST_MACS = 16


class RefusedError(LollipopError):
    """The box said no. `again`: whether it may say yes later."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.why)
        self.again = refused.again


class Connection:
    """A box that said welcome."""

    def __init__(self, socket_: ClientConnection) -> None:
        self._socket = socket_

    async def send(self, message: FromDevice) -> None:
        await self.send_frame(encode(message))

    async def send_frame(self, frame: str | bytes) -> None:
        try:
            async with asyncio.timeout(SILENT_SECONDS):
                await self._socket.send(frame)
        except (OSError, WebSocketException, TimeoutError) as error:
            raise WireError(f"the box went away: {error}") from error

    async def receive(self) -> FromBox:
        try:
            async with asyncio.timeout(SILENT_SECONDS):
                frame = await self._socket.recv(decode=True)
        except (OSError, WebSocketException, TimeoutError) as error:
            raise WireError(f"the box went away: {error}") from error
        return from_box(str(frame))

    async def close(self) -> None:
        await self._socket.close()


def trusting(ca: Path) -> ssl.SSLContext:
    """The school's authority and no other. Raises WireError."""
    try:
        return ssl.create_default_context(cafile=str(ca))
    except OSError as error:
        raise WireError(f"{ca} is not a certificate authority: {error}") from error


async def knock(config: Config, identity: Identity) -> Connection:
    """Connect, say who this device is, and prove it. A device that enrolled now is known from then on."""
    connection = Connection(await _open(config))
    try:
        async with asyncio.timeout(_OPEN_SECONDS):
            await _prove(connection, config, identity)
    except TimeoutError as error:
        await connection.close()
        raise WireError("the box does not answer") from error
    except LollipopError:
        await connection.close()
        raise
    return connection


async def _open(config: Config) -> ClientConnection:
    host = f"[{config.address}]" if ":" in config.address else config.address
    try:
        return await connect(
            f"wss://{host}:{config.port}{PATH}",
            ssl=trusting(config.ca),
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            compression=None,
            open_timeout=_OPEN_SECONDS,
            ping_interval=None,
            close_timeout=2.0,
            max_size=LONGEST_TEXT_FRAME,
            proxy=None,
        )
    except (OSError, WebSocketException, TimeoutError) as error:
        raise WireError(f"the box cannot be reached: {error}") from error


async def _prove(connection: Connection, config: Config, identity: Identity) -> None:
    code = "" if identity.helper else config.code
    await connection.send(_who(identity, code))
    challenge = _expected(await connection.receive(), Challenge)
    if not identity.accepts(challenge.school):
        raise WireError("this is another school's box")
    await connection.send(Proof(signature=identity.answer(challenge, code)))
    welcome = _expected(await connection.receive(), Welcome)
    identity.keep(Enrolment(helper=welcome.helper, school=challenge.school))


def _expected[T](message: FromBox, kind: type[T]) -> T:
    if isinstance(message, Refused):
        raise RefusedError(message)
    if not isinstance(message, kind):
        raise WireError("the box said something else than was its turn")
    return message


def _who(identity: Identity, code: str) -> Knock:
    return Knock(
        kind=HelperKind.DESKTOP,
        version=VERSION,
        key=identity.key,
        name=socket.gethostname()[:200],
        system=_system()[:200],
        helper=identity.helper,
        code=code,
        macs=_macs(),
    )


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"


def _macs() -> tuple[str, ...]:
    return tuple(sorted(machine.macs() - {_NO_MAC, ""}))[:_MOST_MACS]
