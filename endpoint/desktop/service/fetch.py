"""The box's libraries, kept here for when it is away: one file, fetched when the box names another one."""

import asyncio
import contextlib
from pathlib import Path

from appliance.errors import WireError
from appliance.helpers.libraries import LARGEST, PATH, authorization, to_sign
from endpoint.desktop.service.config import Config
from endpoint.desktop.service.identity import Identity
from endpoint.desktop.service.knocking import trusting
from endpoint.desktop.service.sealed import Seal

_SECONDS = 30.0
_HEAD = 16 * 1024


class Libraries:
    """The file that we have, after its name; closed like all that is kept."""

    def __init__(self, path: Path, seal: Seal) -> None:
        self._path, self._seal = path, seal

    def read(self, digest: str) -> bytes | None:
        """None where we have others, or none."""
        name, _, file = (self._seal.read(self._path) or b"").partition(b"\n")
        return file if file and name == digest.encode() else None

    def keep(self, digest: str, file: bytes) -> None:
        """Raises OSError."""
        self._seal.write(self._path, digest.encode() + b"\n" + file)

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)


async def fetch(config: Config, identity: Identity, digest: str) -> bytes:
    """Raises WireError."""
    if identity.enrolment is None or not digest.isalnum():
        raise WireError("no libraries without an enrolment and a name")
    signature = identity.sign(to_sign(identity.enrolment.school, identity.helper, digest))
    asked = (
        f"GET {PATH}{digest} HTTP/1.1\r\nHost: {config.address}\r\nConnection: close\r\n"
        f"Authorization: {authorization(identity.helper, signature)}\r\n\r\n"
    )
    try:
        async with asyncio.timeout(_SECONDS):
            return await _get(config, asked.encode())
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise WireError(f"the libraries did not come: {error}") from error


async def _get(config: Config, asked: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(config.address, config.port, ssl=trusting(config.ca), limit=_HEAD)
    with contextlib.closing(writer):
        writer.write(asked)
        head = await reader.readuntil(b"\r\n\r\n")
        if head.split(b" ", 2)[1] != b"200":
            raise WireError("the box has no such libraries for this device")
        return await _body(reader, _length(head))


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    raise WireError("the box does not say how long the libraries are")


async def _body(reader: asyncio.StreamReader, length: int) -> bytes:
    if length > LARGEST:
        raise WireError("the libraries are over the bound")
    return await reader.readexactly(length)
