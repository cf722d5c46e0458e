"""The chain of the audit trail, and Confide's: each entry is sealed together with the seal before it, under a key of
the box.

Who changes the file without the key cannot make the seals fit; who cuts off the newest entries is found by the last
seal that was sent off the box.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import partial

import msgspec

from appliance.config import Home
from appliance.errors import StorageError
from appliance.keys import kept

_KEY_BYTES = 32


def key_of(home: Home, may_make: bool = True, name: str = "audit.key") -> bytes:
    """The key; when there is none it is made, or, where that may not be, one that fits nothing. Raises StorageError."""
    path = home.keys / name
    if not may_make and not path.exists():
        return b""
    try:
        key = kept(path, partial(secrets.token_bytes, _KEY_BYTES))
    except OSError as error:
        raise StorageError(f"{path.name}: {error.strerror}") from error
    if len(key) != _KEY_BYTES:
        raise StorageError(f"{path.name}: this key of a chain is damaged")
    return key


def sealer(key: bytes) -> Callable[..., str]:
    """A function of the seal before and of what an entry holds, such as its id, time, who, what and object; gives the
    entry's seal, in hex."""

    def seal(*parts: object) -> str:
        return hmac.new(key, msgspec.json.encode(parts), hashlib.sha256).hexdigest()

    return seal
