"""The terms that the box goes by as one file, for devices that look themselves while the box is away.

A device asks `GET /libraries/<digest>` at the port of the helpers, with `Authorization: Lollipop <helper>:<signature>`.
The signature is over the name of the file, so there is nothing to gain from sending it again. Terms that nobody is
shown are not among them, the school's own are; a device keeps the file encrypted.
"""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Iterable

import msgspec
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from appliance.errors import WireError
from appliance.model import Term

PATH = "/libraries/"
LARGEST = 8 * 1024 * 1024
_LARGEST_OPENED = 64 * 1024 * 1024
_SCHEME = "Lollipop "


def digest_of(versions: Iterable[str]) -> str:
    """The name of the file that holds the terms of these versions (`Terms.version`): the libraries' and the school's
    own."""
    return hashlib.blake2b("\n".join(versions).encode(), digest_size=16).hexdigest()


def packed(terms: Iterable[Term]) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(tuple(terms)), 9)


def opened(file: bytes) -> tuple[Term, ...]:
    """Raises WireError."""
    try:
        data = zlib.decompressobj().decompress(file, _LARGEST_OPENED)
        return msgspec.msgpack.decode(data, type=tuple[Term, ...])
    except (zlib.error, msgspec.DecodeError) as error:
        raise WireError(f"libraries that cannot be read: {error}") from error


def to_sign(school: str, helper: str, digest: str) -> bytes:
    return "\n".join(("lollipop-libraries-1", school, helper, digest)).encode()


def authorization(helper: str, signature: bytes) -> str:
    return f"{_SCHEME}{helper}:{base64.b64encode(signature).decode()}"


def asks(header: str) -> str:
    """The id of the helper that says it asks; nothing of it is proven yet."""
    return header.removeprefix(_SCHEME).partition(":")[0] if header.startswith(_SCHEME) else ""


def may_have(header: str, school: str, digest: str, key: bytes) -> bool:
    """Whether who holds this key asks for these libraries."""
    helper, _, written = header.removeprefix(_SCHEME).partition(":")
    try:
        VerifyKey(key).verify(to_sign(school, helper, digest), base64.b64decode(written, validate=True))
    except (CryptoError, binascii.Error, ValueError, TypeError):
        return False
    return bool(helper)
