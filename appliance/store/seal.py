"""The chain of the audit trail: each entry is sealed together with the seal before it, under a key of the box.

Who changes the file without the key cannot make the seals fit; who cuts off the newest entries is found by the last
seal that was sent off the box.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance.config import Home
from appliance.errors import StorageError

_KEY_BYTES = 32


def key_of(home: Home) -> bytes:
    """The key, made when there is none. Raises StorageError."""
    path = home.keys / "audit.key"
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path.name}: {error.strerror}") from error
    if len(key) != _KEY_BYTES:
        raise StorageError(f"{path.name}: the key of the audit trail is damaged")
    return key


def _make(path: Path) -> None:
    """Whole or not at all, and the same for processes that start at once: the first to link its key wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def sealer(key: bytes) -> Callable[..., str]:
    """A function of the seal before and an entry's id, time, who, what and object; gives the entry's seal, in hex."""

    def seal(*parts: object) -> str:
        return hmac.new(key, msgspec.json.encode(parts), hashlib.sha256).hexdigest()

    return seal
